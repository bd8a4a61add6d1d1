"""Scans in, searchable PDF/A-2b out: one paper, one file, pages in the order given.

Pages are kept as they were straightened (200 dpi or more at 1:1: Nghị định 30/2020/NĐ-CP, Phụ lục I), coded as
`node.ocr.pdf.coding` chooses; the untouched input stays in the blob store.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.page import PageRead, read_page
from node.ocr.pdf import ink
from node.ocr.pdf.coding import Origin, code_page
from node.ocr.pdf.fine import FinePage
from node.ocr.pdf.head_room import missing_mm
from node.ocr.pdf.pdfa import save_pdfa
from node.ocr.pdf.pictures import put_pictures
from node.ocr.pdf.textlayer import ScannedPage, draw_pages, lies_at
from node.ocr.problems import ReadingProblem
from node.ocr.reader import PageReader
from node.ocr.source.load import Source, open_source
from node.ocr.source.loaded import MM_PER_INCH, Loaded

_A4_SHORT_MM, _CARD_SHORT_MM = 210.0, 53.98
_CARD_RATIO = 1.5
_PLAUSIBLE_MM = (40.0, 450.0)
_CARD_MM = 75.0  # a paper with a shorter side is mostly picture


def digitise(
    paths: list[Path],
    out: Path,
    title: str,
    reader: PageReader,
    limits: Limits,
    on_page: Callable[[PageText], None],
) -> tuple[str, ...]:
    """Read all pages of `paths` and write them as one PDF/A to `out`; `on_page` hears of each page. Gives how each
    page's picture is coded (see `coding.Coded`).

    Raises `ReadingProblem`; `out` appears whole or not at all.
    """
    sources = [_opened(path, limits) for path in paths]
    total = sum(source.pages for source in sources)
    if total > limits.pages:
        raise ReadingProblem("TOO_MANY_PAGES", f"{total} pages, at most {limits.pages}")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".digitise-") as folder:
        drawn, whole = Path(folder) / "drawn.pdf", Path(folder) / "whole.pdf"
        placed = draw_pages(_scanned(sources, total, reader, on_page), drawn, title)
        put_pictures(drawn, placed, whole)
        save_pdfa(whole, out)
    return tuple(picture.coded.kind for picture in placed)


def _scanned(
    sources: list[Source], total: int, reader: PageReader, on_page: Callable[[PageText], None]
) -> Iterator[ScannedPage]:
    pages = (page for source in sources for page in _pages(source))
    for number, page in enumerate(pages, start=1):
        read = read_page(page, number, total, reader)
        kept = _kept(read, page)
        yield replace(kept, head_mm=_strip_mm(read, page, kept)) if number == 1 else kept
        on_page(read.text)


def _opened(path: Path, limits: Limits) -> Source:
    with _named(path):
        return open_source(path, limits)


def _pages(source: Source) -> Iterator[Loaded]:
    with _named(source.path):
        yield from source.from_page(1, ink.DPI)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Of many inputs, the person must know which to scan again."""
    try:
        yield
    except ReadingProblem as problem:
        raise ReadingProblem(problem.code, f"{path.name}: {problem.detail}") from None


def _kept(read: PageRead, page: Loaded) -> ScannedPage:
    height, width = read.prepared.grey.shape
    short = _short_side_mm(read, page)
    per_pixel = short / min(width, height)
    coded = code_page(_fine(read, page, short), _origin(read, page, short))
    return ScannedPage(coded, (width, height), (width * per_pixel, height * per_pixel), read.words)


def _fine(read: PageRead, page: Loaded, short: float) -> FinePage:
    """The straightened page at 300 dpi, taken from the input in one step."""
    height, width = read.prepared.grey.shape
    scale = short / MM_PER_INCH * ink.DPI / min(width, height)
    to_fine = np.diag([scale, scale, 1.0]) @ np.linalg.inv(read.prepared.to_source)
    return FinePage(page.image, to_fine, round(width * scale), round(height * scale))


def _origin(read: PageRead, page: Loaded, short: float) -> Origin:
    if page.is_bilevel:
        return Origin.BILEVEL
    if short <= _CARD_MM:
        return Origin.CARD
    return Origin.PHOTO if read.prepared.cut_out or page.short_mm is None else Origin.SCAN


def _strip_mm(read: PageRead, page: Loaded, kept: ScannedPage) -> float:
    """What the first page lacks for the signature's text."""
    sheet_width, _, left, top = lies_at(*kept.paper_mm)
    width, height = kept.pixels
    straight = FinePage(page.image, np.linalg.inv(read.prepared.to_source), width, height)
    seen = straight.window((0, 0, width, height))
    return missing_mm(seen, kept.paper_mm[0] / width, sheet_width, left, top)


def _short_side_mm(read: PageRead, page: Loaded) -> float:
    """How wide the paper is: what the scanner says, or by its shape a card or a sheet of A4."""
    low, high = _PLAUSIBLE_MM
    if page.short_mm is not None and low <= page.short_mm <= high and not read.prepared.cut_out:
        return page.short_mm
    height, width = read.prepared.grey.shape
    return _CARD_SHORT_MM if max(width, height) / min(width, height) >= _CARD_RATIO else _A4_SHORT_MM
