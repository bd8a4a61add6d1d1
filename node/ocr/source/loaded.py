"""One page in memory, as every kind of input is brought to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from node.ocr.limits import Limits
from node.ocr.model import Word
from node.ocr.picture.light import SHORT_SIDE
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Colour

MM_PER_INCH = 25.4
_ROOM = 1.2  # above 200 dpi, so that straightening costs no sharpness
_MOST_HALVINGS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A page (height × width × BGR, uint8), maybe coarser or finer than the input, and the input's size.

    `width` and `height` are the input's in pixels; `short_mm` is its short side on paper, where it is told.
    `is_bilevel` tells that the scanner gave black and white. `words` are those of a PDF that was never paper, in the
    input's pixels; None where the page must be read.
    """

    image: Colour
    width: int
    height: int
    short_mm: float | None
    is_bilevel: bool = False
    words: tuple[Word, ...] | None = None


def loaded(page: Colour, size: tuple[int, int], short_mm: float | None, is_bilevel: bool = False) -> Loaded:
    """A page with the input's own size in pixels, which is turned where EXIF turned the page."""
    upright = (page.shape[1] > page.shape[0]) == (size[0] > size[1])
    width, height = size if upright else (size[1], size[0])
    return Loaded(np.ascontiguousarray(page), width, height, short_mm, is_bilevel)


def halvings(width: int, height: int, limits: Limits) -> int:
    """How often the page may be halved on loading and still have 200 dpi. Raises IMAGE_TOO_LARGE."""
    if width * height > limits.pixels:
        raise ReadingProblem("IMAGE_TOO_LARGE", f"{width} × {height} pixels")
    count = 0
    while min(width, height) / 2 ** (count + 1) >= SHORT_SIDE * _ROOM and count < _MOST_HALVINGS:
        count += 1
    return count
