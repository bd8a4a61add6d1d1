"""Take the dot out of a nought: type of one width prints one there, so that it is no O, and it is read as a 9 or an 8.

Found by shape alone: a small piece of ink in the middle of a ring of ink as high as a figure. No letter and no other
figure has one.
"""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.model import Box
from node.ocr.picture.light import PAPER
from node.ocr.picture.pieces import pieces
from node.ocr.reader import AnyArray, Grey

# All in heights of a typical letter; a figure is one to one and a half of them high.
_LARGEST, _LOW, _HIGH = 0.6, 0.8, 3.0
_FAR = 0.8
_EVEN, _SLACK = 2.0, 2  # how much nearer the ring may stand on one side, and pixels that count for nothing


def without_dots_in_zeros(page: Grey, letter: float) -> Grey:
    """A copy of `page`, whose typical letter is `letter` pixels high, with such dots painted white."""
    labels, stats, _ = pieces(_dark(page))
    boxes = stats[:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    clean = page
    for left, top, right, bottom in _inside_others(boxes, letter).tolist():
        room = _room(labels, (left, top, right, bottom), round(_FAR * letter))
        if room:
            clean = page.copy() if clean is page else clean
            clean[top - room : bottom + room, left - room : right + room] = PAPER
    return clean


def _dark(page: Grey) -> Grey:
    """The darker half of the ink: where print is blurred, the rest joins a dot and its ring."""
    level, ink = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    middle = (level + cv2.mean(page, ink)[0]) / 2
    return np.asarray(cv2.threshold(page, middle, 255, cv2.THRESH_BINARY_INV)[1])


def _inside_others(boxes: AnyArray, letter: float) -> AnyArray:
    """Boxes of a dot's size that lie inside one as high as a figure."""
    across, down = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    figures = boxes[(down >= _LOW * letter) & (down <= _HIGH * letter)]
    figures = figures[np.argsort(figures[:, 0])]
    small = boxes[np.maximum(across, down) <= _LARGEST * letter]
    return np.array([box for box in small if _lies_inside(box, figures)], np.int64)


def _lies_inside(box: AnyArray, others: AnyArray) -> bool:
    begun = others[: np.searchsorted(others[:, 0], box[0])]
    is_around = (begun[:, 1] < box[1]) & (begun[:, 2] > box[2]) & (begun[:, 3] > box[3])
    return bool(is_around.any())


def _room(labels: AnyArray, dot: Box, far: int) -> int:
    """Half the way from a dot to its ring: one other piece at the left and right, above and below, about as near on
    both sides; 0 where there is none."""
    left, top, right, bottom = dot
    x, y = (left + right) // 2, (top + bottom) // 2
    aside = labels[y, max(0, left - far) : left][::-1], labels[y, right : right + far]
    upright = labels[max(0, top - far) : top, x][::-1], labels[bottom : bottom + far, x]
    seen = [_first(line) for line in (*aside, *upright)]
    if len({label for label, _ in seen}) > 1 or seen[0][0] == 0:
        return 0
    pairs = (seen[:2], seen[2:])
    is_even = all(max(one, other) <= _EVEN * min(one, other) + _SLACK for (_, one), (_, other) in pairs)
    return max(1, min(away for _, away in seen) // 2) if is_even else 0


def _first(labels: AnyArray) -> tuple[int, int]:
    """The first piece in a line of pixels and how far off it is; piece 0 where there is none."""
    inked = np.flatnonzero(labels)
    return (int(labels[inked[0]]), int(inked[0])) if inked.size else (0, 0)
