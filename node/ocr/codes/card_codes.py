"""The codes on a photo or scan of a card, looked for harder than on a page: small, tilted, in bad light."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from node.ocr.codes.barcodes import Code, read_codes
from node.ocr.limits import Limits
from node.ocr.reader import AnyArray, Grey
from node.ocr.source.load import open_source

_MOST_PAGES = 4
_FAR_BLUR = 6.0
_SHORT_SIDE = 1800  # below this a code of a card may have modules of two pixels


def codes_of(path: Path, limits: Limits) -> list[dict[str, Any]]:
    """Codes of the first pages, as plain values with their page. Raises `ReadingProblem`."""
    source = open_source(path, limits)
    return [
        {"page": number, **asdict(code)}
        for number, page in enumerate(islice(source.from_page(1, 300), _MOST_PAGES), start=1)
        for code in _codes(page.image)
    ]


def _codes(image: AnyArray) -> list[Code]:
    """The first way of looking that finds something."""
    return next((found for picture in _ways(image) if (found := read_codes(picture))), [])


def _ways(image: AnyArray) -> Iterator[AnyArray]:
    """As it is; evened light; enlarged; sharpened; each made only when the one before found nothing."""
    yield image
    grey: Grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(grey)
    yield even
    short = min(grey.shape)
    if short < _SHORT_SIDE:
        factor = min(3.0, _SHORT_SIDE / short)
        even = cv2.resize(even, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        yield even
    soft = cv2.GaussianBlur(even, (0, 0), 2.0)
    yield np.asarray(cv2.addWeighted(even, 1.8, soft, -0.8, 0))
    yield np.asarray(cv2.medianBlur(even, 3))
    # Out of focus by half a module: the edges come back when far more than the blur is taken away.
    far = cv2.GaussianBlur(even, (0, 0), _FAR_BLUR)
    yield np.asarray(cv2.addWeighted(even, 6.0, far, -5.0, 0))
