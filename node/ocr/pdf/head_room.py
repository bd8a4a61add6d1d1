"""Room for the signature's text at the top right of a digitised copy (Nghị định 30/2020/NĐ-CP, Phụ lục I).

The signer always writes into the same corner of the sheet. Where the scan has print there (a small top margin, a
stamp), the sheet grows by a thin strip at its top, so that neither covers the other.
"""

from __future__ import annotations

import numpy as np

from node.ocr.picture.light import level
from node.ocr.reader import Colour

#: The corner that must be empty, in millimetres from the sheet's right edge and from its top; `node.sign.port` lays
#: the text into it.
CORNER_MM = (75.0, 5.0, 2.5, 20.5)
_AIR_MM = 1.0
_INK_BELOW = 170  # of paper at 245
_DOTS = 4  # in one row of pixels; fewer are dust


def missing_mm(page: Colour, mm_per_pixel: float, sheet_width: float, left: float, top: float) -> float:
    """Height of the strip that is missing, 0 where the corner is empty. The page (height × width × BGR, uint8) lies on
    a sheet `sheet_width` wide, `left` and `top` from its edges, all in millimetres."""
    far, near, upper, lower = CORNER_MM
    columns = _pixels(sheet_width - far - left, sheet_width - near - left, mm_per_pixel, page.shape[1])
    rows = _pixels(upper - top, lower - top, mm_per_pixel, page.shape[0])
    if columns.stop <= columns.start or rows.stop <= rows.start:
        return 0.0
    # Light is evened out over a piece large enough to know what paper is.
    piece = page[: min(page.shape[0], 4 * rows.stop), :]
    ink = level(np.ascontiguousarray(piece.min(axis=2)))[rows, columns] < _INK_BELOW
    inked = np.flatnonzero(ink.sum(axis=1) >= _DOTS)
    if inked.size == 0:
        return 0.0
    first_mm: float = top + (rows.start + int(inked[0])) * mm_per_pixel
    return lower + _AIR_MM - first_mm


def _pixels(begin_mm: float, end_mm: float, mm_per_pixel: float, most: int) -> slice:
    begin, end = (min(most, max(0, round(edge / mm_per_pixel))) for edge in (begin_mm, end_mm))
    return slice(begin, end)
