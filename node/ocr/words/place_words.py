"""Kinds of places before their names, as they are spelled: "Áp Kinh Xáng" is Ấp Kinh Xáng, "Tố dân phố" Tổ dân phố.

Marks are put right whatever was read, a letter of a longer word may be another. What stands behind is a name and stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from node.ocr.model import Word
from node.ocr.words.spelling import core, skeleton

_HAMLETS = (
    "Tổ dân phố số", "Tổ dân phố", "Khu phố số", "Khu phố", "Thôn", "Ấp", "Buôn", "Xóm", "Khóm",
)  # fmt: skip
# "Thị" also begins what a row leaves of a woman's name: only in an address these are meant.
_TOWNS = ("Thị trấn", "Thị xã", "Thành phố")
# Places are also called Bàn Thạch, Quan Hóa, Phương Độ, Xa Dung: these words are meant in small letters alone.
_SMALL = ("phường", "huyện", "quận", "tỉnh", "bản", "làng", "xã", "số", "đường", "ngõ", "hẻm", "ngách")
_LONG = 5  # letters of a word in which one may be another
_WIDE = 0.8  # of a word's height: white that parts two cells


def with_kind(words: Sequence[str], kinds: Sequence[str] = (*_HAMLETS, *_TOWNS)) -> list[str]:
    """Words of one part of an address, the kind of place at their beginning as it is spelled."""
    for kind in _SMALL if words and words[0].islower() and len(words[0]) > 1 else ():
        if len(words) > 1 and _alike(words[0], kind) and _names(words[1]):
            return [kind, *words[1:]]
    hamlet = next((kind for kind in kinds if _stands_before_name(words, kind)), "")
    spelled = [_in_case(part, read) for part, read in zip(hamlet.split(), words, strict=False)]
    return [*spelled, *words[len(spelled) :]]


def _in_case(part: str, read: str) -> str:
    if read.isupper() and len(read) > 1:
        return part.upper()
    return part if read[:1].isupper() else part.lower()


def begins_with_place(text: str) -> bool:
    """Whether a kind of place with its name or number stands at the beginning, or a house number."""
    return any(_stands_before_name(text.split(" "), kind) for kind in (*_HAMLETS, *_TOWNS, *_SMALL))


def places(row: Sequence[Word]) -> list[Word]:
    """One printed row with kinds of places spelled as they are where a part of an address may begin."""
    words = list(row)
    for place in range(len(words)):
        if place and not _begins_part(words[place - 1], words[place]):
            continue
        bare = [core(word.text) for word in words[place : place + 5]]
        if _is_commune(bare, words):
            words[place] = words[place].spelt(words[place].text.replace("Xa", "Xã"))
        for word, (read, meant) in enumerate(zip(bare, with_kind(bare, _HAMLETS), strict=True), start=place):
            if read != meant:
                words[word] = words[word].spelt(words[word].text.replace(read, meant))
    return words


def _is_commune(part: Sequence[str], row: Sequence[Word]) -> bool:
    """ "Xa Vĩnh Thuỵ, tỉnh Phú Thọ" is a commune; of "Xa Dung" alone Xa may be its name."""
    named = len(part) > 2 and part[0] == "Xa" and all(word.istitle() for word in part[1:3])
    return named and any(skeleton(word.text) == "tinh" for word in row)


def _begins_part(before: Word, word: Word) -> bool:
    white = word.box[0] - before.box[2]
    return before.text[-1] in ",:" or white > _WIDE * (word.box[3] - word.box[1])


def _stands_before_name(words: Sequence[str], kind: str) -> bool:
    parts = kind.split()
    return len(words) > len(parts) and all(map(_alike, words, parts)) and _names(words[len(parts)])


def _alike(read: str, meant: str) -> bool:
    one, other = skeleton(read), skeleton(meant)
    return one == other or (len(other) >= _LONG and Levenshtein.distance(one, other) <= 1)


def _names(word: str) -> bool:
    """Whether a place's name or number begins with `word`."""
    return word[:1].isupper() or word[:1].isdigit() or word[:1] in "'\""
