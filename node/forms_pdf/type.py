"""Fonts and paragraph styles of printed sheets."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from plumbing.fonts import serif

FAMILY = "MotCuaSerif"
_STYLES = (("Regular", 0, 0), ("Bold", 1, 0), ("Italic", 0, 1), ("BoldItalic", 1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """Paragraph styles around one body size in points."""

    left: ParagraphStyle
    centre: ParagraphStyle
    justified: ParagraphStyle
    small: ParagraphStyle
    title: ParagraphStyle

    @property
    def size(self) -> float:
        """The body size in points."""
        return float(self.left.fontSize)


def load_type(size: float) -> Type:
    """Register the fonts and give the styles for a body of `size` points. Raises FONT_MISSING."""
    for style, bold, italic in _STYLES:
        name = f"{FAMILY}-{style}"
        pdfmetrics.registerFont(TTFont(name, str(serif(style))))
        addMapping(FAMILY, bold, italic, name)
    body = {"fontName": f"{FAMILY}-Regular", "fontSize": size, "leading": size * 1.25}
    return Type(
        left=ParagraphStyle("left", alignment=TA_LEFT, **body),
        centre=ParagraphStyle("centre", alignment=TA_CENTER, **body),
        justified=ParagraphStyle(
            "justified", alignment=TA_JUSTIFY, firstLineIndent=size * 2, spaceBefore=size * 0.4, **body
        ),
        small=ParagraphStyle("small", fontName=f"{FAMILY}-Italic", fontSize=size * 0.85, leading=size * 1.05),
        title=ParagraphStyle(
            "title", alignment=TA_CENTER, fontName=f"{FAMILY}-Bold", fontSize=size * 1.2, leading=size * 1.5
        ),
    )


def plain(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of data: nothing in it is taken for markup, and its lines stay lines."""
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def bold(text: str, style: ParagraphStyle) -> Paragraph:
    """Like `plain`, in bold."""
    return Paragraph(f"<b>{escape(text)}</b>", style)


def italic(text: str, style: ParagraphStyle) -> Paragraph:
    """Like `plain`, in italics."""
    return Paragraph(f"<i>{escape(text)}</i>", style)
