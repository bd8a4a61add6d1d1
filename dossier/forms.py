"""Forms 01–03 of the counter: receipt, request for supplements, refusal to take in.

Thông tư 03/2025/TT-VPCP, Phụ lục I (fields as in the forms of Thông tư 01/2018/TT-VPCP). Each form is a frozen
model of what it says and a builder that gives its text in order; drawing is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dossier.form_text import (
    CodeLine,
    FormHead,
    FormText,
    Grid,
    Office,
    Person,
    Section,
    SignatureBlock,
    both_names,
)
from dossier.local_time import to_local
from dossier.vietnamese import moment_vi

KIND_VI = {"original": "Bản chính", "copy": "Bản sao", "electronic": "Bản điện tử", "shown": "Xuất trình"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper handed in; `kind` as in the catalogue of procedures, another text is printed as it is."""

    name: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Form 01. `receiving_unit` is the unit's name on the day of receipt, `receiving_unit_now` today's.

    `sets` counts sets of papers; `book_volume` and `book_number` are empty where the system keeps the book.
    """

    office: Office
    code: CodeLine
    applicant: Person
    procedure: str
    papers: tuple[PaperLine, ...]
    sets: int
    limit_vi: str
    received_at: datetime
    due_at: datetime
    receiving_unit: str
    receiving_unit_now: str
    competent_unit: str
    competent_unit_now: str
    return_place: str
    officer: str
    return_way: str = "Trực tiếp"
    book_volume: str = ""
    book_number: str = ""
    notes: tuple[str, ...] = ()


def receipt_form(receipt: Receipt) -> FormText:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, the citizen's copy: the other one is the record itself."""
    received = to_local(receipt.received_at)
    return FormText(
        form_number="Mẫu số 01",
        agency_lines=receipt.office.agency_lines,
        place_and_date=receipt.office.dated(received.date()),
        title="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        code=receipt.code.printed,
        body=(_receipt_parties(receipt), _papers(receipt.papers), _receipt_times(receipt)),
        signatures=(
            SignatureBlock("NGƯỜI NỘP HỒ SƠ", name=receipt.applicant.name),
            SignatureBlock("NGƯỜI TIẾP NHẬN HỒ SƠ", name=receipt.officer),
        ),
        copy_note="Liên: Giao khách hàng",
        notes=(*receipt.code.notes, *receipt.notes, *_reminders(receipt.office)),
    )


def _receipt_parties(receipt: Receipt) -> Section:
    return Section(
        (
            ("Đơn vị tiếp nhận", both_names(receipt.receiving_unit, receipt.receiving_unit_now)),
            ("Cơ quan giải quyết", both_names(receipt.competent_unit, receipt.competent_unit_now)),
            *_renamed("Tiếp nhận hồ sơ của", receipt.applicant),
            ("Nội dung yêu cầu giải quyết", receipt.procedure),
        )
    )


def _renamed(first_label: str, person: Person) -> tuple[tuple[str, str], ...]:
    """The applicant's block, where the form calls the first row by another name."""
    return ((first_label, person.name), *person.rows[1:])


def _papers(papers: tuple[PaperLine, ...]) -> Grid:
    rows = tuple(
        (str(number), paper.name, KIND_VI.get(paper.kind, paper.kind), f"{paper.quantity:02d}")
        for number, paper in enumerate(papers, start=1)
    )
    return Grid(
        columns=("STT", "Tên giấy tờ", "Hình thức", "Số lượng"),
        shares=(1, 7, 2.5, 1.5),
        rows=rows,
        heading="1. Thành phần hồ sơ nộp gồm:",
    )


def _receipt_times(receipt: Receipt) -> Section:
    return Section(
        (
            ("2. Số lượng hồ sơ", f"{receipt.sets:02d} (bộ)"),
            ("3. Thời gian giải quyết theo quy định", receipt.limit_vi),
            ("4. Thời gian nhận hồ sơ", moment_vi(to_local(receipt.received_at))),
            ("5. Thời gian trả kết quả", moment_vi(to_local(receipt.due_at))),
            ("6. Nơi nhận kết quả", receipt.return_place),
            ("Phương thức nhận kết quả", receipt.return_way),
            ("Vào Sổ theo dõi hồ sơ, quyển số", receipt.book_volume),
            ("Số thứ tự", receipt.book_number),
        )
    )


def _reminders(office: Office) -> tuple[str, ...]:
    found = ["Khi nhận kết quả, mang theo giấy này; người nhận thay mang thêm giấy ủy quyền."]
    if office.lookup_address:
        found.append(f"Tra cứu tình trạng hồ sơ tại {office.lookup_address}.")
    if office.phone:
        found.append(f"Điện thoại hỗ trợ: {office.phone}.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Form 02: every shortcoming in one notice. What no fact knows is left to be filled in by hand."""

    head: FormHead
    missing: tuple[str, ...]
    corrections: tuple[str, ...]
    reason: str
    officer: str
    legal_basis: str = ""
    guidance: str = ""
    contact: str = ""


def supplement_form(request: SupplementRequest) -> FormText:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    wanted = [(name, "Bổ sung") for name in request.missing]
    wanted += [(name, "Hoàn thiện") for name in request.corrections]
    rows = tuple((str(number), *line) for number, line in enumerate(wanted, start=1))
    return request.head.form(
        "Mẫu số 02",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        (
            request.head.matter,
            Grid(("STT", "Giấy tờ, nội dung", "Yêu cầu"), (1, 8, 2), rows, "Giấy tờ, nội dung cần bổ sung:"),
            Section(
                (
                    ("Lý do", request.reason),
                    ("Căn cứ pháp lý", request.legal_basis),
                    ("Hướng dẫn", request.guidance),
                    ("Liên hệ khi cần hỗ trợ", request.contact),
                )
            ),
        ),
        SignatureBlock("NGƯỜI HƯỚNG DẪN", name=request.officer),
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Form 03; reasons name the article of law."""

    head: FormHead
    reasons: tuple[str, ...]
    signer: str
    guidance: str = ""


def refusal_form(refusal: Refusal) -> FormText:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    reasons = tuple((f"Lý do {number}", text) for number, text in enumerate(refusal.reasons, start=1))
    return refusal.head.form(
        "Mẫu số 03",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        (
            refusal.head.matter,
            Section((*reasons, ("Hướng dẫn", refusal.guidance)), "Hồ sơ không được tiếp nhận vì:"),
        ),
        SignatureBlock("NGƯỜI TIẾP NHẬN HỒ SƠ", name=refusal.signer),
    )
