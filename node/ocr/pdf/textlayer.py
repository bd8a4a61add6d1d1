"""Draw the invisible text of pages, so that a scan can be searched and copied from; the pictures come under it
(`node.ocr.pdf.pictures`).

The text layer is drawn from our own words, not from an engine's PDF output: whoever reads (Tesseract today, a
second reader tomorrow) and whatever corrects the words later, the layer says the same as the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from node.ocr.model import Word
from node.ocr.pdf.coding import Coded
from node.ocr.pdf.pictures import PlacedPicture
from node.ocr.pdf.unseen_font import unseen_font

_FONT, _CREATOR = "TextLayer", "MotCua"
_INVISIBLE = 3
_A4_SHORT, _A4_LONG = 210.0, 297.0
_TOP_MARGIN = 25.0


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page's picture, its paper in millimetres, its words in the pixels of a page of `pixels`.

    `head_mm` is the height of an empty strip that is added above the sheet."""

    coded: Coded
    pixels: tuple[int, int]
    paper_mm: tuple[float, float]
    words: tuple[Word, ...]
    head_mm: float = 0.0


def lies_at(width: float, height: float) -> tuple[float, float, float, float]:
    """Where a paper lies on its sheet, all in millimetres: sheet's width and height, the paper's distance from its
    left edge and from its top. Small papers lie at 1:1 on A4, as on a copier."""
    is_small = width < _A4_SHORT * 0.95 and height < _A4_LONG * 0.95
    if not is_small:
        return width, height, 0.0, 0.0
    top = _TOP_MARGIN if height + _TOP_MARGIN < _A4_LONG else 0.0
    return _A4_SHORT, _A4_LONG, (_A4_SHORT - width) / 2, top


def draw_pages(pages: Iterable[ScannedPage], out: Path, title: str) -> list[PlacedPicture]:
    """Write the text of all pages into one PDF at `out`; gives what belongs under it, page by page."""
    font = unseen_font(_FONT)
    pdfmetrics.registerFont(font)
    canvas = Canvas(str(out), lang="vi-VN", initialFontName=_FONT)
    canvas.setTitle(title)
    canvas.setCreator(_CREATOR)
    placed = [_draw_page(canvas, page, font) for page in pages]
    canvas.save()
    return placed


def _draw_page(canvas: Canvas, page: ScannedPage, font: TTFont) -> PlacedPicture:
    width, height = page.paper_mm
    sheet_width, sheet_height, left, top = lies_at(width, height)
    bottom = sheet_height - height - top
    canvas.setPageSize((sheet_width * mm, (sheet_height + page.head_mm) * mm))
    scale = width * mm / page.pixels[0]
    text = canvas.beginText()
    text.setTextRenderMode(_INVISIBLE)
    for word in _levelled(page.words):
        shown = "".join(c for c in word.text if ord(c) in font.face.charToGlyph)
        if shown:
            _place(text, shown, word, left * mm, bottom * mm + page.pixels[1] * scale, scale)
    canvas.drawText(text)
    canvas.showPage()
    return PlacedPicture(page.coded, (left * mm, bottom * mm, width * mm, height * mm))


def _levelled(words: Sequence[Word]) -> Iterator[Word]:
    """Dashes and dots stand as high as the word beside them: by their own ink a program that copies would take them
    for a row of their own."""
    for _, row in groupby(words, key=lambda word: word.row):
        together = tuple(row)
        spoken = [word for word in together if any(c.isalnum() for c in word.text)]
        for word in together:
            yield word if word in spoken or not spoken else _as_high_as_nearest(word, spoken)


def _as_high_as_nearest(mark: Word, spoken: Sequence[Word]) -> Word:
    beside = min(spoken, key=lambda word: abs(word.box[0] - mark.box[0])).box
    return replace(mark, box=(mark.box[0], beside[1], mark.box[2], beside[3]))


def _place(text: object, shown: str, word: Word, left: float, top: float, scale: float) -> None:
    """One word stretched over its box; its base line lies a fifth of the box above the lower edge."""
    x0, y0, x1, y1 = word.box
    size = max(1.0, (y1 - y0) * scale)
    natural = pdfmetrics.stringWidth(shown, _FONT, size)
    text.setFont(_FONT, size)  # type: ignore[attr-defined]
    text.setHorizScale(100 * max(1.0, (x1 - x0) * scale) / natural)  # type: ignore[attr-defined]
    text.setTextOrigin(left + x0 * scale, top - (y1 - (y1 - y0) / 5) * scale)  # type: ignore[attr-defined]
    text.textOut(shown)  # type: ignore[attr-defined]
