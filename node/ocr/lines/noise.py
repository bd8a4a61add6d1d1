"""Leave out what is no print: seals, signatures, guilloches and dirt that a line finder took for lines."""

from __future__ import annotations

from collections.abc import Sequence

from node.ocr.model import Box, Word
from node.ocr.words.spelling import is_syllable, mended

_SURE, _HOPELESS = 60.0, 30.0
_A_NUMBER = 6


def without_noise(words: Sequence[Word]) -> list[Word]:
    """The words of one line, or none where hardly anything on it is Vietnamese or a number read with confidence."""
    letters = sum(len(word.text) for word in words)
    signs = [c for word in words for c in word.text if c.isalnum()]
    if not signs or (len(signs) == 1 and not signs[0].isdigit()):
        return []
    confidence = sum(word.confidence * len(word.text) for word in words) / letters
    sensible = sum(len(word.text) for word in words if _is_sensible(word)) / letters
    digits = sum(c.isdigit() for word in words for c in word.text)
    if digits >= _A_NUMBER or any(word.agreed and len(word.text) > 1 for word in words):
        return list(words)
    if confidence < _HOPELESS or (confidence < _SURE and sensible < 0.5):
        return []
    return list(words)


def without_neighbours(words: Sequence[Word], line: Box) -> list[Word]:
    """The words of a line without what the room around it showed of its neighbours.

    A word's middle lies within its own line; of 53 on 140 generated pages that did not each was half a letter, a rule's
    end or a speck, read as "1", "|" or once as a thirteenth digit.
    """
    return [word for word in words if line[0] <= (word.box[0] + word.box[2]) / 2 <= line[2]]


def _is_sensible(word: Word) -> bool:
    return is_syllable(mended(word.text)) or (
        word.confidence >= _SURE and any(c.isdigit() for c in word.text)
    )
