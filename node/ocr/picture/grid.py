"""Take the ruled lines of tables, digit boxes and underlines out of a page.

Whoever reads line by line needs them gone: a rule beside a letter is read as one ("|", "l", "1"). Tesseract's own page
layout needs them in place, so this is not part of the common preparation.
"""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.picture.light import PAPER
from node.ocr.picture.pieces import pieces
from node.ocr.reader import AnyArray, Grey

# At 200 dpi: half an inch, and the height of a digit's box.
_LONG, _SHORT = 100, 26
_BRIDGE = 5
_REACH = 6
_THICKEST = 14
_LEAST_INK = 0.8


def remove_grid(grey: Grey) -> Grey:
    """A copy of `grey` without rules; print that crosses a rule loses what lay under it."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    across = _inked(_thin(_runs(ink, (_LONG, 1)), vertical=False), ink)
    upright = _thin(_runs(ink, (1, _SHORT)), vertical=True)
    kept = _anchored(upright, across)
    rules = cv2.bitwise_or(
        cv2.dilate(across, np.ones((5, 3), np.uint8)), cv2.dilate(kept, np.ones((3, 5), np.uint8))
    )
    return np.asarray(cv2.copyTo(np.full_like(grey, PAPER), rules, grey.copy()))


def _runs(ink: AnyArray, size: tuple[int, int]) -> AnyArray:
    """Straight runs of ink at least `size` long, small breaks bridged."""
    # Never bridged upright: a "1" in its box would join the rules above and below it.
    bridge = (_BRIDGE if size[0] > 1 else 1, 1)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
    return cv2.morphologyEx(joined, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))


def _thin(runs: AnyArray, *, vertical: bool) -> AnyArray:
    """Only what is thin like a rule; dark edges of a copy and pictures stay."""
    size = (_THICKEST, 1) if vertical else (1, _THICKEST)
    thick = cv2.morphologyEx(runs, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    thin: AnyArray = cv2.subtract(runs, cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    return thin


def _inked(across: AnyArray, ink: AnyArray) -> AnyArray:
    """Only what is ink nearly all along: the flat tops of "0090930" are a row of bridged strokes, and no rule."""
    labels, stats, _ = pieces(across)
    held, kept = cv2.bitwise_and(across, ink), across.copy()
    for label, (left, top, width, height, area) in enumerate(stats.tolist()[1:], start=1):
        spot = slice(top, top + height), slice(left, left + width)
        is_run = labels[spot] == label
        if np.count_nonzero(held[spot][is_run]) < _LEAST_INK * area:
            kept[spot][is_run] = 0
    return kept


def _anchored(upright: AnyArray, across: AnyArray) -> AnyArray:
    """Uprights that are long, or that end on a horizontal rule at both ends; strokes of large letters are neither."""
    labels, stats, _ = pieces(upright)
    near = cv2.dilate(across, np.ones((2 * _REACH + 1, 2 * _REACH + 1), np.uint8))
    kept = np.zeros_like(upright)
    for label, (left, top, width, height, _) in enumerate(stats.tolist()):
        columns = slice(left, left + width)
        ends = near[max(0, top - 1), columns].any() and near[min(len(near) - 1, top + height), columns].any()
        if label and (ends or height >= _LONG):
            rows = slice(top, top + height)
            kept[rows, columns][labels[rows, columns] == label] = 255
    return kept
