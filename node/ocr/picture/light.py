"""Grey without seals, at the size the reader likes best, under even light."""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.reader import AnyArray, Colour, Grey, Matrix

# 1654 px on the short side of A4 is 200 dpi. More dots make Tesseract slower *and* worse.
SHORT_SIDE = 1654
_CARD_RATIO, _CARD_FACTOR = 1.5, 0.62
_LARGER_THAN_A4_MM = 240.0
PAPER = 245  # what levelled paper looks like


def target_short_side(height: int, width: int, short_mm: float | None = None) -> int:
    """Pixels the short side should have: 200 dpi of A4, more for larger paper, fewer for the shape of a card."""
    if short_mm is not None and short_mm >= _LARGER_THAN_A4_MM:
        return round(short_mm / 25.4 * 200)
    return round(SHORT_SIDE * _CARD_FACTOR) if _is_card(height, width) else SHORT_SIDE


def shrink(image: AnyArray, short_side: int) -> tuple[AnyArray, Matrix]:
    """Shrink to `short_side`, never enlarge; with the matrix from new pixels back to old ones."""
    height, width = image.shape[:2]
    scale = short_side / min(height, width)
    if scale >= 1:
        return image, np.eye(3)
    size = (round(width * scale), round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return small, np.diag([width / size[0], height / size[1], 1.0])


def without_red_ink(image: Colour, height: int, width: int) -> Grey:
    """The red channel, in which seals vanish; where the paper (`height` × `width`) is a card plain grey, because its
    title is red and it bears no seal."""
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if _is_card(height, width) else red_channel(image)


def red_channel(image: Colour) -> Grey:
    """Grey in which the round red seals vanish and black print stays."""
    return np.asarray(cv2.extractChannel(image, 2))


def level(grey: Grey) -> Grey:
    """Divide by the paper's own brightness, so that shadows and yellowed paper become white."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
    reach = max(3, round(min(small.shape) / 22 * 2) | 1)
    closed = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    )
    smooth = cv2.GaussianBlur(cv2.medianBlur(closed, 5), (0, 0), 3)
    paper = cv2.resize(np.maximum(smooth, 1), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=PAPER))


def _is_card(height: int, width: int) -> bool:
    return max(height, width) / min(height, width) >= _CARD_RATIO
