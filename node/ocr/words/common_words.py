"""Marks of common words of two syllables: "thức hiện" is "thực hiện", "kế từ" is "kể từ".

Only small letters are touched, and only their marks: a name is written with capitals ("Thị Hạnh" stays beside
"thi hành"), and a word with other letters is another word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dossier.vietnamese import tone_key
from node.ocr.model import Word
from node.ocr.words.phrases import printed_words
from node.ocr.words.spelling import core, skeleton


def common_words(row: Sequence[Word]) -> list[Word]:
    """One printed row with its common words marked as they are."""
    words = list(row)
    for place in range(len(words) - 1):
        one, other = core(words[place].text), core(words[place + 1].text)
        known = _known().get((skeleton(one), skeleton(other))) if one.islower() and other.islower() else None
        if known is not None and not _parted(words[place].text, one):
            words[place], words[place + 1] = (
                _marked(words[place], known[0]),
                _marked(words[place + 1], known[1]),
            )
    return words


def is_common(word: str) -> bool:
    """Whether a word, any case, stands in those of two syllables or in what is printed on forms."""
    return word.lower() in _syllables()


def _parted(text: str, bare: str) -> bool:
    """Whether a sign stands behind a word, so that the next begins another phrase."""
    return not text.endswith(bare)


def _marked(word: Word, known: str) -> Word:
    bare = core(word.text)
    if tone_key(bare) == tone_key(known):  # "hoá" and "hóa" are both spelt so
        return word
    return word.spelt(word.text.replace(bare, known))


@cache
def _syllables() -> frozenset[str]:
    return printed_words().union(*_known().values())


@cache
def _known() -> dict[tuple[str, str], tuple[str, str]]:
    text = (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    pairs = (pair.split() for line in lines for pair in line.split("|"))
    return {(skeleton(one), skeleton(other)): (one, other) for one, other in pairs}
