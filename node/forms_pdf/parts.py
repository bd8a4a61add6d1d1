"""Pieces that all printed sheets share: the state's head, a QR code, space for a signature."""

from __future__ import annotations

import segno
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Table, TableStyle

from node.forms_pdf.sheet import Place
from node.forms_pdf.type import FAMILY, Type, bold, plain

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_GAP = 2.0  # between the two columns of the head, in widths of a letter
_LEAST_SIZE = 6.5
_LEFT_SHARE = 0.4
# reportlab's page frames keep 6 points free at either side.
FRAME_PADDING = 12.0
_ALL = ((0, 0), (-1, -1))
# Tables name a cell font even where no cell uses it; Helvetica would stand in the file without being embedded.
CELL_FONT = ("FONTNAME", *_ALL, f"{FAMILY}-Regular")
_TIGHT = [
    CELL_FONT,
    ("LEFTPADDING", *_ALL, 0),
    ("RIGHTPADDING", *_ALL, 0),
    ("TOPPADDING", *_ALL, 0),
    ("BOTTOMPADDING", *_ALL, 0),
    ("VALIGN", *_ALL, "TOP"),
]


def side_by_side(cells: list[list[list[Flowable]]], widths: list[float]) -> Table:
    """Columns without rules or padding, aligned at the top."""
    return Table(cells, colWidths=widths, style=TableStyle(_TIGHT))


def state_head(agency_lines: tuple[str, ...], type_: Type, width: float) -> Table:
    """Agency at the left (the last line is the one that issues, in bold), nation and motto at the right.

    Where a line would be torn in two, the columns become as wide as their longest lines ask, and the print as small as
    it takes, down to `_LEAST_SIZE`.
    """
    *parents, issuer = agency_lines
    left_wide = max([_width(issuer, "Bold"), *(_width(line, "Regular") for line in parents)])
    right_wide = max(_width(_NATION, "Bold"), _width(_MOTTO, "Bold"))
    size = max(_LEAST_SIZE, min(type_.size, width / (left_wide + right_wide + _GAP)))
    fits = left_wide * size <= _LEFT_SHARE * width and right_wide * size <= (1 - _LEFT_SHARE) * width
    share = _LEFT_SHARE if fits else (left_wide + _GAP / 2) / (left_wide + right_wide + _GAP)
    style = ParagraphStyle("head", parent=type_.centre, fontSize=size, leading=size * 1.25)
    left: list[Flowable] = [plain(line, style) for line in parents]
    left += [bold(issuer, style), Rule(width * 0.1)]
    right = [bold(_NATION, style), bold(_MOTTO, style), Rule(width * 0.27)]
    return side_by_side([[left, right]], [width * share, width * (1 - share)])


def _width(line: str, weight: str) -> float:
    """Width of a line at a size of one point."""
    return float(stringWidth(line, f"{FAMILY}-{weight}", 1.0))


class Rule(Flowable):  # type: ignore[misc]
    """A short line in the middle of its column, as under an agency's name and the motto."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length = length

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as the column; a little air around the line."""
        del available_height
        self.width = available_width
        return available_width, 5

    def draw(self) -> None:
        """Draw the line."""
        self.canv.setLineWidth(0.6)
        self.canv.line((self.width - self.length) / 2, 3, (self.width + self.length) / 2, 3)


class QrCode(Flowable):  # type: ignore[misc]
    """A QR code (error level M) of `text`, `side` points wide, drawn as squares so that it prints sharp."""

    def __init__(self, text: str, side: float = 17 * mm) -> None:
        super().__init__()
        self.rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        self.side = side

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """A square."""
        del available_width, available_height
        return self.side, self.side

    def draw(self) -> None:
        """Draw the dark modules inside a quiet zone of two."""
        module = self.side / (len(self.rows) + 4)
        for y, row in enumerate(self.rows):
            for x, dark in enumerate(row):
                if dark:
                    left, bottom = (x + 2) * module, self.side - (y + 3) * module
                    self.canv.rect(left, bottom, module, module, stroke=0, fill=1)


class SignatureSpace(Flowable):  # type: ignore[misc]
    """Empty space for a visible signature that remembers where on which page it was laid.

    The seal's place overlaps the left third of the leader's, as Nghị định 30/2020/NĐ-CP wants it, and is large enough
    for a seal at its real size.
    """

    def __init__(self, places: dict[str, Place], height: float = 38 * mm, width: float = 60 * mm) -> None:
        super().__init__()
        self.places, self.space_height, self.space_width = places, height, width

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as the column."""
        del available_height
        self.column = available_width
        return available_width, self.space_height

    def draw(self) -> None:
        """Draw nothing; note the places."""
        x, y = self.canv.absolutePosition((self.column - self.space_width) / 2, 0)
        page = self.canv.getPageNumber() - 1
        self.places["leader"] = Place(page, (x, y, x + self.space_width, y + self.space_height))
        third = self.space_width / 3
        left = x + third - self.space_height
        self.places["seal"] = Place(page, (left, y, left + self.space_height, y + self.space_height))
