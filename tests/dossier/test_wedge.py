"""What keyboards and typing programs do to a scanned code is put back where nothing is guessed, else told."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.card_qr import CardData
from dossier.health_card_qr import HealthCard
from dossier.scanned_code import read_code
from dossier.wedge import mended_scan

TODAY = date(2026, 11, 22)
CODE = "038190001234||Nguyễn Thị Lan|12031990|Nữ|Yên Trung, Thanh Hóa|25062021"
ROW = dict(
    zip(
        "1234567890", ["ă", "â", "ê", "ô", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323", "đ"], strict=True
    )
)


def card(text: str) -> CardData:
    read = read_code(text, TODAY)
    assert isinstance(read, CardData)
    return read


def typed_in_vietnamese(text: str) -> str:
    """As Windows' Vietnamese layout types it: the digits of numbers and days become letters and marks."""
    fields = text.split("|")
    return "|".join("".join(ROW.get(c, c) for c in f) if i in (0, 3, 6) else f for i, f in enumerate(fields))


@pytest.mark.parametrize("form", ["NFC", "NFD", ""])
def test_digits_typed_on_a_vietnamese_layout_are_digits_again(form: str) -> None:
    typed = typed_in_vietnamese(CODE)
    read = card(unicodedata.normalize(form, typed) if form else typed)  # type: ignore[arg-type]
    assert (read.number.number, read.birth.text_vi) == ("038190001234", "12/03/1990")
    assert [n.code for n in read.notices] == ["QR_KEYBOARD_VIETNAMESE"]


@pytest.mark.parametrize("separator", ["\\", "~", "}", "\t", ";"])
def test_another_key_for_the_separator_is_put_back(separator: str) -> None:
    read = card(CODE.replace("|", separator))
    assert read.full_name == "Nguyễn Thị Lan"
    assert [n.code for n in read.notices] == ["QR_SEPARATOR_CHANGED"]


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("Nguy?n Th? Lan", "Yên Trung, Thanh Hóa", "QR_MARKS_LOST"),
        ("NGUYEN THI LAN", "Yen Trung, Thanh Hoa", "QR_MARKS_LOST"),
        ("Nguyeenx Thij Lan", "Yeen Trung, Thanh Hoas", "QR_MARKS_TYPED"),
        ("Nguye64n Thi5 Lan", "Ye6n Trung", "QR_MARKS_TYPED"),
        ("nGUYỄN tHỊ lAN", "yÊN tRUNG, tHANH hÓA", "QR_CAPS_LOCK"),
    ],
)
def test_marks_that_were_lost_or_typed_over_are_told_and_not_guessed(
    name: str, address: str, code: str
) -> None:
    read = card(CODE.replace("Nguyễn Thị Lan", name).replace("Yên Trung, Thanh Hóa", address))
    assert read.full_name == name
    assert [n.code for n in read.notices] == [code]


def test_a_good_code_has_no_notice_and_names_of_few_marks_pass() -> None:
    assert card(CODE).notices == ()
    assert card(CODE.replace("Nguyễn Thị Lan", "Y Blim")).notices == ()


def test_an_insurance_card_is_told_from_a_citizens_card() -> None:
    name = "Trần Thị Bưởi".encode().hex()
    read = read_code(f"HT2380000000001|{name}|1950|2|{name}|38|01/01/2024|-|x", TODAY)
    assert isinstance(read, HealthCard)


@given(st.text(max_size=120))
def test_no_text_breaks_the_mending_and_plain_text_stays(text: str) -> None:
    mended, notices = mended_scan(text)
    assert isinstance(mended, str)
    assert mended == text or notices


@given(st.text("0123456789", min_size=12, max_size=12))
def test_digits_stay_digits(digits: str) -> None:
    assert mended_scan(f"{digits}||A|01011990|Nam|B|01012021")[0].startswith(digits)
