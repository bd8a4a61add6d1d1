"""Draw a result paper on A4 in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, SimpleDocTemplate, Spacer, Table

from node.forms_pdf.parts import FRAME_PADDING, QrCode, Rule, SignatureSpace, side_by_side, state_head
from node.forms_pdf.sheet import Drawn, LetterSheet, Place
from node.forms_pdf.type import Type, bold, italic, load_type, plain

_TOP, _BOTTOM, _LEFT, _RIGHT = 20 * mm, 20 * mm, 30 * mm, 18 * mm
_BODY_SIZE, _HEAD_SIZE, _LIST_SIZE = 13.5, 11.5, 11.0


def draw_letter(sheet: LetterSheet) -> Drawn:
    """The paper as PDF, with the places of the leader's signature and the seal. Raises `Problem` FONT_MISSING."""
    places: dict[str, Place] = {}
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_LEFT,
        rightMargin=_RIGHT,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        title=f"{sheet.title} {sheet.number}",
        lang="vi-VN",
        initialFontName=load_type(_BODY_SIZE).left.fontName,
        invariant=1,
    )
    document.build(_story(sheet, places, document.width - FRAME_PADDING), onLaterPages=_page_number)
    return Drawn(out.getvalue(), places)


def _story(sheet: LetterSheet, places: dict[str, Place], width: float) -> list[Flowable]:
    body, head = load_type(_BODY_SIZE), load_type(_HEAD_SIZE)
    number = plain(f"Số: {sheet.number}", head.centre) if sheet.number else Spacer(1, 1)
    dated = side_by_side(
        [[[number], [italic(sheet.place_and_date, head.centre)]]], [width * 0.4, width * 0.6]
    )
    story: list[Flowable] = [state_head(sheet.agency_lines, head, width), Spacer(1, 2), dated, Spacer(1, 16)]
    story += [bold(sheet.title, body.title), bold(sheet.subject, body.centre), Rule(60), Spacer(1, 8)]
    story += [plain(paragraph, body.justified) for paragraph in sheet.paragraphs]
    story += [Spacer(1, 16), KeepTogether([_closing(sheet, places, body, width)])]
    return story


def _closing(sheet: LetterSheet, places: dict[str, Place], body: Type, width: float) -> Table:
    """Recipients at the left, the signer's titles, space and name at the right."""
    small = load_type(_LIST_SIZE)
    left: list[Flowable] = [italic("Nơi nhận:", small.left)] + [
        plain(f"- {who};", small.left) for who in sheet.recipients
    ]
    if sheet.code:
        left += [Spacer(1, 6), QrCode(sheet.code)]
    right: list[Flowable] = [bold(title, body.centre) for title in sheet.signer_titles]
    right += [SignatureSpace(places), bold(sheet.signer_name, body.centre)]
    return side_by_side([[left, right]], [width * 0.42, width * 0.58])


def _page_number(canvas: Any, document: Any) -> None:
    """Centred at the top from the second page on."""
    canvas.setFont(load_type(_BODY_SIZE).left.fontName, _BODY_SIZE)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(document.page))
