"""A picture of one page for the screen, so that a PDF or TIFF can be looked at beside its fields."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.source.load import open_source

_LONG_SIDE = 2000
_JPEG_QUALITY = 82


def save_preview(path: Path, page: int, out: Path, limits: Limits) -> None:
    """Write page `page` (1-based) of `path` as a JPEG of at most 2000 pixels to `out`. Raises `ReadingProblem`."""
    loaded = next(islice(open_source(path, limits).from_page(page), 1), None)
    if loaded is None:
        raise ReadingProblem("FILE_NOT_FOUND", f"no page {page}")
    height, width = loaded.image.shape[:2]
    scale = min(1.0, _LONG_SIDE / max(height, width))
    small = cv2.resize(loaded.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ok, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not ok:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot encode")
    out.write_bytes(data.tobytes())
