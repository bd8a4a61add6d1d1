"""Forms say what the law wants them to say, in order, and never hide that a code is provisional."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dossier.form_text import CodeLine, FormHead, FormText, Grid, Office, Person, Section, both_names
from dossier.forms import (
    PaperLine,
    Receipt,
    Refusal,
    SupplementRequest,
    receipt_form,
    refusal_form,
    supplement_form,
)
from dossier.forms_processing import (
    Apology,
    BookLine,
    ControlSheet,
    Hop,
    StopNotice,
    apology_form,
    control_sheet_form,
    stop_form,
    tracking_book_form,
)
from dossier.punctuality import Category
from dossier.register.calendar import parse_moment

OFFICE = Office("UBND tỉnh Thanh Hóa", "UBND xã Quảng Yên", "Quảng Yên", "0237 3852 345", "dichvucong.gov.vn")
CODE = CodeLine("H56.16480-250627-00012", is_official=True)
PROVISIONAL = CodeLine("TAM-QY1-250627-0001", is_official=False)
LAN = Person("Trần Thị Lan", "038190000001", "Thôn 1, xã Quảng Trạch", "0912345678")
DAY = date(2026, 2, 5)
RECEIPT = Receipt(
    office=OFFICE,
    code=CODE,
    applicant=LAN,
    procedure="Cấp Giấy xác nhận tình trạng hôn nhân",
    papers=(PaperLine("Tờ khai", "original", 1), PaperLine("Quyết định ly hôn", "copy", 2)),
    sets=1,
    limit_vi="03 ngày làm việc",
    received_at=parse_moment("2025-06-27T09:05"),
    due_at=parse_moment("2025-07-02T17:00"),
    receiving_unit="UBND xã Quảng Trạch",
    receiving_unit_now="xã Quảng Yên",
    competent_unit="UBND xã Quảng Yên",
    competent_unit_now="UBND xã Quảng Yên",
    return_place="Trung tâm Phục vụ hành chính công xã Quảng Yên",
    officer="Lê Văn Bình",
)


def rows_of(form: FormText) -> dict[str, str]:
    return {label: value for part in form.body if isinstance(part, Section) for label, value in part.rows}


def grid_of(form: FormText) -> Grid:
    (grid,) = [part for part in form.body if isinstance(part, Grid)]
    return grid


def test_form_01_carries_everything_a_receipt_must_say() -> None:
    form = receipt_form(RECEIPT)
    rows = rows_of(form)
    assert form.agency_lines == (
        "UBND TỈNH THANH HÓA",
        "UBND XÃ QUẢNG YÊN",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    )
    assert form.code == "H56.16480-250627-00012"
    assert form.copy_note == "Liên: Giao khách hàng"
    assert rows["Đơn vị tiếp nhận"] == "UBND xã Quảng Trạch (nay là xã Quảng Yên)"
    assert rows["Cơ quan giải quyết"] == "UBND xã Quảng Yên"
    assert rows["Tiếp nhận hồ sơ của"] == "Trần Thị Lan"
    assert rows["4. Thời gian nhận hồ sơ"] == "09 giờ 05 phút, ngày 27 tháng 6 năm 2025"
    assert rows["5. Thời gian trả kết quả"] == "17 giờ 00 phút, ngày 02 tháng 7 năm 2025"
    assert rows["3. Thời gian giải quyết theo quy định"] == "03 ngày làm việc"
    assert grid_of(form).rows == (
        ("1", "Tờ khai", "Bản chính", "01"),
        ("2", "Quyết định ly hôn", "Bản sao", "02"),
    )
    assert [block.name for block in form.signatures] == ["Trần Thị Lan", "Lê Văn Bình"]
    assert any("mang theo giấy này" in note for note in form.notes)
    assert any("dichvucong.gov.vn" in note for note in form.notes)


def test_times_on_paper_are_vietnamese_time() -> None:
    late_utc = replace(RECEIPT, received_at=datetime(2025, 6, 26, 23, 30, tzinfo=UTC))
    form = receipt_form(late_utc)
    assert rows_of(form)["4. Thời gian nhận hồ sơ"].startswith("06 giờ 30 phút, ngày 27")
    assert form.place_and_date == "Quảng Yên, ngày 27 tháng 6 năm 2025"


def every_form(code: CodeLine) -> list[FormText]:
    moment = parse_moment("2026-02-05T09:00")
    head = FormHead(OFFICE, DAY, code, LAN, "Khai sinh", "12")
    return [
        receipt_form(replace(RECEIPT, code=code)),
        supplement_form(
            SupplementRequest(
                head,
                ("Giấy chứng sinh",),
                ("Tờ khai thiếu chữ ký",),
                "Thiếu giấy tờ",
                "Lê Văn Bình",
                "Luật Hộ tịch",
                "Xin tại bệnh viện",
                "0912",
            )
        ),
        refusal_form(Refusal(head, ("Không thuộc thẩm quyền",), "A", "Nộp ở xã B")),
        apology_form(Apology(head, moment, moment, moment, "Quá tải", "Văn phòng", "B")),
        stop_form(StopNotice(head, "Thẩm định", True, "Tự nguyện", "", (), "B")),
        control_sheet_form(
            ControlSheet(head, "01 tờ khai", (Hop("Quầy 1", "Tư pháp", moment, Category.EARLY),))
        ),
    ]


@pytest.mark.parametrize("number", range(6))
def test_each_form_has_its_number_title_and_code(number: int) -> None:
    form = every_form(CODE)[number]
    assert form.form_number == f"Mẫu số 0{number + 1}"
    assert form.title.isupper()
    assert form.code == CODE.text
    assert not any("mã tạm" in note for note in form.notes)
    for part in form.body:
        if isinstance(part, Grid):
            assert len(part.columns) == len(part.shares)
            assert all(len(row) == len(part.columns) for row in part.rows)


@pytest.mark.parametrize("number", range(6))
def test_a_provisional_code_says_so_on_every_form(number: int) -> None:
    form = every_form(PROVISIONAL)[number]
    assert form.code == "TAM-QY1-250627-0001 (MÃ TẠM)"
    assert any("mã tạm" in note for note in form.notes)


def test_form_02_lists_every_shortcoming_in_one_notice() -> None:
    form = every_form(CODE)[1]
    assert grid_of(form).rows == (
        ("1", "Giấy chứng sinh", "Bổ sung"),
        ("2", "Tờ khai thiếu chữ ký", "Hoàn thiện"),
    )
    assert (form.number, rows_of(form)["Căn cứ pháp lý"]) == ("12", "Luật Hộ tịch")


def test_form_03_without_a_code() -> None:
    form = refusal_form(Refusal(FormHead(OFFICE, DAY, None, LAN, "Khai sinh"), ("a", "b"), "A"))
    assert (form.code, rows_of(form)["Lý do 2"]) == ("", "b")


def test_form_05_tells_who_asked() -> None:
    assert rows_of(every_form(CODE)[4])["Bên đề nghị dừng"] == "Tổ chức, cá nhân rút hồ sơ"
    assert rows_of(every_form(CODE)[4])["Hoàn trả phí, lệ phí"] == "Không thu"


def test_form_06_has_a_row_per_hop() -> None:
    ((who, when, result, _),) = grid_of(every_form(CODE)[5]).rows
    assert who == "1. Giao: Quầy 1\n2. Nhận: Tư pháp"
    assert when == "09 giờ 00 phút, ngày 05 tháng 02 năm 2026"
    assert result == "trước hạn"


def test_form_07_numbers_its_lines() -> None:
    line = BookLine(CODE, "Khai sinh", 1, LAN, "UBND xã Quảng Yên", DAY, DAY, None, "Trực tiếp")
    form = tracking_book_form(
        OFFICE, date(2026, 2, 1), date(2026, 2, 28), [line, replace(line, returned=DAY)]
    )
    grid = grid_of(form)
    assert [row[0] for row in grid.rows] == ["1", "2"]
    assert [row[8] for row in grid.rows] == ["", "05/02/2026"]
    assert all(len(row) == len(grid.columns) for row in grid.rows)


def test_a_name_that_did_not_change_is_said_once() -> None:
    assert both_names("UBND xã A", "") == both_names("UBND xã A", "UBND xã A") == "UBND xã A"
