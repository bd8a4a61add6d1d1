"""Open what a scanner, a phone or a citizen brings, page by page, within the limits.

The kind is told from the first bytes, never from the name. Nothing here writes to the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from node.ocr.limits import Limits
from node.ocr.model import RASTER_DPI
from node.ocr.problems import ReadingProblem
from node.ocr.source.loaded import Loaded
from node.ocr.source.pdf_pages import open_pdf, pdf_pages
from node.ocr.source.stills import load_still, open_image
from node.ocr.source.tiff_pages import tiff_pages

#: ISO/IEC 23008-12: brands of a picture that HEIF readers open.
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input: how many pages it has, and its pages from a given one on (1-based)."""

    pages: int
    path: Path
    kind: str
    limits: Limits

    def from_page(self, first: int, dpi: int = RASTER_DPI) -> Iterator[Loaded]:
        """Pages `first`, `first + 1`, …, loaded one at a time; those of a PDF are drawn at `dpi`."""
        if self.kind == "pdf":
            yield from pdf_pages(self.path, first, dpi)
        elif self.kind == "tiff":
            yield from tiff_pages(self.path, first, self.limits)
        elif first == 1:
            yield load_still(self.path, self.limits)


def open_source(path: Path, limits: Limits, claimed: str = "") -> Source:
    """Tell what `path` is and count its pages. Raises `ReadingProblem` where it cannot be read.

    `claimed` is the media type that somebody said; it only chooses the words of a refusal.
    """
    kind = _kind_of(_head(path, limits))
    if kind is None:
        says_pdf = claimed == "application/pdf" or path.suffix.lower() == ".pdf"
        raise ReadingProblem("NOT_A_PDF" if says_pdf else "UNSUPPORTED_FILE_TYPE")
    pages = _count_pages(path, kind)
    if pages > limits.pages:
        raise ReadingProblem("TOO_MANY_PAGES", f"{pages} pages, at most {limits.pages}")
    return Source(pages, path, kind, limits)


def _head(path: Path, limits: Limits) -> bytes:
    try:
        if path.exists() and not path.is_file():
            # A pipe would be waited for for ever, and in a child `/dev/stdin` is the line to its parent.
            raise ReadingProblem("FILE_NOT_FOUND", "not a regular file")
        with path.open("rb") as file:
            size, head = path.stat().st_size, file.read(1024)
    except OSError as error:
        raise ReadingProblem("FILE_NOT_FOUND", type(error).__name__) from None
    if size > limits.file_bytes:
        raise ReadingProblem("FILE_TOO_LARGE", f"{size} bytes")
    return head


def _kind_of(head: bytes) -> str | None:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")):
        return "still"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "still"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    if b"%PDF-" in head:
        return "pdf"
    return None


def _count_pages(path: Path, kind: str) -> int:
    if kind == "pdf":
        with open_pdf(path) as document:
            return len(document)
    if kind == "tiff":
        with open_image(path) as image:
            return int(getattr(image, "n_frames", 1))
    return 1
