"""Pages of a PDF as pictures, through PDFium, which draws what Chrome draws: broken cross references, JBIG2, CCITT and
JPX pictures, turned pages, signatures' appearances. A file that PDFium cannot open is mended by QPDF in memory first.

The file itself is never changed: a signed PDF is read from these pictures (`docs/decisions/reading.md`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium

from node.ocr.model import RASTER_DPI
from node.ocr.problems import ReadingProblem
from node.ocr.source.fine_pictures import Factors, too_fine_pictures, with_smaller_pictures
from node.ocr.source.loaded import MM_PER_INCH, Loaded
from node.ocr.source.own_text import own_words

_POINTS_PER_INCH = 72
# A page of absurd size (a poster, a damaged MediaBox) is rasterised coarsely instead of not at all.
_RASTER_PIXELS = 18_000_000  # A3 at 300 dpi has 17.4 million
_MOST_OBJECTS = 4
_FULL_PAGE = 0.8


@contextmanager
def open_pdf(path: Path) -> Iterator[pdfium.PdfDocument]:
    """The document. An empty user password opens it; another gives PDF_ENCRYPTED. Raises NOT_A_PDF."""
    document = _document(path)
    try:
        if len(document) == 0:
            raise ReadingProblem("NOT_A_PDF", "no pages")
        yield document
    finally:
        document.close()


def _document(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        pass  # its reason may be that of an earlier file: PDFium does not always write a new one
    mended = io.BytesIO()
    try:
        with pikepdf.open(path) as pdf:
            pdf.save(mended)
        return pdfium.PdfDocument(mended.getvalue())
    except pikepdf.PasswordError:
        raise ReadingProblem("PDF_ENCRYPTED") from None
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError) as error:
        raise ReadingProblem("NOT_A_PDF", str(error)[:120]) from None


def pdf_pages(path: Path, first: int, dpi: int) -> Iterator[Loaded]:
    """Pages from `first` (1-based) on, drawn at `dpi`; their size is told at RASTER_DPI."""
    too_fine = too_fine_pictures(path, dpi)
    with open_pdf(path) as document:
        # Without its forms the visible part of a signature is not drawn.
        document.init_forms()
        for index in range(first - 1, len(document)):
            try:
                # Nothing of the way to it is kept while the page is being read.
                yield _page(path, document, index, too_fine.get(index, {}), dpi)
            except pdfium.PdfiumError as error:
                raise ReadingProblem("NOT_A_PDF", f"page {index + 1}: {error}"[:120]) from None


def _page(path: Path, document: pdfium.PdfDocument, index: int, too_fine: Factors, dpi: int) -> Loaded:
    lighter = with_smaller_pictures(path, index, too_fine) if too_fine else None
    if lighter is None:
        return _drawn(document[index], dpi)
    # The document itself never sees the page: it would keep the picture.
    with closing(pdfium.PdfDocument(lighter)) as of_one:
        of_one.init_forms()
        return _drawn(of_one[index], dpi)


def _drawn(page: pdfium.PdfPage, dpi: int) -> Loaded:
    width, height = _seen_size(page)
    most = (_RASTER_PIXELS / max(1.0, width * height)) ** 0.5
    scale = min(dpi / _POINTS_PER_INCH, most)
    told = min(RASTER_DPI / _POINTS_PER_INCH, most)
    size = (max(1, round(width * told)), max(1, round(height * told)))
    image = np.ascontiguousarray(page.render(scale=scale).to_numpy()[:, :, :3])
    return Loaded(
        image,
        *size,
        short_mm=min(width, height) / _POINTS_PER_INCH * MM_PER_INCH,
        is_bilevel=_is_bilevel(page, width * height),
        words=own_words(page, *size),
    )


def _seen_size(page: pdfium.PdfPage) -> tuple[float, float]:
    """In points; where the crop box lies off the sheet, as after a careless cut, the whole sheet is looked at."""
    if not all(page.get_size()):
        page.set_cropbox(*page.get_mediabox())
    width, height = page.get_size()
    return width, height


def _is_bilevel(page: pdfium.PdfPage, area: float) -> bool:
    """Whether the page is one black-and-white picture, as office scanners save it."""
    pictures = [
        thing
        for thing, _ in zip(page.get_objects(max_depth=2), range(_MOST_OBJECTS), strict=False)
        if thing.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE
    ]
    if len(pictures) != 1:
        return False
    left, bottom, right, top = pictures[0].get_bounds()
    covers = (right - left) * (top - bottom) >= _FULL_PAGE * area
    return bool(covers and pictures[0].get_metadata().bits_per_pixel == 1)
