"""What every `PageReader` must keep (see `node.ocr.reader`), run on Tesseract, on two readers and on the fake."""

from __future__ import annotations

import unicodedata

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.reader import Grey, PageReader
from node.ocr.readers.line_reader import LineReader
from node.ocr.readers.pair_reader import PairReader
from node.ocr.readers.probe import has_second_reader
from node.ocr.readers.second import SecondReader
from node.ocr.readers.tesseract import Tesseract
from plumbing.fonts import serif
from tests.fakes.page_reader import ScriptedReader

ROWS = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Họ, chữ đệm, tên: Nguyễn Thị Ngọc Lan",
    "Số định danh cá nhân: 013092690458",
]


def page(rows: list[str]) -> Grey:
    """A printed page of 1000 × 700 with a black mark at its top left for the fake to see."""
    image = Image.new("L", (1000, 700), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 60, 60), fill=0)
    font = ImageFont.truetype(str(serif()), 34)
    for number, row in enumerate(rows):
        draw.text((90, 120 + 80 * number), row, font=font, fill=0)
    return np.asarray(image)


@pytest.fixture(params=["tesseract", "pair", "scripted"])
def reader(request: pytest.FixtureRequest) -> PageReader:
    if request.param == "scripted":
        return ScriptedReader(ROWS)
    if request.param == "tesseract":
        return LineReader(Tesseract(seconds=60))
    if not has_second_reader():
        pytest.skip("the second reader is not installed")
    return PairReader(Tesseract(seconds=60), SecondReader())


def test_reads_what_is_printed_row_by_row(reader: PageReader) -> None:
    words = reader.read(page(ROWS))
    text = " ".join(word.text for word in words)
    assert "Nguyễn Thị Ngọc Lan" in text
    assert "013092690458" in text
    assert [word.row for word in words] == sorted(word.row for word in words)
    assert len({word.row for word in words}) >= 3


def test_two_readers_tell_whether_they_agree_on_all_that_a_person_wrote(reader: PageReader) -> None:
    if not isinstance(reader, PairReader):
        pytest.skip("reads alone")
    words = reader.read(page(ROWS))
    told = {row: {word.agreed for word in words if word.row == row} for row in {word.row for word in words}}
    form, *filled_in = (told[row] for row in sorted(told))
    assert form == {None}  # the form's own words are read once
    assert all(None not in line for line in filled_in)


def test_words_are_clean_and_their_boxes_lie_on_the_page(reader: PageReader) -> None:
    for word in reader.read(page(ROWS)):
        left, top, right, bottom = word.box
        assert 0 <= left < right <= 1000
        assert 0 <= top < bottom <= 700
        assert word.text
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert not any(character.isspace() for character in word.text)
        assert 0 <= word.confidence <= 100


def test_an_empty_page_gives_no_words(reader: PageReader) -> None:
    assert reader.read(np.full((700, 1000), 255, np.uint8)) == []


def test_the_page_is_left_as_it_was(reader: PageReader) -> None:
    image = page(ROWS)
    before = image.copy()
    reader.read(image)
    assert np.array_equal(image, before)


def test_tells_the_turn_of_a_full_page_or_says_that_it_cannot(reader: PageReader) -> None:
    rows = ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6"] * 7
    turned = cv2.rotate(page(rows), cv2.ROTATE_180)
    assert reader.upright_turn(turned) in {180, None}
    assert reader.upright_turn(np.full((700, 1000), 255, np.uint8)) is None
