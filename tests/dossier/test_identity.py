"""Numbers of people and businesses: errors stop, oddities warn."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.birth_provinces import BIRTH_PROVINCES
from dossier.errors import MalformedValue
from dossier.identity import (
    Gender,
    PartialDate,
    Precision,
    number_notices,
    parse_citizen_number,
    parse_old_number,
    parse_partial_date,
    parse_tax_number,
    parse_whole_day,
)

TODAY = date(2026, 11, 22)


def test_the_province_table_has_the_63_codes() -> None:
    assert len(BIRTH_PROVINCES) == 63
    assert BIRTH_PROVINCES["038"] == "Thanh Hóa"
    assert BIRTH_PROVINCES["077"] == "Bà Rịa - Vũng Tàu"


@pytest.mark.parametrize(
    ("text", "province", "gender", "year"),
    [
        ("038090012345", "Thanh Hóa", Gender.MALE, 1990),
        ("001190000001", "Hà Nội", Gender.FEMALE, 1990),
        ("079 305 000 001", "Thành phố Hồ Chí Minh", Gender.FEMALE, 2005),
        ("096200000001", "Cà Mau", Gender.MALE, 2000),
    ],
)
def test_what_the_digits_say(text: str, province: str, gender: Gender, year: int) -> None:
    number = parse_citizen_number(text)
    assert (number.province, number.gender, number.birth_year) == (province, gender, year)
    assert number_notices(number, TODAY) == ()


def test_an_unknown_prefix_is_a_notice_not_a_refusal() -> None:
    number = parse_citizen_number("127090012345")
    assert number.province is None
    assert [notice.code for notice in number_notices(number, TODAY)] == ["CCCD_PREFIX_UNKNOWN"]


def test_a_year_to_come_is_a_notice() -> None:
    number = parse_citizen_number("038230012345")
    assert [notice.code for notice in number_notices(number, TODAY)] == ["CCCD_YEAR_IN_FUTURE"]


@pytest.mark.parametrize("text", ["", "03809001234", "0380900123456", "03809001234x", "٠٣٨٠٩٠٠١٢٣٤٥"])
def test_not_twelve_digits_is_an_error(text: str) -> None:
    with pytest.raises(MalformedValue, match="CCCD_MALFORMED"):
        parse_citizen_number(text)


def test_an_old_number_has_nine_digits() -> None:
    assert parse_old_number("012 345 678") == "012345678"
    with pytest.raises(MalformedValue, match="CMND_MALFORMED"):
        parse_old_number("12345678")


def test_a_tax_number_proves_itself_by_its_check_digit() -> None:
    assert parse_tax_number("0100109106") == "0100109106"
    assert parse_tax_number("0100109106-001") == parse_tax_number("0100109106001")
    for wrong in ("0100109107", "010010910", "0100109106-1", "0000000000", ""):
        with pytest.raises(MalformedValue, match="MST_MALFORMED"):
            parse_tax_number(wrong)


@given(st.integers(0, 9), st.integers(0, 8))
def test_one_wrong_digit_in_a_tax_number_is_caught(digit: int, place: int) -> None:
    right = "0100109106"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if wrong != right:
        with pytest.raises(MalformedValue):
            parse_tax_number(wrong)


@pytest.mark.parametrize(
    ("text", "expected", "precision", "shown"),
    [
        ("05/02/1990", PartialDate(1990, 2, 5), Precision.DAY, "05/02/1990"),
        ("5-2-1990", PartialDate(1990, 2, 5), Precision.DAY, "05/02/1990"),
        ("05021990", PartialDate(1990, 2, 5), Precision.DAY, "05/02/1990"),
        ("1990-02-05", PartialDate(1990, 2, 5), Precision.DAY, "05/02/1990"),
        ("02/1990", PartialDate(1990, 2), Precision.MONTH, "02/1990"),
        ("1990", PartialDate(1990), Precision.YEAR, "1990"),
        ("00001990", PartialDate(1990), Precision.YEAR, "1990"),
        ("00021990", PartialDate(1990, 2), Precision.MONTH, "02/1990"),
    ],
)
def test_birth_dates_keep_what_is_known(
    text: str, expected: PartialDate, precision: Precision, shown: str
) -> None:
    read = parse_partial_date(text)
    assert (read, read.precision, read.text_vi) == (expected, precision, shown)


@pytest.mark.parametrize("text", ["", "31/02/1990", "13/1990", "05001990", "0000", "hôm qua", "1/1/90"])
def test_dates_that_cannot_be(text: str) -> None:
    with pytest.raises(MalformedValue, match="DATE_MALFORMED"):
        parse_partial_date(text)


def test_a_whole_day_is_read_and_a_partial_one_refused() -> None:
    assert parse_whole_day("4/1/2027") == parse_whole_day("2027-01-04") == date(2027, 1, 4)
    for text in ("", "01/2027", "2027", "00/01/2027", "31/02/2027", "mai"):
        with pytest.raises(MalformedValue):
            parse_whole_day(text)
