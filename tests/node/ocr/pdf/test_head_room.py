"""The signature's text and the page's print never cover each other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from node.ocr.pdf.head_room import CORNER_MM, missing_mm
from node.ocr.pdf.textlayer import lies_at
from node.sign.port import DIGITISED_COPY_SLOTS

MM = 25.4 / 200  # a pixel
WIDE, HIGH = 1654, 2339
POINT_MM = 25.4 / 72


def sheet(paper: int = 245) -> np.ndarray:
    """An empty page of A4 at 200 dpi with the grain of a scanner."""
    grain = np.random.default_rng(1).integers(-6, 7, (HIGH, WIDE, 3))
    return np.clip(grain + paper, 0, 255).astype(np.uint8)


def printed(top_mm: float, left: int = 900) -> np.ndarray:
    page, size = sheet(), 1.2
    cv2.putText(page, "CONG HOA XA HOI", (left, round(top_mm / MM) + 28), 0, size, (20, 20, 20), 3)
    return page


def missing(page: np.ndarray) -> float:
    width, _, left, top = lies_at(WIDE * MM, HIGH * MM)
    return missing_mm(page, MM, width, left, top)


def test_an_empty_corner_needs_nothing_also_on_yellow_or_shadowed_paper() -> None:
    shadow = sheet()
    shadow[:, 1000:] = (shadow[:, 1000:] * 0.6).astype(np.uint8)
    for page in (sheet(), sheet(190), shadow, printed(26.0)):
        assert missing(page) == 0


@pytest.mark.parametrize("top_mm", [4.0, 10.0, 18.0])
def test_print_in_the_corner_is_moved_below_the_text(top_mm: float) -> None:
    strip = missing(printed(top_mm))
    assert top_mm + strip >= CORNER_MM[3]
    assert strip < CORNER_MM[3]


def test_print_at_the_left_is_left_alone() -> None:
    assert missing(printed(8.0, left=40)) == 0


def test_dust_is_not_print() -> None:
    page = sheet()
    page[60:62, 1400:1402] = 0
    assert missing(page) == 0


def test_a_card_lies_below_the_corner_already() -> None:
    width, height, left, top = lies_at(85.6, 54.0)
    assert (width, height) == (210.0, 297.0)
    assert missing_mm(np.zeros((425, 674, 3), np.uint8), 85.6 / 674, width, left, top) == 0


def test_the_signers_text_lies_inside_the_corner() -> None:
    box = next(slot.box for slot in DIGITISED_COPY_SLOTS if slot.field_name == "intake")
    assert box is not None
    left, bottom, right, upper = (edge * POINT_MM for edge in box)
    far, near, top, lower = CORNER_MM
    assert -far <= left < right <= -near
    assert -lower <= bottom < upper <= -top
