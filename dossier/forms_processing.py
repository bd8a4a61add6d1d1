"""Forms 04–07 of processing: apology and new date, stop, control sheet, tracking book.

Thông tư 03/2025/TT-VPCP, Phụ lục I. The control sheet is written by every hop of a dossier and never overwritten;
here it is only printed from what the facts say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dossier.form_text import CodeLine, FormHead, FormText, Grid, Office, Person, Section, SignatureBlock
from dossier.local_time import to_local
from dossier.punctuality import Category
from dossier.vietnamese import date_vi, moment_vi

#: How a result reaches the citizen, by the word that the fact `Returned` keeps.
RETURN_WAY_VI: Mapping[str, str] = {
    "counter": "Trả tại quầy",
    "post": "Gửi bưu chính",
    "electronic": "Gửi bản điện tử",
}


@dataclass(frozen=True, slots=True)
class Apology:
    """Form 04: why late, the one new date. Sent at the latest one day before the due date."""

    head: FormHead
    received_at: datetime
    original_due: datetime
    new_due: datetime
    reason: str
    responsible: str
    signer: str = ""


def apology_form(apology: Apology) -> FormText:
    """Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết."""
    head = apology.head
    return head.form(
        "Mẫu số 04",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        (
            Section((("Kính gửi", head.applicant.name), *head.applicant.rows[1:])),
            Section(
                (
                    ("Nội dung yêu cầu giải quyết", head.procedure),
                    ("Thời gian nhận hồ sơ", moment_vi(to_local(apology.received_at))),
                    ("Thời gian hẹn trả kết quả", moment_vi(to_local(apology.original_due))),
                    ("Lý do chậm", apology.reason),
                    ("Cơ quan, người chịu trách nhiệm", apology.responsible),
                    ("Thời gian hẹn trả kết quả lại", moment_vi(to_local(apology.new_due))),
                    ("Số lần gia hạn", "01 (chỉ được gia hạn một lần)"),
                ),
                "Chúng tôi xin lỗi vì hồ sơ chưa được giải quyết đúng hẹn:",
            ),
        ),
        SignatureBlock("THỦ TRƯỞNG CƠ QUAN", "(Ký số)", apology.signer),
    )


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Form 05. `asked_by_citizen` tells a withdrawal from a stop on legal grounds; `refund` is empty
    when no fee was taken."""

    head: FormHead
    stage: str
    asked_by_citizen: bool
    ground: str
    refund: str
    originals_returned: tuple[str, ...]
    signer: str = ""


def stop_form(notice: StopNotice) -> FormText:
    """Thông báo dừng giải quyết hồ sơ."""
    asked = "Tổ chức, cá nhân rút hồ sơ" if notice.asked_by_citizen else "Cơ quan giải quyết"
    return notice.head.form(
        "Mẫu số 05",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        (
            notice.head.matter,
            Section(
                (
                    ("Bên đề nghị dừng", asked),
                    ("Căn cứ, lý do", notice.ground),
                    ("Bước đang thực hiện", notice.stage),
                    ("Hoàn trả phí, lệ phí", notice.refund or "Không thu"),
                    ("Bản chính trả lại", "; ".join(notice.originals_returned) or "Không có"),
                )
            ),
        ),
        SignatureBlock("THỦ TRƯỞNG CƠ QUAN", "(Ký số)", notice.signer),
    )


@dataclass(frozen=True, slots=True)
class Hop:
    """One hand-over; `result` is None while the receiver still works on the dossier."""

    giver: str
    receiver: str
    at: datetime
    result: Category | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """Form 06: the way of one dossier through every office, in order."""

    head: FormHead
    enclosed: str
    hops: tuple[Hop, ...]


def control_sheet_form(sheet: ControlSheet) -> FormText:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    rows = tuple(
        (
            f"1. Giao: {hop.giver}\n2. Nhận: {hop.receiver}",
            moment_vi(to_local(hop.at)),
            hop.result.label_vi if hop.result else "",
            hop.note,
        )
        for hop in sheet.hops
    )
    form = sheet.head.form(
        "Mẫu số 06",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        (
            Section(
                (
                    ("Hồ sơ của", sheet.head.applicant.name),
                    ("Số điện thoại", sheet.head.applicant.phone),
                    ("Kèm theo phiếu này", sheet.enclosed),
                )
            ),
            Grid(
                ("Tên cơ quan, bộ phận", "Thời gian giao, nhận", "Kết quả giải quyết", "Ghi chú"),
                (4, 3, 2, 2),
                rows,
            ),
        ),
    )
    return replace(form, paper="A4")


@dataclass(frozen=True, slots=True)
class BookLine:
    """One dossier in the tracking book; `returned` is None while no result was handed over."""

    code: CodeLine
    procedure: str
    sets: int
    applicant: Person
    competent_unit: str
    received: date
    due: date
    returned: date | None
    return_way: str
    note: str = ""


_BOOK_COLUMNS = (
    ("STT", 0.6),
    ("Mã hồ sơ", 2.6),
    ("Tên thủ tục", 2.4),
    ("Số bộ", 0.6),
    ("Tổ chức, cá nhân", 2.0),
    ("Cơ quan giải quyết", 1.8),
    ("Ngày nhận", 1.3),
    ("Ngày hẹn trả", 1.3),
    ("Ngày trả", 1.3),
    ("Phương thức nhận", 1.2),
    ("Ký nhận", 1.0),
    ("Ghi chú", 1.2),
)


def tracking_book_form(office: Office, first: date, last: date, lines: Sequence[BookLine]) -> FormText:
    """Form 07, Sổ theo dõi hồ sơ, for the days `first`..`last`; numbered from 1 in the order given."""
    rows = tuple(_book_row(number, line) for number, line in enumerate(lines, start=1))
    return FormText(
        form_number="Mẫu số 07",
        agency_lines=office.agency_lines,
        place_and_date=office.dated(last),
        title="SỔ THEO DÕI HỒ SƠ",
        code="",
        body=(
            Section((("Từ", date_vi(first)), ("Đến", date_vi(last)))),
            Grid(tuple(name for name, _ in _BOOK_COLUMNS), tuple(share for _, share in _BOOK_COLUMNS), rows),
        ),
        signatures=(SignatureBlock("NGƯỜI ĐỨNG ĐẦU TRUNG TÂM"),),
        paper="A4 ngang",
    )


def _book_row(number: int, line: BookLine) -> tuple[str, ...]:
    contact = ", ".join(
        part for part in (line.applicant.name, line.applicant.address, line.applicant.phone) if part
    )
    return (
        str(number),
        line.code.printed,
        line.procedure,
        f"{line.sets:02d}",
        contact,
        line.competent_unit,
        f"{line.received:%d/%m/%Y}",
        f"{line.due:%d/%m/%Y}",
        f"{line.returned:%d/%m/%Y}" if line.returned else "",
        line.return_way,
        "",
        line.note,
    )
