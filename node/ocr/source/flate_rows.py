"""Samples of a picture in a PDF that is compressed with Flate, band by band, so that the 209 MB of raw colour of an A3
page at 600 dpi are never in memory together (ISO 32000-1, 7.4.4).

With a PNG predictor the stream is what a PNG file holds. Such rows lean on the row above them, so a band is handed to a
PNG decoder under its row above, which is said as a row that leans on none.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from node.ocr.reader import AnyArray

_FEED, _BAND_BYTES = 1 << 16, 6_000_000
_EVEN = 8  # rows of a band: whole rows of whatever is made smaller
_LEANS_ON_LEFT, _OF_PNG = 2, 10  # predictors
_PNG_COLOURS = {1: 0, 3: 2, 4: 6}  # four samples pass for colour with transparency
_IN_ORDER = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}  # of a decoder that gives blue first


@dataclass(frozen=True, slots=True)
class Layout:
    """How samples of 8 bits lie in a stream: `samples` for each pixel, rows changed by `predictor`."""

    width: int
    height: int
    samples: int
    predictor: int


def bands_of_samples(data: memoryview, layout: Layout) -> Iterator[AnyArray]:
    """The picture (rows × width × samples, uint8) in bands. Raises ValueError where the stream ends early, and
    zlib.error."""
    length = layout.width * layout.samples + (layout.predictor >= _OF_PNG)
    high = max(1, _BAND_BYTES // length // _EVEN) * _EVEN
    above = np.zeros((1, layout.width, layout.samples), np.uint8)
    for packed in _inflated(data, length * high, length * layout.height):
        rows = np.frombuffer(packed, np.uint8).reshape(-1, length)
        if layout.predictor >= _OF_PNG:
            band = _by_png(above, rows, layout)
        else:
            band = rows.reshape(-1, layout.width, layout.samples)
            if layout.predictor == _LEANS_ON_LEFT:
                band = np.cumsum(band, axis=1, dtype=np.uint8)
        yield band
        above = band[-1:]


def _inflated(data: memoryview, size: int, total: int) -> Iterator[bytearray]:
    """The first `total` bytes in pieces of `size`; never more at once, however well they were packed."""
    engine, at, fed = zlib.decompressobj(), 0, b""
    for begin in range(0, total, size):
        piece, wanted = bytearray(), min(size, total - begin)
        while len(piece) < wanted:
            if not fed:
                fed, at = bytes(data[at : at + _FEED]), at + _FEED
            fresh = engine.decompress(fed, wanted - len(piece))
            if not fresh and (engine.eof or not fed):
                raise ValueError("the stream ends early")
            piece += fresh
            fed = engine.unconsumed_tail
        yield piece


def _by_png(above: AnyArray, rows: AnyArray, layout: Layout) -> AnyArray:
    plain = np.concatenate((np.zeros((1, 1), np.uint8), above.reshape(1, -1)), axis=1)
    inside = np.concatenate((plain, rows))
    header = struct.pack(">IIBBBBB", layout.width, len(inside), 8, _PNG_COLOURS[layout.samples], 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(inside.data, 0)), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    seen = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if seen is None:
        raise ValueError("rows that no PNG has")
    return np.asarray(seen.reshape(len(inside), layout.width, -1)[1:, :, _IN_ORDER[layout.samples]])
