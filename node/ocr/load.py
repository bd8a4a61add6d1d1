"""Open what a scanner, a phone or a citizen brings, page by page, within the limits.

The kind is told from the first bytes, never from the name. Nothing here writes to the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from node.ocr.light import SHORT_SIDE
from node.ocr.limits import Limits
from node.ocr.model import RASTER_DPI
from node.ocr.problems import ReadingProblem
from node.ocr.reader import Colour

_PDF_POINTS_PER_INCH, _MM_PER_INCH = 72, 25.4
_LEAST_DPI = 100
# A page of absurd size (a poster, a damaged MediaBox) is rasterised coarsely instead of not at all.
_RASTER_PIXELS = 16_000_000
_ENCRYPTED_CODES = (4, 5)
_REDUCED = (
    cv2.IMREAD_COLOR,
    cv2.IMREAD_REDUCED_COLOR_2,
    cv2.IMREAD_REDUCED_COLOR_4,
    cv2.IMREAD_REDUCED_COLOR_8,
)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """One page in memory (height × width × BGR, uint8), maybe coarser than the input, and the input's size.

    `width` and `height` are the input's in pixels; `short_mm` is its short side on paper, where it is told.
    """

    image: Colour
    width: int
    height: int
    short_mm: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input: how many pages it has, and its pages from a given one on (1-based)."""

    pages: int
    path: Path
    kind: str
    limits: Limits

    def from_page(self, first: int) -> Iterator[Loaded]:
        """Pages `first`, `first + 1`, …, loaded one at a time."""
        if self.kind == "pdf":
            yield from _pdf_pages(self.path, first)
        elif self.kind == "tiff":
            yield from _tiff_pages(self.path, first, self.limits)
        else:
            yield from [_still(self.path, self.limits)] if first == 1 else []


def open_source(path: Path, limits: Limits, claimed: str = "") -> Source:
    """Tell what `path` is and count its pages. Raises `ReadingProblem` where it cannot be read.

    `claimed` is the media type that somebody said; it only chooses the words of a refusal.
    """
    try:
        with path.open("rb") as file:
            size, head = path.stat().st_size, file.read(1024)
    except OSError as error:
        raise ReadingProblem("FILE_NOT_FOUND", type(error).__name__) from None
    if size > limits.file_bytes:
        raise ReadingProblem("FILE_TOO_LARGE", f"{size} bytes")
    kind = _kind_of(head)
    if kind is None:
        says_pdf = claimed == "application/pdf" or path.suffix.lower() == ".pdf"
        raise ReadingProblem("NOT_A_PDF" if says_pdf else "UNSUPPORTED_FILE_TYPE")
    pages = _count_pages(path, kind)
    if pages > limits.pages:
        raise ReadingProblem("TOO_MANY_PAGES", f"{pages} pages, at most {limits.pages}")
    return Source(pages, path, kind, limits)


def _kind_of(head: bytes) -> str | None:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")):
        return "still"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    if b"%PDF-" in head:
        return "pdf"
    return None


def _count_pages(path: Path, kind: str) -> int:
    if kind == "pdf":
        with _open_pdf(path) as document:
            return len(document)
    if kind == "tiff":
        with _open_image(path) as image:
            return int(getattr(image, "n_frames", 1))
    return 1


@contextmanager
def _open_pdf(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) in _ENCRYPTED_CODES or "assword" in str(error)
        raise ReadingProblem("PDF_ENCRYPTED" if encrypted else "NOT_A_PDF", str(error)[:120]) from None
    try:
        # An owner password alone does not stop reading, but nothing can be added to such a file later.
        if pdfium.raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
            raise ReadingProblem("PDF_ENCRYPTED")
        if len(document) == 0:
            raise ReadingProblem("NOT_A_PDF", "no pages")
        yield document
    finally:
        document.close()


def _pdf_pages(path: Path, first: int) -> Iterator[Loaded]:
    with _open_pdf(path) as document:
        for index in range(first - 1, len(document)):
            try:
                page = document[index]
                width, height = page.get_size()
                scale = min(
                    RASTER_DPI / _PDF_POINTS_PER_INCH, (_RASTER_PIXELS / max(1.0, width * height)) ** 0.5
                )
                image = np.ascontiguousarray(page.render(scale=scale).to_numpy()[:, :, :3])
                short_mm = min(width, height) / _PDF_POINTS_PER_INCH * _MM_PER_INCH
                yield Loaded(image, image.shape[1], image.shape[0], short_mm)
            except pdfium.PdfiumError as error:
                raise ReadingProblem("NOT_A_PDF", f"page {index + 1}: {error}"[:120]) from None


@contextmanager
def _open_image(path: Path) -> Iterator[Image.Image]:
    # Our own cap decides; Pillow's would warn about honest A3 scans.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path) as image:
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ReadingProblem("NOT_AN_IMAGE", type(error).__name__) from None


def _short_mm(image: Image.Image) -> float | None:
    """The short side in millimetres by the dots per inch in the file; phones write 72, which means nothing."""
    dpi = float(image.info.get("dpi", (0, 0))[0])
    return min(image.size) / dpi * _MM_PER_INCH if dpi >= _LEAST_DPI else None


def _halvings(width: int, height: int, limits: Limits) -> int:
    """How often the page may be halved on loading and still have 200 dpi. Raises IMAGE_TOO_LARGE."""
    if width * height > limits.pixels:
        raise ReadingProblem("IMAGE_TOO_LARGE", f"{width} × {height} pixels")
    halvings = 0
    while min(width, height) / 2 ** (halvings + 1) >= SHORT_SIDE * 1.2 and halvings < 3:
        halvings += 1
    return halvings


def _still(path: Path, limits: Limits) -> Loaded:
    """JPEG or PNG through OpenCV, which halves JPEGs while decoding and obeys the EXIF turn."""
    with _open_image(path) as image:
        size, short_mm = image.size, _short_mm(image)
    halvings = _halvings(*size, limits)
    # OpenCV fills what is missing with grey and says nothing.
    if not _is_whole(path.read_bytes()):
        raise ReadingProblem("NOT_AN_IMAGE", "cut short")
    page = cv2.imread(str(path), _REDUCED[halvings])
    if page is None:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot decode")
    return _loaded(page, size, short_mm)


def _is_whole(data: bytes) -> bool:
    """Whether the end marker of the format stands behind the last piece of the picture."""
    if data.startswith(b"\x89PNG"):
        return b"IEND" in data[-64:]
    return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")


def _tiff_pages(path: Path, first: int, limits: Limits) -> Iterator[Loaded]:
    with _open_image(path) as image:
        for index in range(first - 1, int(getattr(image, "n_frames", 1))):
            image.seek(index)
            size, short_mm = image.size, _short_mm(image)
            factor = 2 ** _halvings(*size, limits)
            # Reduce before anything is copied: one copy of an A3 page at 600 dpi is 280 MB.
            plain = (
                image if image.mode in {"RGB", "L"} else image.convert("L" if image.mode == "1" else "RGB")
            )
            frame = ImageOps.exif_transpose(plain.reduce(factor) if factor > 1 else plain)
            yield _loaded(np.asarray(frame.convert("RGB"))[:, :, ::-1], size, short_mm)


def _loaded(page: Colour, size: tuple[int, int], short_mm: float | None) -> Loaded:
    """A page with the input's own size in pixels, which is turned where EXIF turned the page."""
    upright = (page.shape[1] > page.shape[0]) == (size[0] > size[1])
    width, height = size if upright else (size[1], size[0])
    return Loaded(np.ascontiguousarray(page), width, height, short_mm)
