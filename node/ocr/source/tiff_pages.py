"""Pages of a TIFF, decoded strip by strip: one copy of an A3 page at 600 dpi would be 280 MB.

A strip is compressed on its own (TIFF 6.0, section 3), so a few strips under a header of their own are a small TIFF
that any decoder reads. Where a page is tiled, or one strip, or decoded oddly, it is read whole.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.reader import Colour
from node.ocr.source.loaded import Loaded, halvings, loaded
from node.ocr.source.stills import open_image, seen, short_mm

_LENGTH, _OFFSETS, _ROWS, _SIZES = 257, 273, 278, 279
_COMPRESSION, _ORIENTATION, _PLANES, _TILE_WIDTH, _OLD_JPEG = 259, 274, 284, 322, 6
#: Said again in the small TIFF: width, depth, colours, compression and its tables, fill order, extra samples.
_DECODING = (256, 258, 259, 262, 266, 277, 284, 292, 293, 317, 320, 338, 339, 347, 530, 531)
_BAND_BYTES, _WHOLE_BYTES = 24_000_000, 60_000_000
_BYTE, _SHORT, _LONG, _UNDEFINED = 1, 3, 4, 7
_PACKED = {_BYTE: "B", _SHORT: "H", _LONG: "I", _UNDEFINED: "B"}

Strips = list[tuple[int, int]]  # offset and length


def tiff_pages(path: Path, first: int, limits: Limits) -> Iterator[Loaded]:
    """Pages from `first` (1-based) on. Raises NOT_AN_IMAGE, IMAGE_TOO_LARGE."""
    with open_image(path) as image, path.open("rb") as file:
        for index in range(first - 1, int(getattr(image, "n_frames", 1))):
            image.seek(index)
            size, short, is_bilevel = image.size, short_mm(image), image.mode == "1"
            factor = 2 ** halvings(*size, limits)
            yield loaded(_page(image, file, factor), size, short, is_bilevel)


def _page(image: Image.Image, file: BinaryIO, factor: int) -> Colour:
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    if not _can_be_cut(tags, image.size):
        return seen(image, factor)
    rows = int(tags[_ROWS])
    # A band ends where a reduced row ends.
    per_band = -(-max(1, _BAND_BYTES // (rows * image.width * 4)) // factor) * factor
    strips: Strips = list(zip(tags[_OFFSETS], tags[_SIZES], strict=True))
    bands = []
    for at in range(0, len(strips), per_band):
        height = min(rows * per_band, image.height - at * rows)
        with Image.open(_small_tiff(tags, file, strips[at : at + per_band], height)) as band:
            bands.append(seen(band, factor))
    return np.concatenate(bands)


def _can_be_cut(tags: Any, size: tuple[int, int]) -> bool:
    width, height = size
    return bool(
        width * height * 4 > _WHOLE_BYTES
        and len(tags.get(_OFFSETS, ())) > 1
        and _ROWS in tags
        and _TILE_WIDTH not in tags
        and tags.get(_PLANES, 1) == 1
        and tags.get(_ORIENTATION, 1) == 1
        and tags.get(_COMPRESSION) != _OLD_JPEG
    )


def _small_tiff(tags: Any, file: BinaryIO, strips: Strips, height: int) -> io.BytesIO:
    """A TIFF of these strips alone."""
    order = "<" if tags.prefix == b"II" else ">"
    data, places = io.BytesIO(), []
    data.write(tags.prefix + struct.pack(order + "HI", 42, 0))
    for offset, length in strips:
        places.append(data.tell())
        file.seek(offset)
        data.write(file.read(length))
    fields = {tag: (tags.tagtype[tag], _values(tags[tag])) for tag in _DECODING if tag in tags}
    fields |= {
        _LENGTH: (_LONG, [height]),
        _ROWS: (_LONG, [tags[_ROWS]]),
        _OFFSETS: (_LONG, places),
        _SIZES: (_LONG, [length for _, length in strips]),
    }
    _write_directory(data, order, fields)
    return data


def _write_directory(data: io.BytesIO, order: str, fields: dict[int, tuple[int, list[int]]]) -> None:
    entries = []
    for tag, (kind, values) in sorted(fields.items()):
        packed = struct.pack(f"{order}{len(values)}{_PACKED[kind]}", *values)
        if len(packed) > 4:
            data.write(b"\0" * (data.tell() % 2))
            packed, at = struct.pack(order + "I", data.tell()), packed
            data.write(at)
        entries.append(struct.pack(order + "HHI", tag, kind, len(values)) + packed.ljust(4, b"\0"))
    data.write(b"\0" * (data.tell() % 2))
    start = data.tell()
    data.write(struct.pack(order + "H", len(entries)) + b"".join(entries) + b"\0\0\0\0")
    data.seek(4)
    data.write(struct.pack(order + "I", start))
    data.seek(0)


def _values(value: Any) -> list[int]:
    return list(value) if isinstance(value, tuple | bytes) else [int(value)]
