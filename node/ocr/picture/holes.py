"""Holes of a punch: full round discs of some 6 mm near an edge of the sheet, dark where the scanner's lid is dark."""

from __future__ import annotations

import numpy as np

from node.ocr.reader import AnyArray

_A4_SHORT_MM = 210.0
_WIDE_MM, _FROM_EDGE_MM = (4.0, 8.5), 15.0  # ISO 838: 6 mm wide, 12 mm from the edge
_UNROUND = 0.2


def are_holes(spots: AnyArray, shape: tuple[int, ...]) -> AnyArray:
    """Which spots of a page are holes; `spots` as OpenCV counts them (left, top, width, height, area in pixels)."""
    height, width = shape
    per_mm = min(height, width) / _A4_SHORT_MM
    left, top, wide, high = spots[:, :4].T / per_mm
    filled = spots[:, 4] / (spots[:, 2] * spots[:, 3])
    from_edge = np.minimum.reduce(
        [left, top, width / per_mm - left - wide, height / per_mm - top - high],
    )
    is_round = (np.abs(wide - high) < _UNROUND * wide) & (np.abs(filled - np.pi / 4) < _UNROUND / 2)
    is_sized = (wide > _WIDE_MM[0]) & (wide < _WIDE_MM[1])
    return np.asarray(is_round & is_sized & (from_edge < _FROM_EDGE_MM))
