"""Scans in, searchable PDF/A-2b out: one paper, one file, pages in the order given.

Pages are kept as they were straightened (colour, 200 dpi or more at 1:1: Nghị định 30/2020/NĐ-CP, Phụ lục I);
the untouched input stays in the blob store.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from node.ocr.head_room import missing_mm
from node.ocr.limits import Limits
from node.ocr.load import Loaded, Source, open_source
from node.ocr.model import PageText
from node.ocr.page import PageRead, read_page
from node.ocr.pdfa import save_pdfa
from node.ocr.problems import ReadingProblem
from node.ocr.reader import PageReader
from node.ocr.textlayer import ScannedPage, draw_pages, lies_at

_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 55, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 0]
_A4_SHORT_MM, _CARD_SHORT_MM = 210.0, 53.98
_CARD_RATIO = 1.5
_PLAUSIBLE_MM = (40.0, 450.0)


def digitise(
    paths: list[Path],
    out: Path,
    title: str,
    reader: PageReader,
    limits: Limits,
    on_page: Callable[[PageText], None],
) -> None:
    """Read all pages of `paths` and write them as one PDF/A to `out`; `on_page` hears of each page.

    Raises `ReadingProblem`; `out` appears whole or not at all.
    """
    sources = [open_source(path, limits) for path in paths]
    total = sum(source.pages for source in sources)
    if total > limits.pages:
        raise ReadingProblem("TOO_MANY_PAGES", f"{total} pages, at most {limits.pages}")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".digitise-") as folder:
        drawn = Path(folder) / "drawn.pdf"
        draw_pages(_scanned(sources, total, reader, Path(folder), on_page), drawn, title)
        save_pdfa(drawn, out)


def _scanned(
    sources: list[Source], total: int, reader: PageReader, folder: Path, on_page: Callable[[PageText], None]
) -> Iterator[ScannedPage]:
    pages = (page for source in sources for page in source.from_page(1))
    for number, page in enumerate(pages, start=1):
        read = read_page(page, number, total, reader)
        kept = _kept(read, page, folder / f"{number}.jpg")
        yield replace(kept, head_mm=_strip_mm(read, kept)) if number == 1 else kept
        on_page(read.text)


def _kept(read: PageRead, page: Loaded, jpeg: Path) -> ScannedPage:
    colour = read.prepared.colour
    if not cv2.imwrite(str(jpeg), colour, _JPEG):
        raise ReadingProblem("OCR_CRASHED", "the page could not be written")
    height, width = colour.shape[:2]
    short = _short_side_mm(read, page)
    per_pixel = short / min(width, height)
    return ScannedPage(jpeg, (width, height), (width * per_pixel, height * per_pixel), read.words)


def _strip_mm(read: PageRead, kept: ScannedPage) -> float:
    """What the first page lacks for the signature's text."""
    sheet_width, _, left, top = lies_at(*kept.paper_mm)
    return missing_mm(read.prepared.colour, kept.paper_mm[0] / kept.pixels[0], sheet_width, left, top)


def _short_side_mm(read: PageRead, page: Loaded) -> float:
    """How wide the paper is: what the scanner says, or by its shape a card or a sheet of A4."""
    low, high = _PLAUSIBLE_MM
    if page.short_mm is not None and low <= page.short_mm <= high and not read.prepared.cut_out:
        return page.short_mm
    height, width = read.prepared.colour.shape[:2]
    return _CARD_SHORT_MM if max(width, height) / min(width, height) >= _CARD_RATIO else _A4_SHORT_MM
