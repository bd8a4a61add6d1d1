"""Guess how a page lies from its ink alone, before anything is read.

Letters stand closer to their neighbours in the row than to the rows above and below, which tells across from sideways.
(How sharply ink falls into rows does not: twenty lines that begin alike, as in a list, are sharper down than across.)
Vietnamese tells up from down: many of its letters bear their marks above, and few below. The reading confirms the
guess all the same, so a wrong one costs time and no text.
"""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.picture.pieces import pieces
from node.ocr.reader import AnyArray, Grey

_Pieces = tuple[AnyArray, AnyArray, AnyArray]
# Marks are told apart at 100 dpi, at a quarter of the cost.
_SHRUNK = 2
_LEAST_HEIGHT, _LEAST_AREA = 3, 5
# In heights of a typical letter.
_LOWEST_BODY, _LARGEST_BODY = 0.6, 4.0
_GAP = 0.6  # between letters of a word; rows lie further apart
_LARGEST_MARK, _REACH = 1.2, 0.55
_FEWEST_MARKS = 8
_LARGEST_SHARE = 0.1  # of the page: no print is larger


def likely_turn(grey: Grey) -> int:
    """The clockwise turn (0, 90, 180, 270) that probably puts a levelled page upright; 0 where nothing tells."""
    small = cv2.resize(grey, None, fx=1 / _SHRUNK, fy=1 / _SHRUNK, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    printed = _only_print(ink)
    found = pieces(printed)
    if _lies_on_its_side(found):
        on_its_side = pieces(np.ascontiguousarray(np.rot90(printed, -1)))
        return 270 if _stands_on_its_head(on_its_side) else 90
    return 180 if _stands_on_its_head(found) else 0


def _only_print(ink: Grey) -> Grey:
    """Ink without rules, pictures and the dark edges of a copy, which would drown the rows."""
    labels, stats, _ = pieces(ink)
    letter = _letter_height(stats)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    largest = min(_LARGEST_BODY * letter, min(ink.shape) * _LARGEST_SHARE)
    keep = np.where(size <= largest, 255, 0).astype(np.uint8)
    keep[0] = 0
    return np.asarray(keep[labels])


def _lies_on_its_side(found: _Pieces) -> bool:
    """Whether letters join to fewer pieces when they are widened downwards than when they are widened across."""
    labels, stats, _ = found
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    is_letter = (size > _LEAST_HEIGHT) & (stats[:, cv2.CC_STAT_AREA] > _LEAST_AREA)
    is_letter[0] = False
    if not is_letter.any():
        return False
    typical = float(np.median(size[is_letter]))
    # Marks would join to their letters downwards on an upright page.
    bodies = (is_letter & (size >= _LOWEST_BODY * typical)).astype(np.uint8)[labels]
    reach = max(3, round(_GAP * typical) | 1)
    return _joined(bodies, (reach, 1)) < _joined(bodies, (1, reach))


def _joined(bodies: Grey, reach: tuple[int, int]) -> int:
    """How many pieces are left when every piece is widened by `reach` (rows, columns)."""
    return int(cv2.connectedComponents(cv2.dilate(bodies, np.ones(reach, np.uint8)))[0])


def _stands_on_its_head(found: _Pieces) -> bool:
    """Whether more marks lie below letters than above them."""
    labels, stats, _ = found
    letter = _letter_height(stats)
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    is_body = heights >= _LOWEST_BODY * letter
    is_mark = ~is_body & (widths <= _LARGEST_MARK * letter)
    is_body[0] = is_mark[0] = False
    above, below = _sides(is_body[labels], stats[is_mark], max(2, round(_REACH * letter)))
    return below > above and above + below >= _FEWEST_MARKS


def _letter_height(stats: AnyArray) -> float:
    letters = stats[1:][
        (stats[1:, cv2.CC_STAT_HEIGHT] > _LEAST_HEIGHT) & (stats[1:, cv2.CC_STAT_AREA] > _LEAST_AREA)
    ]
    return float(np.median(letters[:, cv2.CC_STAT_HEIGHT])) if len(letters) else 0.0


def _sides(bodies: AnyArray, marks: AnyArray, reach: int) -> tuple[int, int]:
    """How many marks lie close above a body and not below one, and how many the other way round."""
    tops, bottoms = marks[:, cv2.CC_STAT_TOP], marks[:, cv2.CC_STAT_TOP] + marks[:, cv2.CC_STAT_HEIGHT]
    columns = (marks[:, cv2.CC_STAT_LEFT] + marks[:, cv2.CC_STAT_WIDTH] // 2)[:, None]
    steps, last = np.arange(reach), len(bodies) - 1
    under = bodies[np.minimum(bottoms[:, None] + steps, last), columns].any(axis=1)
    over = bodies[np.maximum(tops[:, None] - 1 - steps, 0), columns].any(axis=1)
    return int(np.count_nonzero(under & ~over)), int(np.count_nonzero(over & ~under))
