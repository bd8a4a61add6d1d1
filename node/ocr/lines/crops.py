"""Cut printed lines out of a page as single-line readers like them, and lead what they saw back to the page."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.lines.digit_boxes import kept_columns
from node.ocr.model import Box
from node.ocr.reader import AnyArray, Grey

# Shares of the line's height that are added around it, so that marks are not cut off.
_ABOVE_BELOW, _ASIDE = 0.18, 0.3
_ENLARGE_BELOW, _ENLARGED = 30, 43
_BORDER = 10


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A line's picture (black on white, with a white border), and where it lies on the page."""

    picture: Grey
    page_box: Box
    scale: float
    columns: AnyArray | None = None  # the columns of the cut that were kept

    def on_page(self, box: Box) -> Box:
        """A box of the picture in pixels of the page, at least one pixel large and inside the cut."""
        x0, y0, x1, y1 = self.page_box
        left, top, right, bottom = ((value - _BORDER) / self.scale for value in box)
        if self.columns is not None:
            last = len(self.columns) - 1
            left, right = (float(self.columns[min(last, max(0, round(x)))]) for x in (left, right))
        x, y = min(max(x0, round(x0 + left)), x1 - 1), min(max(y0, round(y0 + top)), y1 - 1)
        return x, y, min(max(x + 1, round(x0 + right)), x1), min(max(y + 1, round(y0 + bottom)), y1)


def padded(box: Box, height: int, width: int, tallest: float) -> Box:
    """`box` with room for marks around it, inside a page of `height` × `width`; at most the room of a line `tallest`
    high."""
    left, top, right, bottom = box
    size = min(bottom - top, tallest)
    aside, above = _ASIDE * size, _ABOVE_BELOW * size
    return (
        max(0, int(left - aside)),
        max(0, int(top - above)),
        min(width, int(right + aside) + 1),
        min(height, int(bottom + above) + 1),
    )


def crop(picture: Grey, page_box: Box) -> Crop:
    """Make a reader's picture of `picture`, which was cut from `page_box`: small print is enlarged."""
    columns = kept_columns(picture)
    if columns is not None:
        picture = np.ascontiguousarray(picture[:, columns])
    height = picture.shape[0]
    scale = _ENLARGED / height if height < _ENLARGE_BELOW else 1.0
    if scale != 1.0:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return Crop(framed(picture), page_box, scale, columns)


def framed(picture: Grey) -> Grey:
    """A line's picture with the white border that readers want."""
    white = (255, 255, 255)
    return np.asarray(
        cv2.copyMakeBorder(picture, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_CONSTANT, value=white)
    )
