"""Take the last few degrees of skew out of an upright page."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from node.ocr.reader import AnyArray, Grey, Matrix

_WORK_SIDE = 900
_MAX_DEGREES = 5.0
_NOT_WORTH_IT = 0.05
_STRIPS = 48


def find_skew(grey: Grey) -> float:
    """Degrees, counter-clockwise, by which the rows of print are turned (−5 to 5).

    Looks for the angle at which the row profile is sharpest, first in half degrees, then in tenths.
    """
    scale = _WORK_SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    if not ink.any():
        return 0.0
    strips = _Strips(ink)
    coarse = np.arange(-_MAX_DEGREES, _MAX_DEGREES + 0.01, 0.5)
    rough = max(coarse, key=strips.sharpness)
    fine = np.arange(rough - 0.4, rough + 0.41, 0.1)
    # Undoing the skew means turning the other way round.
    return -float(max(fine, key=strips.sharpness))


def rotate(image: AnyArray, degrees: float, paper: int = 255) -> tuple[AnyArray, Matrix]:
    """Turn counter-clockwise about the middle, same size; with the matrix from new pixels back to old ones."""
    if abs(degrees) < _NOT_WORTH_IT:
        return image, np.eye(3)
    height, width = image.shape[:2]
    forward = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    fill = (paper, paper, paper)
    turned = cv2.warpAffine(
        image,
        forward,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill,
    )
    return turned, np.linalg.inv(np.vstack([forward, [0, 0, 1]]))


def quarter_turn(image: AnyArray, clockwise: int) -> tuple[AnyArray, Matrix]:
    """Turn clockwise by 0, 90, 180 or 270 degrees; with the matrix from new pixels back to old ones."""
    height, width = image.shape[:2]
    back = {
        0: np.eye(3),
        90: np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], float),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], float),
        270: np.array([[0, -1, width], [1, 0, 0], [0, 0, 1]], float),
    }[clockwise]
    return np.ascontiguousarray(np.rot90(image, -clockwise // 90)), back


class _Strips:
    """A page's ink as upright strips, each summed to one column: turning the page a little means moving them up or
    down, which costs a hundredth of turning the picture."""

    def __init__(self, ink: Grey) -> None:
        self._height, width = ink.shape
        edges = np.linspace(0, width, _STRIPS + 1).astype(int)
        sums = [
            cv2.reduce(ink[:, left:right], 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
            for left, right in pairwise(edges)
        ]
        self._from_middle = (edges[:-1] + edges[1:] - width) / 2
        self._room = int(np.ceil(np.tan(np.radians(_MAX_DEGREES + 0.5)) * width / 2)) + 1
        self._columns = np.pad(np.stack(sums), ((0, 0), (self._room, self._room))).astype(np.float32)

    def sharpness(self, degrees: float) -> float:
        """How much the rows' ink changes from row to row when the page is turned counter-clockwise by `degrees`."""
        moves = np.rint(np.tan(np.radians(degrees)) * self._from_middle).astype(int) + self._room
        rows = np.zeros(self._height, np.float32)
        for column, move in zip(self._columns, moves, strict=True):
            rows += column[move : move + self._height]
        return float(np.square(np.diff(rows)).sum())
