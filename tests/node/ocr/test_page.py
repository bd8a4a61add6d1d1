"""Turning pages only when the first reading makes no sense."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from node.ocr.page import read_page
from node.ocr.picture.straighten import quarter_turn
from node.ocr.source.load import Loaded
from tests.fakes.page_reader import ScriptedReader

ROWS = ["Họ, chữ đệm, tên: Nguyễn Thị Ngọc Lan", *["Căn cứ Luật Tổ chức chính quyền địa phương"] * 5]


def page(clockwise: int = 0) -> Loaded:
    image = np.full((1754, 1240, 3), 255, np.uint8)
    cv2.rectangle(image, (100, 100), (400, 400), (0, 0, 0), -1)
    turned, _ = quarter_turn(image, clockwise)
    return Loaded(turned, turned.shape[1] * 2, turned.shape[0] * 2, None)


def test_an_upright_page_never_costs_a_look_for_its_turn() -> None:
    reader = ScriptedReader(ROWS)
    read = read_page(page(), 2, 3, reader)
    assert reader.turns_asked == 0
    assert (read.text.page, read.text.pages, read.text.rotation) == (2, 3, 0)
    assert read.text.text.splitlines()[0] == ROWS[0]


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_point_into_the_input(clockwise: int) -> None:
    read = read_page(page(clockwise), 1, 1, ScriptedReader(ROWS))
    assert read.text.rotation == clockwise
    assert read.text.text.splitlines()[0] == ROWS[0]
    name = next(field for field in read.text.fields if field.name == "person_name")
    assert name.value == "Nguyễn Thị Ngọc Lan"
    left, top, right, bottom = name.box
    assert 0 <= left < right <= read.text.width
    assert 0 <= top < bottom <= read.text.height
    # The first row stands at the page's own top, wherever that lies in the input.
    corner = {90: (read.text.width, 0), 180: (read.text.width, read.text.height), 270: (0, read.text.height)}[
        clockwise
    ]
    assert abs((left + right) / 2 - corner[0]) + abs((top + bottom) / 2 - corner[1]) < read.text.height / 2


def test_a_blank_page_is_no_error() -> None:
    blank = Loaded(np.full((800, 600, 3), 255, np.uint8), 600, 800, None)
    read = read_page(blank, 1, 1, ScriptedReader(ROWS))
    assert (read.text.text, read.text.words, read.text.fields) == ("", (), ())


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_a_reader_that_knows_the_turn_at_once_is_asked_once_and_reads_once(clockwise: int) -> None:
    reader = ScriptedReader(ROWS, cheap_turn=True)
    read = read_page(page(clockwise), 1, 1, reader)
    assert reader.turns_asked == 1
    assert read.text.rotation == clockwise
    assert read.text.text.splitlines()[0] == ROWS[0]
