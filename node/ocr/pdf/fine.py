"""A page at 300 dpi that is never in memory as a whole: windows of it are taken from the input when they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.model import Box
from node.ocr.reader import Colour, Matrix

_BAND = 504  # rows; whole cells of `ink`, and 300 dpi become 200 without a seam


@dataclass(frozen=True, slots=True, eq=False)
class FinePage:
    """An upright page of `width` × `height` pixels at 300 dpi; `to_fine` maps the pixels of `source` to its own."""

    source: Colour
    to_fine: Matrix
    width: int
    height: int

    def window(self, box: Box) -> Colour:
        """The pixels inside `box`."""
        left, top, right, bottom = box
        shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float)
        return _warped(self.source, shift @ self.to_fine, (right - left, bottom - top), cv2.INTER_CUBIC)

    def bands(self, box: Box) -> Iterator[Box]:
        """The box in strips from top to bottom."""
        left, top, right, bottom = box
        for begin in range(top, bottom, _BAND):
            yield (left, begin, right, min(begin + _BAND, bottom))

    def sampled(self, every: int) -> Colour:
        """One pixel of `every` × `every`: few pixels, with the brightness of all."""
        size = (max(1, self.width // every), max(1, self.height // every))
        shrink = np.diag([1 / every, 1 / every, 1.0])
        return _warped(self.source, shrink @ self.to_fine, size, cv2.INTER_NEAREST)

    def averaged(self, over: int) -> Colour:
        """The page made smaller by `over`, each pixel the mean of what it stands for."""
        size = (max(8, self.width // over), max(8, self.height // over))
        height, width = self.source.shape[:2]
        across, down = max(1, width // size[0]), max(1, height // size[1])
        small = cv2.resize(self.source, (width // across, height // down), interpolation=cv2.INTER_AREA)
        to_source = np.diag([width / small.shape[1], height / small.shape[0], 1.0])
        shrink = np.diag([size[0] / self.width, size[1] / self.height, 1.0])
        return _warped(small, shrink @ self.to_fine @ to_source, size, cv2.INTER_LINEAR)


def _warped(source: Colour, matrix: Matrix, size: tuple[int, int], how: int) -> Colour:
    return np.asarray(cv2.warpPerspective(source, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE))
