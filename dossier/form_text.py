"""The shape of a printed form before anybody draws it: lines, rows, tables, signatures, all text.

A drawing adapter needs nothing else; a screen or a test can read the same values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dossier.vietnamese import date_vi


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of label and value under an optional heading; an empty value is a line to fill in by hand."""

    rows: tuple[tuple[str, str], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; `shares` are the relative widths of its columns, one per column."""

    columns: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs: capacity in capitals, an instruction in brackets, and the name below the space."""

    title: str
    instruction: str = "(Ký và ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, slots=True)
class FormText:
    """One form. `agency_lines` run from the parent agency down to the office; `code` is the mã hồ sơ."""

    form_number: str
    agency_lines: tuple[str, ...]
    place_and_date: str
    title: str
    code: str
    body: tuple[Section | Grid, ...]
    signatures: tuple[SignatureBlock, ...]
    number: str = ""
    copy_note: str = ""
    notes: tuple[str, ...] = ()
    paper: Literal["A5", "A4", "A4 ngang"] = "A5"


@dataclass(frozen=True, slots=True)
class Office:
    """The centre that issues a form.

    `agency` is the People's Committee as it was named on the day of the form, `agency_now` who stands for it today
    where that has changed ("" = unchanged); `place` the locality before the date.
    """

    parent_agency: str
    agency: str
    place: str
    phone: str = ""
    lookup_address: str = ""
    centre: str = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    agency_now: str = ""

    @property
    def agency_lines(self) -> tuple[str, ...]:
        """The head of the paper, in capitals."""
        now = (f"(nay là {self.agency_now})",) if self.agency_now else ()
        return self.parent_agency.upper(), self.agency.upper(), *now, self.centre

    def dated(self, day: date) -> str:
        """`Quảng Yên, ngày 05 tháng 02 năm 2026`."""
        return f"{self.place}, {date_vi(day)}"


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant as printed; only the name is always known."""

    name: str
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Rows of the applicant's block."""
        return (
            ("Họ và tên tổ chức, cá nhân", self.name),
            ("Số định danh", self.id_number),
            ("Địa chỉ", self.address),
            ("Số điện thoại", self.phone),
            ("Email", self.email),
        )


@dataclass(frozen=True, slots=True)
class CodeLine:
    """The mã hồ sơ on paper; a provisional one says so wherever it is printed."""

    text: str
    is_official: bool

    @property
    def printed(self) -> str:
        """The code with its mark."""
        return self.text if self.is_official else f"{self.text} (MÃ TẠM)"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the citizen must know about a provisional code."""
        if self.is_official:
            return ()
        return (
            "Mã hồ sơ trên giấy này là mã tạm, cấp khi mất kết nối. Mã chính thức sẽ được thông báo sau; "
            "hồ sơ vẫn tra cứu được bằng mã tạm.",
        )


@dataclass(frozen=True, slots=True)
class FormHead:
    """What forms 02–06 begin with: whose paper it is, of which day, about which dossier. `code` is None when none was
    issued yet; an empty `number` is a line to fill in by hand."""

    office: Office
    day: date
    code: CodeLine | None
    applicant: Person
    procedure: str
    number: str = ""

    @property
    def matter(self) -> Section:
        """Who asks for what."""
        return Section((*self.applicant.rows, ("Nội dung yêu cầu giải quyết", self.procedure)))

    def form(
        self, form_number: str, title: str, body: tuple[Section | Grid, ...], *signatures: SignatureBlock
    ) -> FormText:
        """The form with this head."""
        return FormText(
            form_number=form_number,
            agency_lines=self.office.agency_lines,
            place_and_date=self.office.dated(self.day),
            title=title,
            code=self.code.printed if self.code else "",
            number=self.number,
            body=body,
            signatures=signatures,
            notes=self.code.notes if self.code else (),
        )


def both_names(then: str, now: str) -> str:
    """`UBND xã Quảng Trạch (nay là xã Quảng Yên)`; the name alone when nothing changed."""
    return then if not now or now == then else f"{then} (nay là {now})"
