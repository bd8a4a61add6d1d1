"""From a page as it came to a page the reader likes, keeping the way back to the original pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.model import Box
from node.ocr.picture.leaders import remove_leaders
from node.ocr.picture.light import level, shrink, target_short_side, without_red_ink
from node.ocr.picture.sheet import find_sheet, flatten, sheet_size
from node.ocr.picture.straighten import find_skew, quarter_turn, rotate
from node.ocr.reader import Colour, Grey, Matrix

# One page is read by one thread: several processes use the cores better than OpenCV's own threads.
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The paper alone as levelled grey, not yet turned.

    `to_source` maps its pixels to the source page; `cut_out` tells whether it was cut out of a photograph.
    """

    grey: Grey
    to_source: Matrix
    cut_out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An upright, straight page, ready to be read."""

    grey: Grey
    to_source: Matrix
    rotation: int
    skew: float
    cut_out: bool


def cut_sheet(page: Colour, short_mm: float | None = None) -> Sheet:
    """Find the sheet, shrink it to 200 dpi and even out the light.

    `page` is height × width × BGR, uint8; `short_mm` its short side on paper, where the scanner tells. Only grey is
    warped and shrunk, because that costs a third of colour.
    """
    corners = find_sheet(page)
    height, width = page.shape[:2] if corners is None else sheet_size(corners)
    plain = without_red_ink(page, height, width)
    flat, to_page = (plain, np.eye(3)) if corners is None else flatten(plain, corners)
    short_side = target_short_side(height, width, short_mm if corners is None else None)
    small, to_flat = shrink(flat, short_side)
    return Sheet(level(small), to_page @ to_flat, corners is not None)


def in_colour(page: Colour, sheet: Sheet) -> Colour:
    """The sheet that was cut out of `page` in its own colours, pixel by pixel where its grey is."""
    height, width = sheet.grey.shape
    if not sheet.cut_out:
        return np.asarray(cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA))
    to_sheet = np.linalg.inv(sheet.to_source)
    return np.asarray(cv2.warpPerspective(page, to_sheet, (width, height), borderMode=cv2.BORDER_REPLICATE))


def upright(sheet: Sheet, clockwise: int) -> Prepared:
    """Turn by quarter turns (clockwise degrees), straighten, and take the dotted leaders out of the grey."""
    grey, to_sheet = quarter_turn(sheet.grey, clockwise)
    skew = find_skew(grey)
    straight, to_turned = rotate(grey, -skew)
    return Prepared(
        remove_leaders(straight),
        sheet.to_source @ to_sheet @ to_turned,
        (360 - clockwise) % 360,
        round(skew, 2),
        sheet.cut_out,
    )


def to_source_box(box: Box, to_source: Matrix, width: int, height: int) -> Box:
    """The upright box around `box` carried over to the source page and clipped to it."""
    left, top, right, bottom = box
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]], float).T
    x, y, w = to_source @ corners
    xs, ys = np.clip(x / w, 0, width), np.clip(y / w, 0, height)
    return (int(xs.min()), int(ys.min()), int(np.ceil(xs.max())), int(np.ceil(ys.max())))
