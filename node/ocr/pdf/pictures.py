"""Put the coded pictures of scanned pages under their text, as they are: nothing is decoded or coded again."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from node.ocr.pdf.coding import Coded, Layer

_BEST = 9


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """The picture of a page and where it lies, in points: left, bottom, width, height."""

    coded: Coded
    place: tuple[float, float, float, float]


def put_pictures(drawn: Path, pictures: Sequence[PlacedPicture], out: Path) -> None:
    """Write `drawn` with a picture under each of its pages to `out`."""
    with pikepdf.open(drawn) as pdf:
        for page, picture in zip(pdf.pages, pictures, strict=True):
            orders = []
            for layer in picture.coded.layers:
                name = page.add_resource(_stream(pdf, layer), Name.XObject)
                orders.append(_order(layer, picture.place, name))
            page.contents_add("\n".join(orders).encode("ascii"), prepend=True)
        pdf.save(out)


def _order(layer: Layer, place: tuple[float, float, float, float], name: Name) -> str:
    left, bottom, width, height = place
    x0, y0, x1, y1 = layer.place
    at_x, at_y = left + x0 * width, bottom + (1 - y1) * height
    return f"q 0 g {(x1 - x0) * width:.4f} 0 0 {(y1 - y0) * height:.4f} {at_x:.4f} {at_y:.4f} cm {name} Do Q"


def _stream(pdf: pikepdf.Pdf, layer: Layer) -> pikepdf.Stream:
    """The picture as PDF's image; deflated once more where that is shorter, as it is for white stretches of a JPEG."""
    width, height = layer.pixels
    smaller = zlib.compress(layer.data, _BEST)
    deflated = len(smaller) < len(layer.data)
    stream = pikepdf.Stream(pdf, smaller if deflated else layer.data)
    stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, width, height
    if layer.coding == "g4":
        coding, how = Name.CCITTFaxDecode, Dictionary(K=-1, Columns=width, Rows=height)
        stream.ImageMask, stream.BitsPerComponent = True, 1
    else:
        coding, how = Name.DCTDecode, None
        stream.ColorSpace = Name.DeviceRGB if layer.coding == "colour" else Name.DeviceGray
        stream.BitsPerComponent = 8
    stream.Filter = Array([Name.FlateDecode, coding]) if deflated else coding
    if how is not None:
        stream.DecodeParms = Array([None, how]) if deflated else how
    return stream
