"""Rows of a TIFF one after another, through libtiff itself (which Debian's Tesseract brings along).

Pillow and OpenCV decode a strip at once, and some scanners write a page as one strip: 209 MB of an A3 page at 600 dpi
beside the picture that is made from it. libtiff decodes row by row, whatever the compression.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from node.ocr.problems import ReadingProblem

_LIBRARY = "libtiff.so.6"
# libtiff's own tag: pictures in JPEG come as RGB, not as the Y, Cb and Cr that are stored.
_JPEG_COLOUR_MODE, _AS_RGB = 65538, 1
# A file mapped into memory would count as the worker's, all of it.
_READ_ONLY_UNMAPPED = b"rm"

Rows = ctypes.Array[ctypes.c_char]


def has_libtiff() -> bool:
    """Whether rows can be had on this machine."""
    return _libtiff() is not None


def bands_of_rows(path: Path, page: int, height: int, band: int) -> Iterator[Rows]:
    """The decoded rows of the `page`-th page (from 0), `band` rows at a time, in this machine's byte order.

    Raises NOT_AN_IMAGE where they end early or make no sense.
    """
    library = _libtiff()
    opened = library and library.TIFFOpen(os.fsencode(path), _READ_ONLY_UNMAPPED)
    if not opened:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot open")
    try:
        _must(library.TIFFSetDirectory(opened, page) == 1)
        library.TIFFSetField(opened, _JPEG_COLOUR_MODE, ctypes.c_int(_AS_RGB))
        length = library.TIFFScanlineSize(opened)
        _must(length > 0)
        for top in range(0, height, band):
            rows = range(top, min(top + band, height))
            room = (ctypes.c_char * (length * len(rows)))()
            for at, row in enumerate(rows):
                place = ctypes.byref(room, at * length)
                _must(library.TIFFReadScanline(opened, place, row, 0) == 1)
            yield room
    finally:
        library.TIFFClose(opened)


def _must(is_well: bool) -> None:
    if not is_well:
        raise ReadingProblem("NOT_AN_IMAGE", "cannot decode")


@cache
def _libtiff() -> Any:
    """The library, silent; None where it is missing."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    library.TIFFOpen.restype = ctypes.c_void_p
    library.TIFFOpen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    library.TIFFClose.argtypes = [ctypes.c_void_p]
    library.TIFFSetDirectory.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.TIFFSetField.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.TIFFScanlineSize.argtypes = [ctypes.c_void_p]
    library.TIFFScanlineSize.restype = ctypes.c_ssize_t
    library.TIFFReadScanline.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint16]
    for silence in (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler):
        silence(None)
    return library
