"""How a page lies is told from its ink, and a wrong guess costs no text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.model import Word
from node.ocr.page import read_page
from node.ocr.picture.prepare import cut_sheet
from node.ocr.picture.straighten import quarter_turn
from node.ocr.picture.turn import likely_turn
from node.ocr.reader import Grey
from node.ocr.source.loaded import Loaded
from plumbing.fonts import serif
from tests.corpus import make
from tests.fakes.page_reader import ScriptedReader


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["don_de_nghi", "danh_sach", "can_cuoc"])
def test_a_page_tells_how_it_lies(kind: str, clockwise: int) -> None:
    printed = np.asarray(make.sheet(kind, 5).image)[:, :, ::-1]
    turned, _ = quarter_turn(printed, clockwise)
    assert likely_turn(cut_sheet(turned).grey) == (360 - clockwise) % 360


def test_dark_edges_and_rules_do_not_tell() -> None:
    printed = np.asarray(make.sheet("thong_bao", 5).image)[:, :, ::-1].copy()
    printed[:, :90] = 0
    for left in range(300, 2100, 200):
        cv2.line(printed, (left, 200), (left, 3200), (0, 0, 0), 5)
    assert likely_turn(cut_sheet(printed).grey) == 0


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_lines_that_begin_alike_do_not_look_like_rows_downwards(clockwise: int) -> None:
    printed = list_of_alike_lines("Trang 1: người dân nộp giấy tờ dòng {row}")
    turned, _ = quarter_turn(printed, clockwise)
    assert likely_turn(cut_sheet(turned).grey) == (360 - clockwise) % 360


def list_of_alike_lines(words: str) -> Grey:
    sheet = Image.new("RGB", (1240, 1754), (250, 250, 250))
    font = ImageFont.truetype(str(serif()), 44)
    for row in range(20):
        ImageDraw.Draw(sheet).text((120, 120 + 75 * row), words.format(row=row), (20, 20, 20), font)
    return np.asarray(sheet)[:, :, ::-1]


@pytest.mark.parametrize("fill", [245, 0])
def test_a_page_without_print_is_left_as_it_lies(fill: int) -> None:
    assert likely_turn(np.full((800, 600), fill, np.uint8)) == 0


def test_a_turned_page_is_read_once() -> None:
    """`ScriptedReader` knows the page's top by a black square."""
    printed = np.asarray(make.sheet("don_de_nghi", 5).image)[:, :, ::-1].copy()
    cv2.rectangle(printed, (100, 100), (420, 420), (0, 0, 0), -1)
    turned, _ = quarter_turn(printed, 90)
    reader = _Counting(["Căn cứ Luật Tổ chức chính quyền địa phương"] * 5)
    read = read_page(Loaded(turned, turned.shape[1], turned.shape[0], None), 1, 1, reader)
    assert (read.text.rotation, reader.readings, reader.turns_asked) == (90, 1, 0)


class _Counting(ScriptedReader):
    readings = 0

    def read(self, image: Grey) -> list[Word]:
        self.readings += 1
        return super().read(image)
