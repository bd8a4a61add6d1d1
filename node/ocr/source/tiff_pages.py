"""Pages of a TIFF, taken in band by band: one copy of an A3 page at 600 dpi would be 280 MB.

Its rows are decoded one after another (`node.ocr.source.tiff_rows`); some of them under a header of their own are a
small plain TIFF (TIFF 6.0, section 2), whose colours Pillow knows. What is tiled or coded oddly is read whole.
"""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.reader import Colour
from node.ocr.source.loaded import Loaded, halvings, loaded
from node.ocr.source.stills import dots_per_inch, open_image, seen, short_mm
from node.ocr.source.tiff_rows import Rows, bands_of_rows, has_libtiff

_WIDTH, _LENGTH, _COMPRESSION, _COLOURS, _OFFSETS = 256, 257, 259, 262, 273
_SAMPLES, _ROWS, _SIZES, _PLANES, _ORIENTATION, _TILE_WIDTH = 277, 278, 279, 284, 274, 322
_PLAIN, _OLD_JPEG, _JPEG, _RGB, _YCBCR = 1, 6, 7, 2, 6
#: Said again in the small TIFF: depth, colours, samples, palette, extra samples, format of samples.
_MEANING = (258, _COLOURS, _SAMPLES, 320, 338, 339)
_BAND_BYTES, _WHOLE_BYTES = 6_000_000, 60_000_000
_SAME, _MOST_OBLONG = 1.02, 2.5  # finer to coarser; what is said to be flatter than any fax is said wrongly
_SHORT, _LONG = 3, 4
_PACKED = {_SHORT: "H", _LONG: "I"}
_ORDER, _MAGIC = ("<", b"II") if sys.byteorder == "little" else (">", b"MM")

Fields = dict[int, tuple[int, list[int]]]


def tiff_pages(path: Path, first: int, limits: Limits) -> Iterator[Loaded]:
    """Pages from `first` (1-based) on. Raises NOT_AN_IMAGE, IMAGE_TOO_LARGE."""
    with open_image(path) as image:
        for index in range(first - 1, int(getattr(image, "n_frames", 1))):
            image.seek(index)
            short, is_bilevel = short_mm(image), image.mode == "1"
            factor = 2 ** halvings(*image.size, limits)
            page, size = _with_square_dots(_page(image, path, index, factor), image)
            yield loaded(page, size, short, is_bilevel)


def _page(image: Image.Image, path: Path, index: int, factor: int) -> Colour:
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    if not _comes_in_rows(tags, image.size):
        return seen(image, factor)
    # A band ends where a reduced row ends.
    high = -(-max(1, _BAND_BYTES // (image.width * 4)) // factor) * factor
    page = np.empty((-(-image.height // factor), -(-image.width // factor), 3), np.uint8)
    for number, rows in enumerate(bands_of_rows(path, index, image.height, high)):
        top = number * high
        with Image.open(_small_tiff(tags, rows, min(high, image.height - top))) as band:
            page[top // factor : (top + high) // factor] = seen(band, factor)
    return page


def _with_square_dots(page: Colour, image: Image.Image) -> tuple[Colour, tuple[int, int]]:
    """A fax of standard resolution has 204 dots an inch across and 98 down (ITU-T T.4): it is stretched as paper is,
    and with it the size that is told."""
    across, down = dots_per_inch(image)
    finer, coarser = max(across, down), min(across, down)
    if not coarser * _SAME < finer <= coarser * _MOST_OBLONG:
        return page, image.size
    height, width = page.shape[:2]
    size = (round(width * finer / across), round(height * finer / down))
    stretched = cv2.resize(page, size, interpolation=cv2.INTER_LINEAR)
    return stretched, (round(image.width * finer / across), round(image.height * finer / down))


def _comes_in_rows(tags: Any, size: tuple[int, int]) -> bool:
    width, height = size
    coding = tags.get(_COMPRESSION, _PLAIN)
    return bool(
        width * height * 4 > _WHOLE_BYTES
        and _TILE_WIDTH not in tags
        and tags.get(_PLANES, 1) == 1
        and tags.get(_ORIENTATION, 1) == 1
        and coding != _OLD_JPEG
        and (coding == _JPEG or tags.get(_COLOURS) != _YCBCR)
        and has_libtiff()
    )


def _small_tiff(tags: Any, rows: Rows, height: int) -> io.BytesIO:
    """A TIFF of these decoded rows."""
    data = io.BytesIO()
    data.write(_MAGIC + struct.pack(_ORDER + "HI", 42, 0))
    fields: Fields = {tag: (_SHORT, _values(tags[tag])) for tag in _MEANING if tag in tags}
    if tags.get(_COLOURS) == _YCBCR:
        fields[_COLOURS] = (_SHORT, [_RGB])
    fields |= {
        _WIDTH: (_LONG, [tags[_WIDTH]]),
        _LENGTH: (_LONG, [height]),
        _COMPRESSION: (_SHORT, [_PLAIN]),
        _OFFSETS: (_LONG, [data.tell()]),
        _ROWS: (_LONG, [height]),
        _SIZES: (_LONG, [len(rows)]),
    }
    data.write(rows)
    _write_directory(data, fields)
    return data


def _write_directory(data: io.BytesIO, fields: Fields) -> None:
    entries = []
    for tag, (kind, values) in sorted(fields.items()):
        packed = struct.pack(f"{_ORDER}{len(values)}{_PACKED[kind]}", *values)
        if len(packed) > 4:
            data.write(b"\0" * (data.tell() % 2))
            packed, at = struct.pack(_ORDER + "I", data.tell()), packed
            data.write(at)
        entries.append(struct.pack(_ORDER + "HHI", tag, kind, len(values)) + packed.ljust(4, b"\0"))
    data.write(b"\0" * (data.tell() % 2))
    start = data.tell()
    data.write(struct.pack(_ORDER + "H", len(entries)) + b"".join(entries) + b"\0\0\0\0")
    data.seek(4)
    data.write(struct.pack(_ORDER + "I", start))
    data.seek(0)


def _values(value: Any) -> list[int]:
    return list(value) if isinstance(value, tuple) else [int(value)]
