"""A zone that was misread in a place or two still says what its check digits prove, and nothing else."""

from __future__ import annotations

import pytest

from dossier.worn_zone import worn_zone
from tests.dossier.test_card_zone import LINES

FIRST, SECOND, _ = LINES
NUMBER = "032190004417"


def proved(first: str, second: str) -> tuple[str, str, str]:
    zone = worn_zone([first, second])
    assert zone is not None
    return (
        zone.number.number,
        zone.birth.text_vi if zone.birth else "",
        zone.expires.text_vi if zone.expires else "",
    )


def test_all_of_a_clear_zone_is_proved() -> None:
    assert proved(FIRST, SECOND) == (NUMBER, "14/02/1990", "14/02/2030")


@pytest.mark.parametrize("place", range(6, 15))
def test_a_digit_that_was_split_in_the_first_line_is_left_out(place: int) -> None:
    assert proved(FIRST[:place] + "8" + FIRST[place:], SECOND)[0] == NUMBER


@pytest.mark.parametrize("place", range(15, 19))
def test_the_province_stands_but_once_so_nothing_is_guessed_there(place: int) -> None:
    zone = worn_zone([FIRST[:place] + "8" + FIRST[place:], SECOND])
    assert zone is None or zone.number.number == NUMBER


@pytest.mark.parametrize("place", range(7))
def test_a_digit_that_was_split_in_the_birth_is_left_out_or_nothing_is_said(place: int) -> None:
    number, birth, expires = proved(FIRST, SECOND[:place] + "4" + SECOND[place:])
    assert (number, expires) == (NUMBER, "14/02/2030")
    assert birth in {"14/02/1990", ""}


def test_each_value_stands_for_itself() -> None:
    assert proved(FIRST, SECOND.replace("300214", "380214")) == (NUMBER, "14/02/1990", "")
    assert proved(FIRST, "900214?M") == (NUMBER, "", "")
    assert proved(FIRST, "") == (NUMBER, "", "")


def test_marks_that_a_reader_saw_are_no_part_of_the_zone() -> None:
    assert proved(FIRST.replace("0", "Ŏ", 1), SECOND)[0] == NUMBER


@pytest.mark.parametrize("rows", [[], ["IDVNM"], [FIRST[:20]], [FIRST.replace("4417", "4418", 1)]])
def test_where_the_number_does_not_hold_nothing_is_said(rows: list[str]) -> None:
    assert worn_zone(rows) is None


def test_a_birth_of_another_year_than_the_number_says_is_not_believed() -> None:
    assert proved(FIRST, "910214" + "5" + SECOND[7:])[1] == ""
