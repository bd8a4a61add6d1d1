"""What a result paper says, apart from how it is drawn, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Forms of the one-stop shop have their own shape, `dossier.form_text.FormText`.
"""

from __future__ import annotations

from dataclasses import dataclass

Rectangle = tuple[float, float, float, float]


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
