"""Find bar codes in a picture: identity cards carry a QR code, cover sheets of a scanned stack another.

ZXing's C++ port (`zxing-cpp`, Apache-2.0) looks at the whole picture, in any direction, as it is and shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp

from node.ocr.model import Box, span
from node.ocr.reader import AnyArray


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it says, its kind ("QR Code", "Code 128" …) and where it stands in pixels of the picture."""

    text: str
    format: str
    box: Box


def read_codes(image: AnyArray) -> list[Code]:
    """Every readable code of a picture (grey, or height × width × BGR, uint8), from top to bottom."""
    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    codes = (_code(one) for one in found if one.text)
    return sorted(codes, key=lambda code: (code.box[1], code.box[0]))


def _code(found: zxingcpp.Barcode) -> Code:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return Code(found.text, str(found.format), span([(at.x, at.y, at.x, at.y) for at in corners]))
