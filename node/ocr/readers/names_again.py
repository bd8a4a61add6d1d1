"""Which words of names are looked at again, and which other reading of their marks is believed.

Worn print loses marks: Hằng is read as Hãng, Ổ as Ố. A word that stands in no name, where one with other marks does, is
such a case. The other is believed only where the looks saw it: read as it, or nearly so. A name that nobody knows
("Trắm") is read the same by every look, none of which wavers, and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from node.ocr.model import Word
from node.ocr.readers.looks import Look
from node.ocr.words.common_words import is_common
from node.ocr.words.highland import is_highland
from node.ocr.words.name_words import has_kin, is_known
from node.ocr.words.spelling import core, mended, skeleton

_SURE = 90.0  # of such words read with less most were misread, of those with more most were right
# The confidences of all looks together, and how much more there must be than for the next.
_ENOUGH, _CLEARLY = 100.0, 1.3
_DOUBTED = 60.0


def is_doubtful_name(word: Word) -> bool:
    """Whether a capitalised word is none of names as it was read, but would be with other marks."""
    bare = core(mended(word.text))
    if word.confidence >= _SURE or not bare.isalpha() or not bare[0].isupper() or is_highland(bare):
        return False
    return has_kin(bare) and not is_known(bare) and not is_common(bare)


def known_name(word: Word, looks: Sequence[Look]) -> Word:
    """The word with the marks of a name that the looks saw; a person is to look, because looks differ."""
    bare = core(word.text)
    seen = Counter[str]()
    for look in looks:
        for text, confidence in {**look.others, look.text: look.confidence}.items():
            if _is_name_alike(core(text), bare):
                seen[core(text)] += round(confidence)
    (best, most), (_, next_most) = [*seen.most_common(2), ("", 0), ("", 0)][:2]
    if most < _ENOUGH or most < _CLEARLY * next_most:
        return word
    return replace(word, text=word.text.replace(bare, best), confidence=min(word.confidence, _DOUBTED))


def _is_name_alike(one: str, other: str) -> bool:
    """Whether it is a known name with the same letters in the same case."""
    is_same = skeleton(one) == skeleton(other) and one.isupper() == other.isupper() and one[:1].isupper()
    return is_same and is_known(one)
