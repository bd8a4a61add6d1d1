"""Take some pages out of a stack as a file of their own, without touching a pixel of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.source.load import open_source
from node.ocr.source.stills import open_image

_BILEVEL, _OTHER = "group4", "tiff_adobe_deflate"


def save_part(path: Path, pages: Sequence[int], out: Path, limits: Limits) -> None:
    """Write pages (1-based, in this order) of a PDF or TIFF to `out`, a file of the same kind; the same pages of the
    same file give the same bytes. Raises `ReadingProblem`."""
    source = open_source(path, limits)
    if not pages or min(pages) < 1 or max(pages) > source.pages:
        raise ReadingProblem("FILE_NOT_FOUND", f"no page {pages}")
    if source.kind == "pdf":
        _pdf_part(path, pages, out)
    elif source.kind == "tiff":
        _tiff_part(path, pages, out)
    else:
        out.write_bytes(path.read_bytes())


def _pdf_part(path: Path, pages: Sequence[int], out: Path) -> None:
    try:
        with pikepdf.open(path) as whole, pikepdf.new() as part:
            for number in pages:
                part.pages.append(whole.pages[number - 1])
            part.save(out, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise ReadingProblem("NOT_A_PDF", type(error).__name__) from None


def _tiff_part(path: Path, pages: Sequence[int], out: Path) -> None:
    with open_image(path) as image:
        frames = []
        for number in pages:
            image.seek(number - 1)
            frames.append(image.copy())
        how = _BILEVEL if all(frame.mode == "1" for frame in frames) else _OTHER
        dpi = image.info.get("dpi")
        more = {"dpi": dpi} if dpi else {}
        frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression=how, **more)
