"""Doubtful numbers and names are looked at again; what the second look cannot better stays as it was read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.model import Word
from node.ocr.reader import Grey
from node.ocr.readers.second_look import looked_again
from node.ocr.readers.tesseract import Tesseract
from plumbing.fonts import serif

_LEFT, _TOP = 60, 40


def _page(printed: str) -> Grey:
    page = Image.new("L", (700, 120), 245)
    ImageDraw.Draw(page).text((_LEFT, _TOP), printed, 20, ImageFont.truetype(str(serif()), 32))
    return np.asarray(page)


def _word(text: str, confidence: float, printed: str = "038091004417") -> Word:
    left, top, right, bottom = ImageFont.truetype(str(serif()), 32).getbbox(printed)
    box = (_LEFT + int(left), _TOP + int(top), _LEFT + int(right), _TOP + int(bottom))
    return Word(text, confidence, box, row=3)


@pytest.mark.parametrize("read", ["0380914004417", "038091994417", "03809I0044I7"])
def test_a_doubtful_number_is_read_again(read: str) -> None:
    before = _word(read, 64.0)
    (after,) = looked_again(Tesseract(), _page("038091004417"), [before])
    assert (after.text, after.box, after.row) == ("038091004417", before.box, 3)
    assert after.confidence <= 75, "two looks that differ leave a doubt"


def test_a_broken_number_is_doubtful_however_sure_the_reader_was() -> None:
    (after,) = looked_again(Tesseract(), _page("038091004417"), [_word("0380914004417", 97.0)])
    assert after.text == "038091004417"


@pytest.mark.parametrize("read", ["938091004417", "038491004417"])
def test_a_number_that_nobody_has_is_doubtful_too(read: str) -> None:
    (after,) = looked_again(Tesseract(), _page("038091004417"), [_word(read, 97.0)])
    assert after.text == "038091004417"


def test_a_day_that_is_none_is_doubtful_too() -> None:
    (after,) = looked_again(Tesseract(), _page("24/03/1977"), [_word("24/03/4977", 97.0)])
    assert after.text == "24/03/1977"


def test_sure_numbers_and_other_words_are_left_alone() -> None:
    words = [_word("038091004418", 96.0), _word("Nguyễn", 20.0), _word("12/3", 30.0)]
    assert looked_again(Tesseract(), _page("038091004417"), words) == words


def test_where_nothing_can_be_read_the_first_reading_stays() -> None:
    word = _word("038091004418", 50.0)
    assert looked_again(Tesseract(), _page(""), [word]) == [word]
    assert looked_again(Tesseract(), _page("Thửa đất số"), [word]) == [word]


def test_a_number_at_the_edge_of_the_page_does_no_harm() -> None:
    word = Word("038091004418", 50.0, (690, 110, 700, 120))
    assert looked_again(Tesseract(), _page("038091004417"), [word]) == [word]


def test_what_stands_there_twice_is_put_right_twice() -> None:
    words = [_word("938091004417", 64.0), _word("938091004417", 97.0)]
    assert [word.text for word in looked_again(Tesseract(), _page("038091004417"), words)] == [
        "038091004417"
    ] * 2


@pytest.mark.parametrize(
    ("printed", "read"), [("Hằng", "Hãng"), ("Thịnh,", "Thình,"), ("THẮNG", "THẲNG"), ("Huổi", "Huối")]
)
def test_the_marks_of_a_name_are_read_again(printed: str, read: str) -> None:
    (after,) = looked_again(Tesseract(), _page(printed), [_word(read, 80.0, printed)])
    assert after.text == printed
    assert after.confidence <= 60, "a person is to look"


@pytest.mark.parametrize(
    ("printed", "read", "confidence"),
    [
        ("Trắm", "Trắm", 80.0),  # nobody's name that is known, but that is how it is printed
        ("Hằng", "Hãng", 97.0),  # surely read
        ("Hồng", "Hằng", 50.0),  # a name as it is
        ("Nguyễn", "Hãng", 50.0),  # other letters
        ("hằng", "Hãng", 50.0),  # another case
        ("Hằng", "hãng", 50.0),  # no name
    ],
)
def test_a_name_stays_where_no_look_saw_another(printed: str, read: str, confidence: float) -> None:
    word = _word(read, confidence, printed)
    assert looked_again(Tesseract(), _page(printed), [word]) == [word]
