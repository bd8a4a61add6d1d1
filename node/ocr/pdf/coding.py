"""Choose for each page how its picture is kept, so that a colour scan needs few kilobytes and loses nothing readable.

A page is taken apart as in Mixed Raster Content (ITU-T T.44): black print is a bilevel stencil of 300 dpi (CCITT
Group 4, ITU-T T.6), and only what black cannot show is a JPEG of 200 dpi, in colour or grey: the seal, the signature,
blue handwriting, a photograph. What is mostly picture (a card, patterned paper) stays one JPEG. No part is coded with
fewer than the 200 dots per inch that the law asks for (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import Any

import cv2
import numpy as np
from PIL import Image

from node.ocr.model import Box
from node.ocr.pdf import ink
from node.ocr.pdf.fine import FinePage
from node.ocr.problems import ReadingProblem
from node.ocr.reader import AnyArray, Colour, Grey

PICTURE_DPI = 200
_MOSTLY_PICTURE = 0.5
_SCATTERED = 0.3
_JPEG_PIECE, _JPEG_PAGE = 55, 50
_BILEVEL = 128
_PRINT_NEAR = 60
_STRIP_OFFSETS, _STRIP_LENGTHS = 273, 279  # TIFF 6.0


class Origin(Enum):
    """Where a page comes from, as far as it matters for its coding."""

    SCAN = "scan"
    PHOTO = "photo"
    BILEVEL = "bilevel"  # the scanner gave black and white
    CARD = "card"  # small, and mostly picture whatever is on it


@dataclass(frozen=True, slots=True)
class Layer:
    """One picture of a page: a stencil of black print ("g4") or a JPEG ("grey", "colour"), its size in pixels, and
    where it lies on the paper as fractions of its width and height (left, top, right, bottom)."""

    coding: str
    data: bytes
    pixels: tuple[int, int]
    place: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Coded:
    """The layers of a page, bottom first. `kind` is bilevel | mixed | grey | colour."""

    kind: str
    layers: tuple[Layer, ...]


def code_page(page: FinePage, origin: Origin) -> Coded:
    """Take the page apart."""
    everything = (0, 0, page.width, page.height)
    if origin is Origin.BILEVEL:
        bands = [cv2.inRange(page.window(band)[:, :, 1], 0, _BILEVEL) for band in page.bands(everything)]
        return Coded("bilevel", (_stencil(np.concatenate(bands)),))
    paper = ink.paper_of(page, origin is Origin.PHOTO)
    mask, counts = ink.page_masks(page, paper)
    found = ink.spots(counts, page.width, page.height)
    if origin is Origin.CARD or found.share > _MOSTLY_PICTURE:
        whole = _jpeg(_as_it_is(page), everything, page, _JPEG_PAGE)
        return Coded(whole.coding, (whole,))
    spread = sum((right - left) * (bottom - top) for left, top, right, bottom in found.boxes)
    boxes = [everything] if spread > _SCATTERED * mask.size else found.boxes
    pieces = [_jpeg(_beside_print(page, paper, mask, found, box), box, page, _JPEG_PIECE) for box in boxes]
    return Coded("mixed" if pieces else "bilevel", (*pieces, _stencil(mask)))


def _as_it_is(page: FinePage) -> Colour:
    everything = (0, 0, page.width, page.height)
    return np.concatenate([_shrunk(page.window(band)) for band in page.bands(everything)])


def _beside_print(page: FinePage, paper: ink.Paper, mask: Grey, kept: ink.Spots, box: Box) -> Colour:
    """What the stencil leaves to be shown inside the box, at 200 dpi, on white."""
    bands = []
    for left, top, right, bottom in page.bands(box):
        white = ink.white_window(page, paper, (left, top, right, bottom))
        white[kept.inside((left, top, right, bottom)) == 0] = 255
        taken = cv2.inRange(_shrunk(mask[top:bottom, left:right]), _PRINT_NEAR, 255)
        bands.append(ink.without_haze(ink.without_print(_shrunk(white), taken)))
    return np.concatenate(bands)


def _jpeg(picture: Colour, box: Box, page: FinePage, quality: int) -> Layer:
    in_colour = ink.is_coloured(picture)
    kept = picture if in_colour else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    how = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 0]
    ok, data = cv2.imencode(".jpg", kept, how)
    if not ok:
        raise ReadingProblem("OCR_CRASHED", "the page could not be written")
    height, width = picture.shape[:2]
    left, top, right, bottom = box
    place = (left / page.width, top / page.height, right / page.width, bottom / page.height)
    return Layer("colour" if in_colour else "grey", data.tobytes(), (width, height), place)


def _shrunk(picture: AnyArray) -> AnyArray:
    scale = PICTURE_DPI / ink.DPI
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _stencil(mask: Grey) -> Layer:
    """The mask as one strip of CCITT Group 4. Print is coded as black runs, which a PDF decodes to the 0 bits that its
    stencil paints."""
    height, width = mask.shape
    tiff = io.BytesIO()
    picture = Image.fromarray(mask).convert("1", dither=Image.Dither.NONE)
    picture.save(tiff, "TIFF", compression="group4", strip_size=width * height)
    with Image.open(tiff) as written:
        tags: Any = written.tag_v2  # type: ignore[attr-defined]
        (offset,), (length,) = tags[_STRIP_OFFSETS], tags[_STRIP_LENGTHS]
    data = tiff.getvalue()[offset : offset + length]
    return Layer("g4", data, (width, height), (0.0, 0.0, 1.0, 1.0))
