"""Bring digits that were written one to a box closer together, so that they are read as one number.

Forms such as CT01 give every digit of a personal number a box of its own; without the boxes there stand twelve lonely
digits, and a reader of lines takes them for something else.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from node.ocr.reader import AnyArray, Grey

_FEWEST = 8
_WIDE_GAP, _WIDEST_GAP = 0.45, 3.0
_EVEN = 0.14
_KEPT_GAP = 0.3


def kept_columns(picture: Grey) -> AnyArray | None:
    """Which columns of a line's picture to keep so that boxed digits move together; None where there are none."""
    glyphs = _glyphs(picture)
    drop = np.zeros(picture.shape[1], bool)
    behind = 0
    for start, widest, pitch in _lonely(glyphs):
        if start < behind:
            continue
        behind = _run(glyphs, start, widest, pitch)
        if behind - start >= _FEWEST:
            _mark_gaps(glyphs[start:behind], drop)
    return np.flatnonzero(~drop) if drop.any() else None


def _lonely(glyphs: AnyArray) -> list[tuple[int, float, float]]:
    """Where eight glyphs stand far apart: the first's number, the widest, and their usual distance. Few lines have any,
    so this is told for a whole line at once."""
    if len(glyphs) < _FEWEST:
        return []
    widest = sliding_window_view(np.diff(glyphs)[:, 0], _FEWEST).max(axis=1)
    pitch = np.median(sliding_window_view(np.diff(glyphs.mean(axis=1)), _FEWEST - 1), axis=1)
    gap = pitch - widest
    far = np.flatnonzero((gap >= _WIDE_GAP * widest) & (gap <= _WIDEST_GAP * widest))
    return [(int(start), float(widest[start]), float(pitch[start])) for start in far]


def _glyphs(picture: Grey) -> AnyArray:
    """Stretches of columns with ink: (first, behind the last) each."""
    _, ink = cv2.threshold(picture, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    sums = cv2.reduce(ink, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    inked = np.concatenate(([False], sums >= 2, [False]))
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    return edges.reshape(-1, 2)


def _run(glyphs: AnyArray, start: int, widest: float, pitch: float) -> int:
    """Where the run of evenly spread glyphs ends that begins at `start` (behind its last)."""
    middles = glyphs.mean(axis=1)
    end = start + 1
    while end < len(glyphs):
        width = float(glyphs[end, 1] - glyphs[end, 0])
        if abs(middles[end] - middles[end - 1] - pitch) > _EVEN * pitch or width > 1.1 * widest:
            break
        end += 1
    return end


def _mark_gaps(glyphs: AnyArray, drop: AnyArray) -> None:
    """Mark the middle of every gap of the run, so that a narrow one is left."""
    keep = round(_KEPT_GAP * float(np.median(np.diff(glyphs))))
    for left, right in zip(glyphs[:-1, 1], glyphs[1:, 0], strict=True):
        drop[left + keep // 2 : max(left + keep // 2, right - keep // 2)] = True
