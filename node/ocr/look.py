"""One look at each page of a stack: is it blank, a cover sheet, scanned before, and what does it look like.

Nothing is read here. A page counts as blank only where no stroke of more than a few dots stands inside its margins, so
that a lone signature or a page number is never lost; what counts as blank is kept, flagged, and can be put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf

from node.ocr.codes.barcodes import read_codes
from node.ocr.glance import Glance
from node.ocr.limits import Limits
from node.ocr.picture.holes import are_holes
from node.ocr.picture.leaders import remove_leaders
from node.ocr.picture.prepare import cut_sheet, in_colour
from node.ocr.picture.straighten import find_skew, rotate
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Colour, Grey
from node.ocr.source.load import open_source
from node.ocr.source.loaded import Loaded

_INK_BELOW = 150
_FAINT_BELOW = 205  # pencil; the back shining through is paler
_MARGIN = 0.03  # of the short side: scanners leave dark edges
_SPECK = 12  # pixels at 200 dpi
_BLANK_PIXELS = 60
_INK_COLOUR = 26  # more coloured than the paper: a faint stamp; seals of the other side are paler
_ACROSS, _DOWN = 64, 88
_SPREAD, _COVERED = 4, 0.06
_FINE_ACROSS, _FINE_DOWN = 160, 224  # as `node.usecases.scans.same_sheet` compares them
_FINE_SPREAD, _DENSE = 2, 0.235
_SIDE, _QUALITY = 420, 45
_QR = "QR Code"


def look_through(path: Path, limits: Limits) -> Iterator[Glance]:
    """Every page of `path`. Raises `ReadingProblem`."""
    source = open_source(path, limits)
    is_sealed = source.kind == "pdf" and _carries_signatures(path)
    for number, page in enumerate(source.from_page(1), start=1):
        yield _glance(page, number, source.pages, is_sealed)


def _glance(page: Loaded, number: int, of: int, is_sealed: bool) -> Glance:
    sheet = cut_sheet(page.image, page.short_mm)
    straight = _straight(sheet.grey)
    codes = (code.text for code in read_codes(page.image) if code.format == _QR)
    return Glance(
        page=number,
        pages=of,
        width=page.width,
        height=page.height,
        is_blank=_has_no_print(sheet.grey) and _has_no_colour(in_colour(page.image, sheet)),
        print_bits=_print_bits(_ink(straight, _INK_BELOW)),
        codes=tuple(dict.fromkeys(codes)),
        picture=_small(page.image),
        is_sealed=is_sealed,
        fine_bits=_fine_bits(_ink(remove_leaders(straight), _INK_BELOW)),
    )


def _straight(grey: Grey) -> Grey:
    """Without skew, and upright or upside down, never on its side: so that one sheet gives the same cells each time."""
    if grey.shape[1] > grey.shape[0]:
        grey = np.asarray(cv2.rotate(grey, cv2.ROTATE_90_CLOCKWISE))
    return rotate(grey, -find_skew(grey))[0]


def _ink(grey: Grey, below: int) -> Grey:
    """Strokes inside the margins, without specks and without the holes of a punch."""
    mask = cv2.inRange(grey, 0, below - 1)
    edge = round(min(mask.shape) * _MARGIN)
    inside = np.zeros_like(mask)
    inside[edge:-edge, edge:-edge] = mask[edge:-edge, edge:-edge]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    keep = (stats[:, cv2.CC_STAT_AREA] >= _SPECK) & ~are_holes(stats, mask.shape)
    keep[0] = False
    return np.asarray(keep.astype(np.uint8)[labels])


def _has_no_print(grey: Grey) -> bool:
    return cv2.countNonZero(_ink(grey, _FAINT_BELOW)) <= _BLANK_PIXELS


def _has_no_colour(colour: Colour) -> bool:
    """The red channel shows no seal, so colour is asked too."""
    strength = cv2.subtract(
        np.ascontiguousarray(colour.max(axis=2)), np.ascontiguousarray(colour.min(axis=2))
    )
    tint = int(np.median(strength))
    coloured = (
        255
        - cv2.threshold(cv2.blur(strength, (5, 5)), min(254, tint + _INK_COLOUR), 255, cv2.THRESH_BINARY)[1]
    )
    return cv2.countNonZero(_ink(coloured, 128)) <= _BLANK_PIXELS


def _print_bits(ink: Grey) -> str:
    """Which of 64 × 88 cells of the printed area hold ink."""
    return _cells(ink, (_ACROSS, _DOWN), _SPREAD, _COVERED)


def _fine_bits(ink: Grey) -> str:
    """Which of 160 × 224 cells of it hold much ink: fine enough for the shape of words."""
    return _cells(ink, (_FINE_ACROSS, _FINE_DOWN), _FINE_SPREAD, _DENSE)


def _cells(ink: Grey, size: tuple[int, int], spread: float, covered: float) -> str:
    rows, columns = np.nonzero(ink)
    if rows.size == 0:
        return ""
    (top, bottom), (left, right) = (
        np.percentile(places, (0.5, 99.5)).astype(int) for places in (rows, columns)
    )
    area = ink[top : bottom + 1, left : right + 1].astype(np.float32)
    cells = cv2.resize(cv2.GaussianBlur(area, (0, 0), spread), size, interpolation=cv2.INTER_AREA)
    return np.packbits(cells > covered).tobytes().hex()


def _small(page: Colour) -> bytes:
    scale = min(1.0, _SIDE / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ok, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not ok:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot encode")
    return data.tobytes()


def _carries_signatures(path: Path) -> bool:
    try:
        with pikepdf.open(path) as pdf:
            fields = pdf.Root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields", pikepdf.Array())
            return any(field.get("/FT") == "/Sig" and "/V" in field for field in fields)
    except pikepdf.PdfError:
        return False
