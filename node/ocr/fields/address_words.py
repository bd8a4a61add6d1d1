"""Words of an address that belong to closed lists: kinds of places before their names, and the province at its end.

Their marks are put right whatever was read ("Tố dân phố sô 7", "tỉnh Quảng Tri"), a letter or two may be wrong in the
longer ones; the names of hamlets, roads and communes between them are never touched. Spelling: the register's own
(QCVN 109) and that of the 63 and 34 provinces.
"""

from __future__ import annotations

import re

from node.ocr.fields.grammars import fold
from node.ocr.fields.provinces import with_province
from node.ocr.words.place_words import with_kind

_PART = re.compile(r"[^,]+")
_INSIDE = re.compile(r"(?<=[\s,])(s[ôố]|h[ẻểêe]m|đ[ưu][ờởơ]ng)(?=\s\d|\s[^\W\d_])")
_VILLAGE = re.compile(r"(?<![^\s,])[tiI1!|]àng(?=\s[A-ZĐ])")  # an l that was taken for a t or a stroke
_RIGHT = {"so": "số", "hem": "hẻm", "duong": "đường"}
_DIGIT_IN_WORD = re.compile(r"(?<=[^\W\d_]{2})1(?=[\s,]|$)|(?<=[^\W\d_])1(?=[^\W\d_])")


def put_right(address: str) -> str:
    """The address with the closed words as they are spelled."""
    letters = _DIGIT_IN_WORD.sub("i", address)
    parts = _PART.sub(lambda part: _part(part.group()), letters)
    parts = _VILLAGE.sub("làng", parts)
    return with_province(_INSIDE.sub(lambda word: _RIGHT[fold(word.group())], parts))


def _part(part: str) -> str:
    """One part between commas, with the kind of place at its beginning as it is spelled."""
    bare = part.lstrip()
    return part[: len(part) - len(bare)] + " ".join(with_kind(bare.split(" ")))
