"""From a page as it came to a page the reader likes, keeping the way back to the original pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.leaders import remove_leaders
from node.ocr.light import level, shrink, target_short_side, without_red_ink
from node.ocr.model import Box
from node.ocr.reader import Colour, Grey, Matrix
from node.ocr.sheet import find_sheet, flatten
from node.ocr.straighten import find_skew, quarter_turn, rotate

# One page is read by one thread: several processes use the cores better than OpenCV's own threads.
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The paper alone, in colour and as levelled grey, not yet turned.

    `to_source` maps its pixels to the source page; `cut_out` tells whether it was cut out of a photograph.
    """

    colour: Colour
    grey: Grey
    to_source: Matrix
    cut_out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An upright, straight page, ready to be read (`grey`) and to be kept (`colour`, same geometry)."""

    colour: Colour
    grey: Grey
    to_source: Matrix
    rotation: int
    skew: float
    cut_out: bool


def cut_sheet(page: Colour, short_mm: float | None = None) -> Sheet:
    """Find the sheet, shrink it to 200 dpi and even out the light.

    `page` is height × width × BGR, uint8; `short_mm` its short side on paper, where the scanner tells.
    """
    corners = find_sheet(page)
    flat, to_page = (page, np.eye(3)) if corners is None else flatten(page, corners)
    height, width = flat.shape[:2]
    short_side = target_short_side(height, width, short_mm if corners is None else None)
    small, to_flat = shrink(flat, short_side)
    return Sheet(small, level(without_red_ink(small)), to_page @ to_flat, corners is not None)


def upright(sheet: Sheet, clockwise: int) -> Prepared:
    """Turn by quarter turns (clockwise degrees), straighten, and take the dotted leaders out of the grey."""
    grey, to_sheet = quarter_turn(sheet.grey, clockwise)
    colour, _ = quarter_turn(sheet.colour, clockwise)
    skew = find_skew(grey)
    straight, to_turned = rotate(grey, -skew)
    straight_colour, _ = rotate(colour, -skew)
    to_source = sheet.to_source @ to_sheet @ to_turned
    return Prepared(
        straight_colour,
        remove_leaders(straight),
        to_source,
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
