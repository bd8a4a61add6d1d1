"""Grammars of dates, numbers, names and addresses as they stand on paper."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.vietnamese import money_in_words
from node.ocr.fields import dates, grammars
from node.ocr.fields.grammars import Found
from node.ocr.fields.provinces import is_whole_address
from node.ocr.fields.relations import find_relation


def value(found: Found | None) -> str | None:
    return None if found is None else found.value


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "ngày %d tháng %m năm %Y"]))
def test_every_real_day_is_found_in_every_spelling(day: datetime.date, spelling: str) -> None:
    assert value(dates.find_date("Lan, " + day.strftime(spelling) + ";")) == f"{day:%d/%m/%Y}"


@pytest.mark.parametrize(
    "text", ["31/02/2020", "45/01/1999", "01/13/2001", "1/1/20", "12345", "2020/01/05", ""]
)
def test_what_is_no_day_is_not_found(text: str) -> None:
    assert dates.find_date(text) is None


@given(st.text("0123456789", min_size=12, max_size=12), st.booleans())
def test_twelve_digits_are_a_personal_number_with_or_without_blanks(digits: str, spaced: bool) -> None:
    printed = " ".join([digits[:3], digits[3:6], digits[6:9], digits[9:]]) if spaced else digits
    assert value(grammars.find_personal_number(f"số {printed} do Cục")) == digits


@pytest.mark.parametrize(
    "text", ["12345678", "1234567890", "0123456789012", "H19.88-250604-8738", "13/01/1970"]
)
def test_other_numbers_are_no_personal_number(text: str) -> None:
    assert grammars.find_personal_number(text) is None


@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from([" ", "|", " | ", "  "]))
def test_digits_in_boxes_are_one_number(digits: str, stroke: str) -> None:
    found = grammars.find_personal_number(stroke.join(digits))
    assert found is not None
    assert (found.value, found.mended) == (digits, False)


def test_strokes_of_boxes_may_stand_around_a_number() -> None:
    assert value(grammars.find_personal_number("|0|0|3|0|7|0|9|4|3|6|8|3|")) == "003070943683"


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_one_letter_for_a_digit_is_put_right_and_told(digits: str, place: int) -> None:
    letter = {"0": "O", "1": "l", "5": "S", "8": "B", "2": "Z", "6": "ó", "9": "g"}.get(digits[place])
    read = digits[:place] + (letter or digits[place]) + digits[place + 1 :]
    found = grammars.find_personal_number(f"số {read}.")
    assert found is not None
    assert (found.value, found.mended) == (digits, letter is not None)


def test_a_digit_too_few_is_shown_as_broken_and_never_filled_up() -> None:
    assert grammars.find_personal_number("03817500012") is None
    assert value(grammars.find_broken_number("Số: 03817500012")) == "03817500012"
    assert grammars.find_broken_number("038175000123") is None
    assert value(grammars.find_broken_number("nhân: 0052e55324e6")) == "0052e55324e6"


@given(DAYS)
def test_a_day_in_words_is_the_day(day: datetime.date) -> None:
    def words(number: int) -> str:
        return money_in_words(number).removesuffix(" đồng").lower()

    month = {1: "giêng", 4: "tư", 12: "chạp"}.get(day.month, words(day.month))
    early = "mùng " if day.day < 11 else ""
    spoken = f"Ngày {early}{words(day.day)}, tháng {month}, năm {words(day.year)}"
    assert dates.date_in_words(spoken) == f"{day:%d/%m/%Y}"


def test_a_nought_that_is_written_out_adds_no_ten() -> None:
    spoken = "Ngày mùng tám, tháng bốn, năm hai nghìn không trăm không mươi chín"
    assert dates.date_in_words(spoken) == "08/04/2009"
    assert dates.date_in_words("Ngày mười, tháng mười hai, năm hai nghìn không trăm mười") == "10/12/2010"


@pytest.mark.parametrize(
    ("read", "day"),
    [("l3/O1/197O", "13/01/1970"), ("13/011970", "13/01/1970"), ("ngày 02 thàng 3 nãm 1987", "02/03/1987")],
)
def test_days_with_misread_letters_are_found(read: str, day: str) -> None:
    assert value(dates.find_date(read)) == day


@pytest.mark.parametrize(
    ("text", "sex", "people"),
    [
        ("Nữ Dân tộc", "Nữ", None),
        ("Nam", "Nam", None),
        ("Ê Đê", None, "Ê Đê"),
        ("Kính", None, "Kinh"),
        ("", None, None),
    ],
)
def test_words_of_short_lists(text: str, sex: str | None, people: str | None) -> None:
    assert value(grammars.find_sex(text)) == sex
    if people is not None:
        assert value(grammars.find_people(text)) == people


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(grammars.fold(composed)) == len(composed)


@given(st.text(max_size=80))
def test_no_text_breaks_a_grammar(text: str) -> None:
    for find in (
        dates.find_date,
        grammars.find_personal_number,
        grammars.find_document_number,
        grammars.find_dossier_code,
        grammars.leading_name,
        grammars.tidy_address,
        grammars.find_broken_number,
        grammars.find_code_or_number,
        grammars.find_phone,
        grammars.find_people,
        grammars.find_nationality,
        grammars.find_book,
        grammars.free_text,
        dates.find_birth,
    ):
        found = find(text)
        assert found is None or 0 <= found.start <= found.end <= len(text)
    dates.date_in_words(text)


@pytest.mark.parametrize("code", ["H19.88-250604-8738", "000.00.19.H26-250604-0001", "H56.139-261122-0001"])
def test_dossier_codes_are_found(code: str) -> None:
    assert value(grammars.find_dossier_code(f"Mã hồ sơ: {code}.")) == code


@pytest.mark.parametrize(
    "number", ["776/UBND-XNTTHN", "287/QĐ-UBND", "13/2026", "28/TLKT-BS", "192/2008/QĐST-HNGĐ"]
)
def test_document_numbers_are_found(number: str) -> None:
    assert value(grammars.find_document_number(f"Số: {number}, ngày")) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SƠN THỊ SÔ ĐA", "SƠN THỊ SÔ ĐA"),
        ("Trần Phương Đào, về việc", "Trần Phương Đào"),
        ("H'Lan Êban 26/07/1988", "H'Lan Êban"),
        ("Y Blŏm", "Y Blŏm"),
        ("Không", None),
        ("về việc cấp", None),
        ("", None),
    ],
)
def test_names_end_where_capitals_end(text: str, name: str | None) -> None:
    assert value(grammars.leading_name(text)) == name


def test_an_address_is_whole_when_it_ends_with_a_province() -> None:
    assert is_whole_address("xã Đông Xá, tỉnh Thanh Hoá")
    assert not is_whole_address("tổ dân phố số 3, xã Ia Kreng Tây, tỉnh Thái")


@pytest.mark.parametrize(
    ("read", "number", "is_mended"),
    [
        ("Số: 713/OĐ-UBND", "713/QĐ-UBND", True),
        ("717/INHS", "717/TNHS", True),
        ("12/QD-UBND", "12/QĐ-UBND", True),
        ("77/ĐA-UBND", "77/ĐA-UBND", False),
        ("5/XYZ-ABC", "5/XYZ-ABC", False),
        ("57/TLKTBS", "57/TLKT-BS", True),
        ("Số: 444/QĐ-UBND. Độc lập - Tự do", "444/QĐ-UBND", False),
        ("Số: 444/QĐ-UBND - Độc lập", "444/QĐ-UBND", False),
        ("Số: 119/2018/QĐST - HNGĐ ngày", "119/2018/QĐST-HNGĐ", False),
    ],
)
def test_a_sign_of_known_offices_is_put_right_in_look_alike_letters_and_told(
    read: str, number: str, is_mended: bool
) -> None:
    found = grammars.find_document_number(read)
    assert found is not None
    assert (found.value, found.mended) == (number, is_mended)


def test_blanks_inside_a_dossier_code_are_no_doubt() -> None:
    assert grammars.find_dossier_code("Mã số hồ sơ: H14. 38-250907 -9206") == Found(
        "H14.38-250907-9206", 13, 33
    )


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("HMRĂNG ÊÑUÔL", "H'MRĂNG ÊÑUÔL"),
        ("H Bia Niê Kdăm", "H'Bia Niê Kdăm"),
        ("H'Lan Êban", "H'Lan Êban"),
        ("Hồ Thị Lan", "Hồ Thị Lan"),
        ("HÀ THỊ LAN", "HÀ THỊ LAN"),
    ],
)
def test_the_stroke_behind_h_is_put_back_where_no_other_name_begins_so(read: str, name: str) -> None:
    assert value(grammars.leading_name(read)) == name


def test_who_somebody_is_to_another_is_spelled_right() -> None:
    assert value(find_relation(" Mẹ để")) == "Mẹ đẻ"
    assert value(find_relation("Vơ")) == "Vợ"
    assert find_relation("Vự") == Found("Vợ", 0, 2, True), "a letter off one word of the list alone"
    assert value(find_relation("Mọ")) == "Mọ", "Mẹ, Bố or Vợ: nobody can tell"
    assert value(find_relation("bạn của gia đình")) == "bạn của gia đình"
    assert find_relation(" .") is None
