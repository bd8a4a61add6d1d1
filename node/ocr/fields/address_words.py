"""Words of an address that belong to closed lists: kinds of places before their names, and the province at its end.

Their marks are put right whatever was read ("Tố dân phố sô 7", "tỉnh Quảng Tri"), a letter or two may be wrong in the
longer ones; the names of hamlets, roads and communes between them are never touched. Spelling: the register's own
(QCVN 109) and that of the 63 and 34 provinces.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from node.ocr.fields.grammars import fold
from node.ocr.fields.provinces import with_province

_PLACES = (
    "Tổ dân phố số", "Tổ dân phố", "Khu phố số", "Khu phố", "Thị trấn", "Thị xã", "Thành phố", "Thôn", "Ấp", "Buôn",
    "Xóm", "Khóm",
)  # fmt: skip
# Places are also called Bàn Thạch, Quan Hóa, Phương Độ, Xa Dung: these words are meant in small letters alone.
_SMALL = ("phường", "huyện", "quận", "tỉnh", "bản", "làng", "xã", "số", "đường", "ngõ", "hẻm", "ngách")
_LONG = 5  # letters of a word in which one may be another
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


def begins_with_place(text: str) -> bool:
    """Whether a kind of place with its name or number stands at the beginning, or a house number."""
    words = text.split(" ")
    for kind in (*_PLACES, *_SMALL):
        count = kind.count(" ") + 1
        if len(words) > count and all(map(_alike, words[:count], kind.split())) and _names(words[count]):
            return True
    return False


def _part(part: str) -> str:
    """One part between commas, with the kind of place at its beginning as it is spelled."""
    bare = part.lstrip()
    words = bare.split(" ")
    for kind in _SMALL if words[0].islower() and len(words[0]) > 1 else ():
        if len(words) > 1 and _alike(words[0], kind) and _names(words[1]):
            return part[: len(part) - len(bare)] + " ".join([kind, *words[1:]])
    for kind in _PLACES:
        count = kind.count(" ") + 1
        head = words[:count]
        if len(words) > count and all(map(_alike, head, kind.split())) and _names(words[count]):
            spelled = kind if head[0][:1].isupper() else kind[0].lower() + kind[1:]
            return part[: len(part) - len(bare)] + " ".join([spelled, *words[count:]])
    return part


def _alike(read: str, meant: str) -> bool:
    one, other = fold(read), fold(meant)
    return one == other or (len(other) >= _LONG and Levenshtein.distance(one, other) <= 1)


def _names(word: str) -> bool:
    """Whether a place's name or number begins with `word`."""
    return word[:1].isupper() or word[:1].isdigit() or word[:1] in "'\""
