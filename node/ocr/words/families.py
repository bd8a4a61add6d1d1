"""The first words of people's names: marks of a family name, and "Thị" without its dot.

A family name comes from a short list: "LỄ BÁ HƯNG" is Lê Bá Hưng, "Đanh Quang Tưởng" is Danh Quang Tưởng. Only where
two words that are known from names follow, where the word as read stands in no name at all, and where one family alone
has its letters. Given names are never touched: "Viết" and "Việt" are both names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from node.ocr.model import Word
from node.ocr.words.name_words import in_people
from node.ocr.words.spelling import core, is_syllable, skeleton

_SHORTEST, _LONGEST = 3, 5
_LIKE_THI = {"Thi", "Thì", "Thí", "Thỉ", "Thĩ"}  # none of them is a middle name


def family_names(row: Sequence[Word]) -> list[Word]:
    """One printed row with the first words of names spelt as they are."""
    words: list[Word] = []
    for is_name, group in groupby(row, key=lambda word: _is_capitalised(word.text)):
        run = list(group)
        words += _spelt(run) if is_name and _SHORTEST <= len(run) <= _LONGEST else run
    return words


def _is_capitalised(text: str) -> bool:
    bare = core(text)
    return text.startswith(bare) and (bare.istitle() or bare.isupper()) and bare.isalpha()


def _spelt(read: list[Word]) -> list[Word]:
    run = [_in_case(read[0], read[1:]), *read[1:]]
    family, middle, *given = (core(word.text) for word in run)
    if not all(in_people(name) for name in given):
        return run
    first, second = run[0], run[1]
    if middle.capitalize() in _LIKE_THI:
        second = _changed(second, middle, "THỊ" if middle.isupper() else "Thị")
    elif not in_people(middle):
        return run
    known = _families().get(skeleton(family), [])
    if len(known) == 1 and is_syllable(family) and not in_people(family):
        first = _changed(first, family, known[0].upper() if family.isupper() else known[0])
    return [first, second, *run[2:]]


def _in_case(first: Word, others: Sequence[Word]) -> Word:
    """ "Võ CẨM MỴ" is VÕ CẨM MỴ: some letters are alike in both cases."""
    is_small = first.text.istitle() and len(first.text) > 1 and skeleton(first.text) in _families()
    if is_small and all(word.text.isupper() and len(word.text) > 1 for word in others):
        return first.spelt(first.text.upper())
    return first


def _changed(word: Word, bare: str, fresh: str) -> Word:
    return word.spelt(word.text.replace(bare, fresh))


@cache
def _families() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "families.txt").read_text(encoding="utf-8")
    known: dict[str, list[str]] = {}
    for line in text.splitlines():
        for name in [] if line.startswith("#") else line.split():
            known.setdefault(skeleton(name), []).append(name)
    return known
