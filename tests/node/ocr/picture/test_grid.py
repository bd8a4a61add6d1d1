"""Rules go, print stays."""

from __future__ import annotations

import cv2
import numpy as np

from node.ocr.picture.grid import remove_grid
from node.ocr.picture.light import PAPER
from node.ocr.reader import Grey

_INK = 40


def _paper() -> Grey:
    return np.full((400, 900), PAPER, np.uint8)


def _digits(page: Grey, left: int, top: int, count: int) -> None:
    """Round digits whose flat tops stand in a row, four pixels apart: "0090930" of a small font."""
    for place in range(count):
        x = left + 14 * place
        cv2.rectangle(page, (x, top), (x + 8, top + 18), _INK, 2)


def test_a_rule_goes_and_the_print_beside_it_stays() -> None:
    page = _paper()
    cv2.line(page, (50, 200), (850, 200), _INK, 2)
    _digits(page, 100, 160, 5)
    clean = remove_grid(page)
    assert clean[196:205].min() == PAPER
    assert (clean[150:190] == page[150:190]).all()


def test_the_flat_tops_of_a_long_number_are_no_rule() -> None:
    page = _paper()
    _digits(page, 100, 160, 12)
    assert (remove_grid(page) == page).all()


def test_a_rule_with_breaks_is_still_one() -> None:
    page = _paper()
    cv2.line(page, (50, 200), (850, 200), _INK, 2)
    page[:, 300:303] = page[:, 600:603] = PAPER
    assert remove_grid(page)[196:205].min() == PAPER


def test_digits_in_boxes_lose_their_boxes_only() -> None:
    page = _paper()
    for place in range(12):
        cv2.rectangle(page, (100 + 40 * place, 150), (140 + 40 * place, 190), _INK, 2)
        cv2.putText(page, "1", (112 + 40 * place, 181), cv2.FONT_HERSHEY_SIMPLEX, 0.8, _INK, 2)
    clean = remove_grid(page)
    for place in range(12):
        inside = clean[155:186, 105 + 40 * place : 136 + 40 * place]
        assert (inside == page[155:186, 105 + 40 * place : 136 + 40 * place]).all()
    assert clean[148:153].min() == clean[188:193].min() == PAPER
