"""What a printed sheet says, apart from how it is drawn.

`FormSheet` serves forms 01–06 of Thông tư 03/2025/TT-VPCP, Phụ lục I (A5, or A4 where said); `LetterSheet` serves
decisions and other results in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I (A4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of label and value under an optional heading; an empty value prints as a dotted line to fill in."""

    rows: tuple[tuple[str, str], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; `shares` are the relative widths of its columns."""

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
class FormSheet:
    """A form of the one-stop shop. `agency_lines` run from the parent agency down to the office itself."""

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
    paper: Literal["A5", "A4"] = "A5"


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """A decision or other result. `subject` is its "về việc …" line; `signer_titles` e.g. TM. ỦY BAN …, CHỦ TỊCH."""

    agency_lines: tuple[str, ...]
    number: str
    place_and_date: str
    title: str
    subject: str
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signer_titles: tuple[str, ...]
    signer_name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on a drawn page: page from 0, rectangle in points from the lower left corner."""

    page: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn sheet and where visible signatures belong on it, by role ("leader", "seal")."""

    pdf: bytes
    places: dict[str, Place]
