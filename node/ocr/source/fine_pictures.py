"""A page of a PDF whose pictures are finer than anybody will look at them, with these pictures made smaller.

PDFium decodes a picture whole before it draws it: 209 MB of raw colour of A3 at 600 dpi, and five times as much where
it is JPEG 2000. So such a page is drawn from a copy in memory that holds smaller ones; all else of the page stays as it
is, its turn, its crop and the visible part of a signature too. What is stored in a way not known here PDFium gets as it
is.
"""

from __future__ import annotations

import io
import math
import zlib
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from node.ocr.reader import AnyArray
from node.ocr.source.flate_rows import Layout, bands_of_samples

#: Pixels from which a picture is worth it, by how it is compressed.
_HEAVY = {"/FlateDecode": 15_000_000, "/JPXDecode": 4_000_000}
_MOST_HALVINGS = 3
_POINTS_PER_INCH = 72
_NEARLY = 1.02  # scanners round a page's size
_SAMPLES = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}
_MODES = {"L": ("/DeviceGray", 1), "RGB": ("/DeviceRGB", 3)}
#: What a page is drawn from; the rest of the catalogue would keep other pages in the copy.
_DRAWN_FROM = {"/Type", "/Pages", "/AcroForm", "/OCProperties"}
_CONTENT = {"/Contents", "/Resources", "/Annots", "/Thumb"}

Size = tuple[int, int]
Factors = dict[Size, int]


def too_fine_pictures(path: Path, dpi: int) -> dict[int, Factors]:
    """By how much large pictures may be made smaller where the pages are drawn at `dpi`, for each page (from 0) that
    has such; none where the document is too broken to tell."""
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
            told = {index: _factors(page, dpi) for index, page in enumerate(pdf.pages)}
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        return {}
    return {index: factors for index, factors in told.items() if factors}


def _factors(page: pikepdf.Page, dpi: int) -> Factors:
    """A picture is taken to cover its page; what covers less is left finer than it need be."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    drawn = abs((right - left) * (top - bottom)) * (dpi / _POINTS_PER_INCH) ** 2
    factors: Factors = {}
    for picture in page.get_images().values():
        size = (int(picture.Width), int(picture.Height))
        if math.prod(size) >= _HEAVY.get(_coding(picture), math.inf) and drawn > 0:
            finer = math.sqrt(math.prod(size) / drawn) * _NEARLY
            factors[size] = 2 ** min(_MOST_HALVINGS, int(max(0.0, math.log2(finer))))
    return {size: factor for size, factor in factors.items() if factor > 1}


def with_smaller_pictures(path: Path, index: int, factors: Factors) -> io.BytesIO | None:
    """The document with the content of its `index`-th page (from 0) alone, and with smaller pictures there; None where
    none could be made smaller."""
    try:
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
            _keep_only(pdf, index)
            pictures = pdf.pages[index].get_images().values()
            done = [_made_smaller(cast("pikepdf.Stream", picture), factors) for picture in pictures]
            if not any(done):
                return None
            out = io.BytesIO()
            pdf.save(out, compress_streams=False, encryption=False)
            return out
    except pikepdf.PdfError:
        return None


def _keep_only(pdf: pikepdf.Pdf, index: int) -> None:
    """Other pages stay as empty ones: a form field may name them."""
    for number, page in enumerate(pdf.pages):
        for key in _CONTENT & page.obj.keys() if number != index else ():
            del page.obj[key]
    for key in pdf.Root.keys() - _DRAWN_FROM:
        del pdf.Root[key]


def _made_smaller(picture: pikepdf.Stream, factors: Factors) -> bool:
    factor = factors.get((int(picture.Width), int(picture.Height)), 1)
    # Colours that stand for "nothing here" must stay exactly what they are.
    if factor == 1 or isinstance(picture.get("/Mask"), Array) or "/Matte" in picture.get("/SMask", {}):
        return False
    try:
        small = _of_jpx(picture, factor) if _coding(picture) == "/JPXDecode" else _of_flate(picture, factor)
    except (ValueError, OSError, zlib.error):
        return False
    if small is None:
        return False
    picture.write(small.tobytes())
    picture.Height, picture.Width, picture.BitsPerComponent = small.shape[0], small.shape[1], 8
    return True


def _coding(picture: pikepdf.Object) -> str:
    """How it is compressed, where that is one step."""
    coding = picture.get("/Filter")
    if isinstance(coding, Array):
        coding = coding[0] if len(coding) == 1 else None
    return str(coding)


def _of_flate(picture: pikepdf.Stream, factor: int) -> AnyArray | None:
    parms = picture.get("/DecodeParms", Dictionary())
    parms = parms[0] if isinstance(parms, Array) else parms
    samples, predictor = _samples(picture.get("/ColorSpace")), int(parms.get("/Predictor", 1))
    as_told = predictor == 1 or int(parms.get("/Colors", 1)) == samples
    if int(picture.get("/BitsPerComponent", 0)) != 8 or samples is None or not as_told:
        return None
    width, height = int(picture.Width), int(picture.Height)
    small = np.empty((height // factor, width // factor, samples), np.uint8)
    data, top = memoryview(picture.get_raw_stream_buffer()), 0
    for band in bands_of_samples(data, Layout(width, height, samples, predictor)):
        rows = band.shape[0] // factor
        if rows:
            even = np.ascontiguousarray(band[: rows * factor, : small.shape[1] * factor])
            size = (small.shape[1], rows)
            reduced = cv2.resize(even, size, interpolation=cv2.INTER_AREA)
            small[top : top + rows] = reduced.reshape(rows, size[0], samples)
        top += rows
    return small


def _samples(space: object) -> int | None:
    """Samples a pixel has in a colour space whose samples can be averaged."""
    if isinstance(space, Name):
        return _SAMPLES.get(str(space))
    if not isinstance(space, Array) or len(space) < 2:
        return None
    if space[0] == Name.ICCBased:
        return {1: 1, 3: 3, 4: 4}.get(int(space[1].N))
    return _SAMPLES.get(str(space[0]))


def _of_jpx(picture: pikepdf.Stream, factor: int) -> AnyArray | None:
    """JPEG 2000 holds a picture in several sizes, so the smaller one is all that is decoded."""
    if int(picture.get("/SMaskInData", 0)) != 0:
        return None
    with Image.open(io.BytesIO(picture.get_raw_stream_buffer())) as image:
        image.reduce = factor.bit_length() - 1  # type: ignore[method-assign, assignment]
        image.load()
        space, samples = _MODES.get(image.mode, ("", 0))
        if samples == 0 or ("/ColorSpace" in picture and _samples(picture.ColorSpace) != samples):
            return None
        picture.ColorSpace = picture.get("/ColorSpace", Name(space))
        return np.asarray(image)
