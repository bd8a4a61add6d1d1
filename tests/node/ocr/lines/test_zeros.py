"""The dot in a nought goes; all other ink stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from node.ocr.lines.zeros import without_dots_in_zeros
from node.ocr.picture.light import PAPER
from node.ocr.reader import Grey

_INK = 40
_LETTER = 20.0


def _paper() -> Grey:
    return np.full((200, 400), PAPER, np.uint8)


def _ring(page: Grey, x: int, y: int) -> None:
    cv2.ellipse(page, (x, y), (10, 14), 0, 0, 360, _INK, 3)


def _dot(page: Grey, x: int, y: int) -> None:
    cv2.circle(page, (x, y), 2, _INK, -1)


@pytest.mark.parametrize("blur", [0.0, 1.2])
def test_a_dotted_nought_becomes_a_plain_one(blur: float) -> None:
    dotted, plain = _paper(), _paper()
    for place in range(5):
        _ring(dotted, 60 + 30 * place, 100)
        _ring(plain, 60 + 30 * place, 100)
        _dot(dotted, 60 + 30 * place, 100)
    if blur:
        dotted = np.asarray(cv2.GaussianBlur(dotted, (0, 0), blur))
    clean = without_dots_in_zeros(dotted, _LETTER)
    for place in range(5):
        middle = clean[97:104, 57 + 30 * place : 64 + 30 * place]
        assert (middle == PAPER).all()
    if not blur:
        assert (clean == plain).all()


def test_dots_elsewhere_stay() -> None:
    page = _paper()
    _ring(page, 60, 100)  # a nought and a point behind it
    _dot(page, 78, 112)
    cv2.line(page, (120, 90), (120, 114), _INK, 3)  # an i
    _dot(page, 120, 78)
    _ring(page, 180, 100)  # an o with a dot below, and one high up inside a ring
    _dot(page, 180, 122)
    _ring(page, 240, 100)
    _dot(page, 240, 92)
    cv2.ellipse(page, (300, 100), (10, 14), 0, 40, 320, _INK, 3)  # a C is open
    _dot(page, 300, 100)
    before = page.copy()
    assert (without_dots_in_zeros(page, _LETTER) == before).all()
    assert (page == before).all()


def test_a_mark_in_a_box_to_tick_stays() -> None:
    page = _paper()
    cv2.rectangle(page, (100, 80), (140, 120), _INK, 2)
    cv2.line(page, (112, 92), (128, 108), _INK, 3)
    assert (without_dots_in_zeros(page, _LETTER) == page).all()


def test_an_empty_page_stays_empty() -> None:
    page = _paper()
    assert (without_dots_in_zeros(page, _LETTER) == page).all()
