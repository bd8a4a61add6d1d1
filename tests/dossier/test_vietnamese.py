"""Keys equate what readers equate, and nothing else; papers spell dates and money in full."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.vietnamese import (
    collation_key,
    date_vi,
    moment_vi,
    money_in_words,
    money_vi,
    name_sort_key,
    nfc,
    search_key,
    tone_key,
    upper_name,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("ĐẶNG  Văn-Hưng", "dang van hung"),
        ("Thuỷ", "thuy"),
        ("Lý", "li"),
        ("", ""),
    ],
)
def test_a_search_key_forgets_marks_and_case(text: str, key: str) -> None:
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("Thuỷ", "Thủy"), ("Lý", "Lí"), ("quý", "quí"), ("Mỹ", "mĩ"), ("ý", "í")],
)
def test_spelling_variants_are_one_word(one: str, other: str) -> None:
    assert tone_key(one) == tone_key(other)
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tay", "tai"), ("Thúy", "Thúi"), ("lá", "là"), ("Đào", "Dào"), ("cân", "căn")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert tone_key(one) != tone_key(other)


@given(st.text())
def test_keys_do_not_depend_on_the_unicode_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert search_key(decomposed) == search_key(nfc(text))
    assert collation_key(decomposed) == collation_key(nfc(text))
    assert tone_key(decomposed) == tone_key(nfc(text))


def test_dictionary_order_of_letters_and_tones() -> None:
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "măng", "mân", "mo", "mô", "mơ", "na", "đa", "da", "dương"]
    expected = [
        "da",
        "dương",
        "đa",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "măng",
        "mân",
        "mo",
        "mô",
        "mơ",
        "na",
    ]
    assert sorted(words, key=collation_key) == expected


def test_people_are_listed_by_given_name() -> None:
    people = ["Trần Văn Bình", "Lê Thị Ánh", "Đỗ Văn An", "Lê Văn An", "Y Blô", "Nguyễn Văn Bình", "An"]
    assert sorted(people, key=name_sort_key) == [
        "An",
        "Đỗ Văn An",
        "Lê Văn An",
        "Lê Thị Ánh",
        "Nguyễn Văn Bình",
        "Trần Văn Bình",
        "Y Blô",
    ]


def test_names_are_written_as_on_cards() -> None:
    assert upper_name("  nguyễn  thị\u00a0đào ") == "NGUYỄN THỊ ĐÀO"
    assert upper_name("H’Hen Niê") == "H’HEN NIÊ"


def test_dates_as_official_papers_write_them() -> None:
    assert date_vi(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert date_vi(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
    assert moment_vi(datetime(2026, 11, 2, 9, 5)) == "09 giờ 05 phút, ngày 02 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        (0, "0 đồng", "Không đồng"),
        (8000, "8.000 đồng", "Tám nghìn đồng"),
        (15000, "15.000 đồng", "Mười lăm nghìn đồng"),
        (21005, "21.005 đồng", "Hai mươi mốt nghìn không trăm linh năm đồng"),
        (400000, "400.000 đồng", "Bốn trăm nghìn đồng"),
        (1250000, "1.250.000 đồng", "Một triệu hai trăm năm mươi nghìn đồng"),
        (2000000011, "2.000.000.011 đồng", "Hai tỷ không trăm mười một đồng"),
        (105, "105 đồng", "Một trăm linh năm đồng"),
    ],
)
def test_money_in_figures_and_words(amount: int, figures: str, words: str) -> None:
    assert money_vi(amount) == figures
    assert money_in_words(amount) == words
