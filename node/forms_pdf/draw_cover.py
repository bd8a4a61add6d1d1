"""Draw cover sheets: a large QR code that a poor scanner still reads, and the same in words for the clerk."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib import pagesizes
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer

from node.forms_pdf.parts import FRAME_PADDING, QrCode, side_by_side, state_head
from node.forms_pdf.type import Type, bold, italic, load_type, plain
from node.ports.tray import CoverSheet

_BODY, _LARGE = 13.0, 22.0
_MARGIN, _CODE_SIDE = 22 * mm, 62 * mm
_HOW_VI = "Đặt tờ này lên trên giấy tờ rồi quét cả chồng. Máy tự xếp các trang sau tờ bìa vào đúng hồ sơ."


def draw_covers(sheets: Sequence[CoverSheet]) -> bytes:
    """One sheet of A4 for each, as PDF bytes. Raises `Problem` FONT_MISSING."""
    body, large = load_type(_BODY), load_type(_LARGE)
    width = pagesizes.A4[0] - 2 * _MARGIN - FRAME_PADDING
    story: list[Flowable] = []
    for number, sheet in enumerate(sheets):
        story += [PageBreak()] if number else []
        story += _sheet(sheet, body, large, width)
    out = io.BytesIO()
    margins = {"leftMargin": _MARGIN, "rightMargin": _MARGIN, "topMargin": _MARGIN, "bottomMargin": _MARGIN}
    document = SimpleDocTemplate(
        out,
        pagesize=pagesizes.A4,
        title="Tờ bìa quét hồ sơ",
        lang="vi-VN",
        initialFontName=body.left.fontName,
        **margins,
    )
    document.build(story)
    return out.getvalue()


def _sheet(sheet: CoverSheet, body: Type, large: Type, width: float) -> list[Flowable]:
    words: list[Flowable] = [
        plain("Mã hồ sơ", body.left),
        bold(sheet.dossier_code, large.left),
        Spacer(0, 4 * mm),
        plain("Thành phần", body.left),
        bold(f"{sheet.component_name or sheet.component} ({sheet.component})", body.left),
        Spacer(0, 4 * mm),
        plain("Người nộp", body.left),
        bold(sheet.applicant, body.left),
        Spacer(0, 4 * mm),
        plain(sheet.procedure_name, body.left),
    ]
    code = QrCode(sheet.code_text, _CODE_SIDE)
    return [
        state_head((sheet.unit_name,), body, width),
        Spacer(0, 14 * mm),
        bold("TỜ BÌA QUÉT HỒ SƠ", large.title),
        Spacer(0, 12 * mm),
        side_by_side([[[code], words]], [_CODE_SIDE + 8 * mm, width - _CODE_SIDE - 8 * mm]),
        Spacer(0, 12 * mm),
        italic(_HOW_VI, body.centre),
    ]
