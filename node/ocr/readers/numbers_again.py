"""Read doubtful numbers again, each alone: larger, narrower, softer, where Tesseract reads without a second reader.

Of numbers read with a confidence below 85 two in five are wrong, above it one in a hundred (counted on generated
papers). Another reading counts only where it is a whole date or a whole number, and surer than the first if that is
one too. No digit is put that the reader did not see. Narrower helps where type of one width stands far apart, softer
where strokes are hard: of twenty such numbers more were read in either way than at any size alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from node.ocr.lines.crops import Crop, framed
from node.ocr.model import Box, Word
from node.ocr.reader import Grey
from node.ocr.readers.tesseract import Tesseract
from node.ocr.words.spelling import core

_SURE, _BELIEVED, _DOUBTED = 85.0, 80.0, 75.0
_FEWEST_DIGITS = 6
_BROKEN = {11, 13}  # digits of a personal number that lost one or got one too many
_WHOLE, _PERSONAL = {9, 10}, 12  # identity card of old, telephone; personal number
_SHAPED = re.compile(r"\d\d?/\d\d?/\d{4}|\d{12}")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?:19|20)\d\d")
_AROUND = 0.3


class _Look(NamedTuple):
    """How a number is shown: its height in pixels, its width as a share of that at this height, how much softer."""

    height: int
    width: float = 1.0
    softer: float = 0.0


_LOOKS = (_Look(48), _Look(48, width=0.8), _Look(56, softer=1.5))


def numbers_again(tesseract: Tesseract, page: Grey, words: Sequence[Word]) -> list[Word]:
    """The words of `page` with doubtful numbers as a second look reads them. Raises what the reader raises."""
    doubtful = [place for place, word in enumerate(words) if _is_doubtful(word)]
    crops = [_shown(page, words[place].box, look) for place in doubtful for look in _LOOKS]
    looks = tesseract.read_lines(crops)
    better = list(words)
    for number, place in enumerate(doubtful):
        seen = looks[number * len(_LOOKS) : (number + 1) * len(_LOOKS)]
        better[place] = _surest(words[place], [_joined(look) for look in seen if look])
    return better


def _is_doubtful(word: Word) -> bool:
    digits = sum(c.isdigit() for c in word.text)
    if digits < _FEWEST_DIGITS or 2 * digits < len(word.text):
        return False
    bare = core(word.text)
    is_impossible = _SHAPED.fullmatch(bare) is not None and not _is_whole(bare)
    return word.confidence < _SURE or is_impossible or (digits in _BROKEN and bare.isdigit())


def _shown(page: Grey, box: Box, look: _Look) -> Crop:
    left, top, right, bottom = box
    room = round(_AROUND * (bottom - top)) + 1
    cut = page[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
    scale = look.height / cut.shape[0]
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    shown = cv2.resize(cut, None, fx=scale * look.width, fy=scale, interpolation=how)
    if look.softer:
        shown = cv2.GaussianBlur(shown, (0, 0), look.softer)
    return Crop(framed(np.asarray(shown)), box, scale)


def _joined(look: Sequence[Word]) -> tuple[str, float]:
    return "".join(word.text for word in look), min(word.confidence for word in look)


def _surest(word: Word, looks: Sequence[tuple[str, float]]) -> Word:
    least = max(_BELIEVED, word.confidence) if _is_whole(word.text) else _BELIEVED
    believed = [look for look in looks if look[1] >= least and _is_whole(look[0])]
    if not believed:
        return word
    text, confidence = max(believed, key=lambda look: look[1])
    # Two looks that differ leave a doubt, however sure the second is: a person is to look.
    return word if text == word.text else replace(word, text=text, confidence=min(confidence, _DOUBTED))


def _is_whole(text: str) -> bool:
    bare = core(text)
    if len(bare) == _PERSONAL and bare.isdigit():
        return bare[0] == "0" and bare[3] in "0123"  # a province, and a century in which somebody was born
    return _DATE.fullmatch(bare) is not None or (bare.isdigit() and len(bare) in _WHOLE)
