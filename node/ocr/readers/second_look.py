"""Look again at words in doubt, each alone: larger, narrower, softer, where Tesseract reads without a second reader.

All of a page's are read in one start of the reader; a page without any costs nothing. What a word is in doubt for, and
which other reading is believed, is said by `numbers_again` and `names_again`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from node.ocr.lines.crops import Crop, framed
from node.ocr.lines.zeros import without_dots_in_zeros
from node.ocr.model import Box, Word
from node.ocr.reader import Grey
from node.ocr.readers.looks import Look
from node.ocr.readers.names_again import is_doubtful_name, known_name
from node.ocr.readers.numbers_again import is_doubtful_number, surest_number
from node.ocr.readers.tesseract import Tesseract

_AROUND = 0.3
_LETTER = 0.5  # of the picture's height, which has room above and below


class _Shown(NamedTuple):
    """How a word is shown: its height in pixels, its width as a share of that at this height, how much softer."""

    height: int
    width: float = 1.0
    softer: float = 0.0


class _Rule(NamedTuple):
    """Which words are looked at, in which ways, and what is made of it."""

    doubts: Callable[[Word], bool]
    ways: tuple[_Shown, ...]
    believed: Callable[[Word, Sequence[Look]], Word]


_RULES = (
    _Rule(is_doubtful_number, (_Shown(48), _Shown(48, width=0.8), _Shown(56, softer=1.5)), surest_number),
    _Rule(is_doubtful_name, (_Shown(48, width=0.8), _Shown(56, softer=1.5)), known_name),
)


def looked_again(tesseract: Tesseract, page: Grey, words: Sequence[Word]) -> list[Word]:
    """The words of `page`, those in doubt as a second look reads them; what stands there more than once is looked at
    once. Raises what the reader raises."""
    doubtful = {word.text: (word, rule) for word in words for rule in _RULES if rule.doubts(word)}
    crops = [_shown(page, word.box, way) for word, rule in doubtful.values() for way in rule.ways]
    seen = iter(tesseract.look_at(crops))
    looks = {text: [next(seen) for _ in rule.ways] for text, (_, rule) in doubtful.items()}
    return [
        doubtful[word.text][1].believed(word, looks[word.text]) if word.text in looks else word
        for word in words
    ]


def _shown(page: Grey, box: Box, way: _Shown) -> Crop:
    left, top, right, bottom = box
    room = round(_AROUND * (bottom - top)) + 1
    cut = page[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
    scale = way.height / cut.shape[0]
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    picture = np.asarray(cv2.resize(cut, None, fx=scale * way.width, fy=scale, interpolation=how))
    # Enlarged, a dot that had run into its ring stands apart from it again.
    picture = without_dots_in_zeros(picture, _LETTER * way.height)
    if way.softer:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), way.softer))
    return Crop(framed(picture), box, scale)
