"""Draw a form of the one-stop shop on A5 or A4."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape

from reportlab.lib import pagesizes
from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dossier.form_text import FormText, Grid, Section, SignatureBlock
from node.forms_pdf.parts import CELL_FONT, FRAME_PADDING, QrCode, side_by_side, state_head
from node.forms_pdf.type import Type, bold, italic, load_type, plain

_BODY_SIZE = {"A5": 8.8, "A4": 12.0, "A4 ngang": 8.8}
_MARGIN = {"A5": 11 * mm, "A4": 20 * mm, "A4 ngang": 11 * mm}
_PAGE = {"A5": pagesizes.A5, "A4": pagesizes.A4, "A4 ngang": pagesizes.landscape(pagesizes.A4)}
_TO_FILL_IN = "." * 40


def draw_form(sheet: FormText) -> bytes:
    """The form as PDF bytes, continued on further pages where it is long. Raises `Problem` FONT_MISSING."""
    type_ = load_type(_BODY_SIZE[sheet.paper])
    page, margin = _PAGE[sheet.paper], _MARGIN[sheet.paper]
    width = page[0] - 2 * margin - FRAME_PADDING
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=page,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin * 0.8,
        bottomMargin=margin * 0.8,
        title=f"{sheet.title} {sheet.code}",
        lang="vi-VN",
        initialFontName=type_.left.fontName,
        invariant=1,
    )
    document.build(_story(sheet, type_, width))
    return out.getvalue()


def _story(sheet: FormText, type_: Type, width: float) -> list[Flowable]:
    gap = Spacer(1, type_.size * 0.6)
    story: list[Flowable] = [
        state_head(sheet.agency_lines, type_, width),
        gap,
        _code_and_date(sheet, type_, width),
        bold(sheet.title, type_.title),
        *([Paragraph(f"Mã hồ sơ: <b>{escape(sheet.code)}</b>", type_.centre)] if sheet.code else []),
        gap,
    ]
    for part in sheet.body:
        story += _section(part, type_) if isinstance(part, Section) else _grid(part, type_, width)
        story.append(gap)
    if sheet.signatures:
        story += [_signatures(sheet.signatures, type_, width), Spacer(1, type_.size)]
    story += [plain(note, type_.small) for note in sheet.notes]
    return _without_end_gaps(story)


def _without_end_gaps(story: list[Flowable]) -> list[Flowable]:
    """Room that nothing follows would go to a page of its own where the last one is full."""
    while isinstance(story[-1], Spacer):
        story.pop()
    return story


def _code_and_date(sheet: FormText, type_: Type, width: float) -> Table:
    """QR code, number and form number at the left; place, date and whose copy this is at the right."""
    left = [bold(sheet.form_number, type_.small)]
    left += [plain(f"Số: {sheet.number}", type_.left)] if sheet.number else []
    right = [italic(sheet.place_and_date, type_.centre), plain(sheet.copy_note, type_.centre)]
    side = 17 * mm if sheet.code else 0
    code = [QrCode(_bare_code(sheet.code), side)] if sheet.code else []
    return side_by_side([[code, left, right]], [side, width * 0.4 - side, width * 0.6])


def _bare_code(printed: str) -> str:
    """The code alone, without the words that mark a provisional one, for machines that scan it."""
    return printed.partition(" ")[0]


def _section(section: Section, type_: Type) -> list[Flowable]:
    story: list[Flowable] = [bold(section.heading, type_.left)] if section.heading else []
    for label, value in section.rows:
        shown = f"<b>{escape(value)}</b>" if value else _TO_FILL_IN
        story.append(Paragraph(f"{escape(label)}: {shown}", type_.left))
    return story


def _grid(grid: Grid, type_: Type, width: float) -> list[Flowable]:
    total = sum(grid.shares)
    cells = [[bold(column, type_.centre) for column in grid.columns]]
    cells += [[plain(cell, type_.left) for cell in row] for row in grid.rows]
    style = TableStyle(
        [
            CELL_FONT,
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    table = Table(
        cells, colWidths=[width * share / total for share in grid.shares], style=style, repeatRows=1
    )
    heading: list[Flowable] = [bold(grid.heading, type_.left), Spacer(1, 2)] if grid.heading else []
    return [*heading, table]


def _signatures(blocks: tuple[SignatureBlock, ...], type_: Type, width: float) -> Flowable:
    """All blocks side by side with room to sign by hand; never torn over two pages."""
    cells = [
        [
            bold(b.title, type_.centre),
            italic(b.instruction, type_.centre),
            Spacer(1, type_.size * 4),
            bold(b.name, type_.centre),
        ]
        for b in blocks
    ]
    return KeepTogether([side_by_side([cells], [width / len(blocks)] * len(blocks))])
