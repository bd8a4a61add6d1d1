"""Names of the Ê Đê, Gia Rai and their neighbours, whose letters ŏ, ŭ, ĭ neither reader knows.

They read "Kỏ Tam", "Y Blồm", "Ayũn". Behind Y, H', Buôn, Ea, Cư and the like, or where a word can be no Vietnamese one,
a word with the letters of a known name is spelt like it. The apostrophe of "H'Lan" is often overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from node.ocr.model import Word
from node.ocr.words.spelling import core, is_syllable, skeleton

_BEFORE = {"y", "h'", "buon", "ea", "cu", "ia", "krong", "nie", "mlo"}
_DOUBLED = re.compile(r"([aeiou])\1+")
# H and a consonant that no Vietnamese word has behind it; H and a capital before small letters.
_LOST_AMONG_CAPITALS = re.compile(r"H[BCDGJKLMNRSTVĐ][^\W\d_]+")
_LOST_BEFORE_SMALL = re.compile(r"H[A-ZĐÊ][^\W\dA-Z_]+")


def highland_names(row: Sequence[Word]) -> list[Word]:
    """One printed row with such names spelt as they are."""
    words = [_with_apostrophe(word) for word in row]
    for place, word in enumerate(words):
        before = _before(words[place - 1].text) if place else ""
        words[place] = _spelt(word, before)
    return words


def is_highland(word: str) -> bool:
    """Whether a word has the letters of such a name."""
    return _letters(word) in _known()


def _with_apostrophe(word: Word) -> Word:
    bare = core(word.text)
    among_capitals = _LOST_AMONG_CAPITALS.fullmatch(bare) and bare.isupper() and is_syllable(bare[1:])
    if among_capitals or _LOST_BEFORE_SMALL.fullmatch(bare):
        return _changed(word, bare, "H'" + bare[1:])
    return word


def _spelt(word: Word, before: str) -> Word:
    bare = core(word.text)
    known = _known().get(_letters(bare))
    if known is None or not bare[:1].isupper() or bare.casefold() == known.casefold():
        return word
    if before not in _BEFORE and is_syllable(bare.lower()):
        return word
    return _changed(word, bare, known.upper() if bare.isupper() else known)


def _changed(word: Word, bare: str, fresh: str) -> Word:
    return word.spelt(word.text.replace(bare, fresh))


def _before(text: str) -> str:
    return skeleton(core(text)) if "'" not in text else "h'"


def _letters(word: str) -> str:
    """Letters without marks, doubled vowels once: what is left of a name when its marks are misread."""
    return _DOUBLED.sub(r"\1", skeleton(word))


@cache
def _known() -> dict[str, str]:
    text = (Path(__file__).parent / "highland.txt").read_text(encoding="utf-8")
    words = (word for line in text.splitlines() if not line.startswith("#") for word in line.split())
    return {_letters(word): word for word in words}
