"""Where two readers differ: whose word stands, and whether the difference is a doubt."""

from __future__ import annotations

import pytest

from node.ocr.model import Word
from node.ocr.readers.merge import merged
from node.ocr.readers.second import Seen

LINE = (0, 0, 400, 30)


def merge(ours: str, our_confidence: float, theirs: str, their_confidence: float) -> Word:
    """What one word becomes."""
    (word,) = merged([Word(ours, our_confidence, LINE)], [Seen(theirs, their_confidence)], LINE)
    return word


def test_what_both_read_is_agreed() -> None:
    assert merge("Hạnh", 92, "Hạnh", 88) == Word("Hạnh", 92, LINE, agreed=True)


@pytest.mark.parametrize(("ours", "theirs"), [("Trần", "Trãn"), ("ĐỒNG", "ĐÕNG"), ("của", "cúa")])
def test_marks_that_make_no_word_are_no_objection_to_a_known_one(ours: str, theirs: str) -> None:
    assert merge(ours, 93, theirs, 99) == Word(ours, 93, LINE, agreed=None)
    assert merge(ours, 50, theirs, 99).text == ours


@pytest.mark.parametrize("theirs", ["Kỏ", "Ko", "Kõ"])
def test_a_letter_that_the_second_reader_cannot_write_is_not_doubted_for_it(theirs: str) -> None:
    assert merge("Kŏ", 91, theirs, 99) == Word("Kŏ", 91, LINE, agreed=None)


@pytest.mark.parametrize(("ours", "theirs"), [("Thuy", "Thuỵ"), ("GIÃY", "GIẤY"), ("Mă", "Mả")])
def test_marks_that_make_a_known_word_of_an_unknown_one_stand_and_leave_a_doubt(
    ours: str, theirs: str
) -> None:
    word = merge(ours, 88, theirs, 97)
    assert (word.text, word.agreed) == (theirs, False)
    assert merge(ours, 88, theirs, 40).text == ours, "not on a guess"


@pytest.mark.parametrize(("ours", "theirs"), [("HIỀN", "HIỂN"), ("Làng", "làng")])
def test_two_known_words_are_a_doubt(ours: str, theirs: str) -> None:
    assert merge(ours, 94, theirs, 94).agreed is False


@pytest.mark.parametrize(
    ("ours", "sure", "theirs"),
    [("Atê", 92, "Alê"), ("KÌy", 39, "Kly"), ("MAT", 78, "MAI"), ("tăm", 92, "lăm")],
)
def test_other_letters_are_the_second_readers_where_tesseract_is_not_quite_sure(
    ours: str, sure: float, theirs: str
) -> None:
    word = merge(ours, sure, theirs, 98)
    assert (word.text, word.confidence, word.agreed) == (theirs, 98, False)
    assert merge(ours, 97, theirs, 98).text == ours
    assert merge(ours, sure, theirs, 60).text == ours


@pytest.mark.parametrize(("ours", "theirs"), [("Giấy", "Giy"), ("tên", "tều"), ("Số", "S0")])
def test_a_word_is_not_given_up_for_what_is_none(ours: str, theirs: str) -> None:
    assert merge(ours, 90, theirs, 99).text == ours


@pytest.mark.parametrize(("ours", "sure", "theirs"), [("29", 96, "20"), ("94", 96, "04"), ("Ái", 10, "4")])
def test_small_numbers_are_the_second_readers(ours: str, sure: float, theirs: str) -> None:
    word = merge(ours, sure, theirs, 99)
    assert (word.text, word.agreed) == (theirs, False)


def test_a_sure_word_is_no_number() -> None:
    assert merge("Ái", 90, "4", 99).text == "Ái"


def test_a_long_number_is_never_called_agreed_where_a_digit_differs() -> None:
    word = merge("018313874313", 94, "018313674313", 99)
    assert (word.text, word.agreed) == ("018313674313", False)
