"""Lists of people: columns by their heads, and by what stands in them where heads say nothing."""

from __future__ import annotations

import pytest

from node.ocr.fields.candidates import understand
from tests.node.ocr.fields.test_candidates import words

ROWS = (
    "1   Ma Thế Khoa         23/07/1995  039095426496  Buôn Kŏ Tam",
    "2   Sùng Thế Bảy        06/05/1991  016091180942  Xóm Gò Mả",
    "3   Tống Thị Hiền       19/01/1951  032151982971  Tổ dân phố số 7",
    "4   Lò Đình Sáng        18/07/1974  021074399934  Khóm 4",
)
FIRST = {
    "row01_name": "Ma Thế Khoa",
    "row01_birth_date": "23/07/1995",
    "row01_id_number": "039095426496",
    "row01_residence": "Buôn Kŏ Tam",
}


def _entries(*rows: str) -> dict[str, str]:
    return {field.name: field.value for field in understand(words(*rows), 1).fields}


@pytest.mark.parametrize(
    "head",
    [
        "STT Họ và tên           Ngày sinh   Số định danh  Nơi thường trú",
        "STT Họ và tên           Ngày sinh   Số định danh  Nơi tï: xu trú",
        "TT  Tên công dân        Sinh        Căn cước      Khu vực",
        "4 |tt !!                nọ          xx            ,.;",
    ],
)
def test_a_list_is_read_whatever_is_left_of_its_head(head: str) -> None:
    got = _entries("DANH SÁCH", head, *ROWS)
    assert {name: got.get(name) for name in FIRST} == FIRST
    assert got["row03_residence"] == "Tổ dân phố số 7"


def test_a_list_in_a_paper_of_no_known_kind_is_read_too() -> None:
    got = _entries(
        "BIÊN BẢN HỌP THÔN", "STT Họ và tên           Ngày sinh   Số định danh  Nơi thường trú", *ROWS
    )
    assert {name: got.get(name) for name in FIRST} == FIRST


def test_days_of_one_year_are_no_births() -> None:
    rows = [row.replace(row[24:34], f"0{place}/03/2026") for place, row in enumerate(ROWS, start=1)]
    got = _entries("DANH SÁCH", "TT  Công dân            Đã nộp      Căn cước      Khu vực", *rows)
    assert "row01_birth_date" not in got
    assert got["row01_name"] == "Ma Thế Khoa"


def test_of_those_who_do_not_know_their_day_the_year_is_listed() -> None:
    got = _entries(
        "DANH SÁCH HỘ NGHÈO",
        "STT Họ và tên           Năm sinh    Nơi thường trú",
        "1   Ma Thế Khoa         1957        Buôn Kŏ Tam",
        "2   Sùng Thế Bảy        1961        Xóm Gò Mả",
        "3   Tống Thị Hiền       1988        Khóm 4",
    )
    assert got["row02_name"] == "Sùng Thế Bảy"
    assert got["row02_birth_year"] == "1961"
    assert got["row02_residence"] == "Xóm Gò Mả"


def test_dirt_before_a_name_is_none_of_it() -> None:
    got = _entries(
        "DANH SÁCH",
        "STT    Họ và tên         Ngày sinh   Số định danh  Nơi thường trú",
        "1      Ma Thế Khoa       23/07/1995  039095426496  Buôn Kŏ Tam",
        "2   tư Sùng Thế Bảy      06/05/1991  016091180942  Xóm Gò Mả",
    )
    assert got["row02_name"] == "Sùng Thế Bảy"
