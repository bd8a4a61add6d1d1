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
from plumbing.file_kinds import HEAD, media_type_of

#: How a media type is opened; every other kind of picture is one still.
_KINDS = {"application/pdf": "pdf", "image/tiff": "tiff"}


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
    media_type = media_type_of(_head(path, limits))
    if not media_type:
        says_pdf = claimed == "application/pdf" or path.suffix.lower() == ".pdf"
        raise ReadingProblem("NOT_A_PDF" if says_pdf else "UNSUPPORTED_FILE_TYPE")
    kind = _KINDS.get(media_type, "still")
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
            size, head = path.stat().st_size, file.read(HEAD)
    except OSError as error:
        raise ReadingProblem("FILE_NOT_FOUND", type(error).__name__) from None
    if size > limits.file_bytes:
        raise ReadingProblem("FILE_TOO_LARGE", f"{size} bytes")
    return head


def _count_pages(path: Path, kind: str) -> int:
    if kind == "pdf":
        with open_pdf(path) as document:
            return len(document)
    if kind == "tiff":
        with open_image(path) as image:
            return int(getattr(image, "n_frames", 1))
    return 1
