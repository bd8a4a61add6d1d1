"""Card codes as scanners deliver them: short, long, garbled, contradictory."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.card_qr import CardData, TypedPerson, cross_check, parse_card
from dossier.errors import MalformedValue
from dossier.health_card_qr import parse_health_card
from dossier.identity import Gender, PartialDate

TODAY = date(2026, 11, 22)
FULL = "001090123456|012345678|Nguyễn Văn A|01011990|Nam|Số 1, Phường X, Quận Y, Hà Nội|15042021"


def codes(card: CardData) -> list[str]:
    return [notice.code for notice in card.notices]


def test_seven_fields_are_read_from_a_card() -> None:
    card = parse_card(FULL, TODAY)
    assert card.number.number == "001090123456"
    assert card.old_number == "012345678"
    assert card.full_name == "Nguyễn Văn A"
    assert card.birth == PartialDate(1990, 1, 1)
    assert card.gender is Gender.MALE
    assert card.address == "Số 1, Phường X, Quận Y, Hà Nội"
    assert card.issued == PartialDate(2021, 4, 15)
    assert card.extra == ()
    assert card.notices == ()


def test_no_old_number_left_empty() -> None:
    assert parse_card(FULL.replace("012345678", ""), TODAY).old_number is None


def test_six_fields_without_the_old_number() -> None:
    card = parse_card(FULL.replace("|012345678", ""), TODAY)
    assert (card.old_number, card.full_name) == (None, "Nguyễn Văn A")
    assert card.issued == PartialDate(2021, 4, 15)


def test_six_fields_without_the_issue_date() -> None:
    card = parse_card(FULL.rsplit("|", 1)[0], TODAY)
    assert (card.old_number, card.issued) == ("012345678", None)
    assert codes(card) == ["QR_ISSUE_DATE_MISSING"]


def test_nine_fields_keep_the_rest() -> None:
    card = parse_card(FULL + "|Nguyễn Văn B|Trần Thị C", TODAY)
    assert card.extra == ("Nguyễn Văn B", "Trần Thị C")
    assert card.notices == ()


@pytest.mark.parametrize("text", ["", "001090123456", "a|b|c|d|e", "|".join(FULL.split("|")[:5])])
def test_fewer_than_six_fields_are_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="QR_TOO_FEW_FIELDS"):
        parse_card(text, TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FULL.replace("001090123456", "00109012345"), "CCCD_MALFORMED"),
        (FULL.replace("01011990", "31021990"), "DATE_MALFORMED"),
        (FULL.replace("Nguyễn Văn A", " "), "QR_NAME_MISSING"),
        (FULL + "|" + "x" * 3000, "QR_TOO_LONG"),
    ],
)
def test_what_cannot_be_a_card(text: str, code: str) -> None:
    with pytest.raises(MalformedValue, match=code):
        parse_card(text, TODAY)


def test_oddities_are_notices() -> None:
    card = parse_card(FULL.replace("|Nam|", "|Nữ|").replace("01011990", "01011991"), TODAY)
    assert codes(card) == ["BIRTH_DIFFERS", "GENDER_DIFFERS"]
    card = parse_card(FULL.replace("012345678", "1234").replace("15042021", "99999999"), TODAY)
    assert codes(card) == ["CMND_MALFORMED", "QR_ISSUE_DATE_UNREADABLE"]
    assert codes(parse_card(FULL.replace("001090", "127090"), TODAY)) == ["CCCD_PREFIX_UNKNOWN"]


@pytest.mark.parametrize("table", ["latin-1", "cp1252"])
def test_a_scanner_with_the_wrong_table_is_repaired_with_a_notice(table: str) -> None:
    text = "001090123456||Trần Hải|01011990|Nam|Thanh Hóa|15042021"
    garbled = text.encode().decode(table)
    card = parse_card(garbled, TODAY)
    assert card.full_name == "Trần Hải"
    assert codes(card) == ["QR_ENCODING_REPAIRED"]


def test_decomposed_text_is_composed() -> None:
    card = parse_card(unicodedata.normalize("NFD", FULL), TODAY)
    assert card.full_name == "Nguyễn Văn A"
    assert card.gender is Gender.MALE


def test_typed_values_against_the_card() -> None:
    card = parse_card(FULL.replace("Nguyễn Văn A", "HOÀNG THÚY HOÀ"), TODAY)
    same = TypedPerson("001090123456", "Hoàng Thuý Hòa", PartialDate(1990), Gender.MALE)
    assert cross_check(card, same) == ()
    other = TypedPerson("001090123457", "Hoàng Thùy Hoa", PartialDate(1990, 2), Gender.FEMALE)
    assert [notice.code for notice in cross_check(card, other)] == [
        "NUMBER_DIFFERS",
        "NAME_DIFFERS",
        "BIRTH_DIFFERS",
        "GENDER_DIFFERS",
    ]


def read_or_reason(text: str) -> CardData | str:
    try:
        return parse_card(text, TODAY)
    except MalformedValue as refused:
        return refused.hint_vi


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    assert read_or_reason(text)


@given(st.lists(st.text(alphabet="0123456789 Năm|", max_size=12), min_size=5, max_size=9))
def test_any_fields_after_a_good_number_are_read_or_refused(fields: list[str]) -> None:
    outcome = read_or_reason("|".join(["001090123456", *fields]))
    assert outcome if isinstance(outcome, str) else outcome.full_name


def test_an_old_health_insurance_card() -> None:
    name, address = ("Trần Thị Bưởi".encode().hex(), "Quảng Yên, Thanh Hóa".encode().hex())
    card = parse_health_card(
        f"HT2380000000001|{name}|05/02/1950|2|{address}|38 - 001|01/01/2024|31/12/2028|x|$"
    )
    assert (card.full_name, card.address) == ("Trần Thị Bưởi", "Quảng Yên, Thanh Hóa")
    assert card.gender is Gender.FEMALE
    assert card.extra == ("x", "$")


@pytest.mark.parametrize(
    "text", ["", "a|b", "HT|zz|1950|2|zz|38|01/01/2024|31/12/2028", "HT|ff|1950|1|ff|38|01/01/2024|"]
)
def test_a_health_card_that_cannot_be_read(text: str) -> None:
    with pytest.raises(MalformedValue, match="BHYT_QR_MALFORMED"):
        parse_health_card(text)
