"""A PDF that was never paper gives its own words, also those that somebody typed on it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen import canvas

from node.ocr.limits import Limits
from node.ocr.source.load import open_source
from node.ocr.source.loaded import Loaded

_LABELS = ("Ho, chu dem, ten nguoi yeu cau:", "So dinh danh ca nhan:", "Noi cu tru:")
_TYPED = ("TRẦN THỊ BƯỞI", "038188012345", "thôn Đông, xã Quảng Yên")


def form() -> bytes:
    """Labels drawn on the page, and what was typed behind them in the fields of a form."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    for row, label in enumerate(_LABELS):
        page.drawString(80, 700 - 30 * row, label)
        page.acroForm.textfield(name=f"f{row}", x=270, y=696 - 30 * row, width=250, height=18)
    page.save()
    return changed(out.getvalue(), _fill)


def _fill(pdf: pikepdf.Pdf) -> None:
    for field, value in zip(pdf.pages[0].Annots, _TYPED, strict=True):
        field.V = pikepdf.String(value)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def turned(data: bytes, clockwise: int) -> bytes:
    return changed(data, lambda pdf: pdf.pages[0].rotate(clockwise, relative=False))


def opened(path: Path, data: bytes) -> Loaded:
    path.write_bytes(data)
    (page,) = open_source(path, Limits()).from_page(1)
    return page


def rows(page: Loaded) -> list[str]:
    assert page.words is not None
    numbers = sorted({word.row for word in page.words})
    return [" ".join(word.text for word in page.words if word.row == number) for number in numbers]


def test_what_was_typed_into_a_form_stands_behind_its_label(tmp_path: Path) -> None:
    page = opened(tmp_path / "don.pdf", form())
    assert rows(page) == [f"{label} {value}" for label, value in zip(_LABELS, _TYPED, strict=True)]
    number = next(word for word in page.words or () if word.text == _TYPED[1])
    assert number.box[0] == pytest.approx(270 / 595 * page.width, abs=3)


def test_free_text_of_the_typewriter_tool_is_read_line_by_line(tmp_path: Path) -> None:
    said = ("Gửi kèm: 02 bản sao", "Hẹn trả qua bưu điện")

    def type_on(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[80, 500, 400, 540],
            Contents=pikepdf.String("\n".join(said)),
            DA=pikepdf.String("/Helv 12 Tf 0 g"),
        )
        pdf.pages[0].Annots.append(pdf.make_indirect(note))

    assert tuple(rows(opened(tmp_path / "don.pdf", changed(form(), type_on)))[-2:]) == said


def test_a_hidden_field_is_not_read(tmp_path: Path) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Annots[1].F = 2

    assert rows(opened(tmp_path / "don.pdf", changed(form(), hide)))[1] == _LABELS[1]


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_rows_that_do_not_lie_level_are_read_from_the_picture(tmp_path: Path, clockwise: int) -> None:
    assert opened(tmp_path / "don.pdf", turned(form(), clockwise)).words is None


def test_rows_drawn_up_the_page_and_shown_level_are_taken(tmp_path: Path) -> None:
    title = "DANH SACH HO NGHEO, HO CAN NGHEO CUA XA NAM 2026, THON DONG"
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.rotate(90)
    page.drawString(60, -100, title)
    page.save()
    assert rows(opened(tmp_path / "bang.pdf", turned(out.getvalue(), 90))) == [title]
    assert opened(tmp_path / "dung.pdf", out.getvalue()).words is None
