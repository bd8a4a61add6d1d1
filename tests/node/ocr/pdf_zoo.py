"""PDFs as scanners, offices and accidents of thirty years write them, each showing the same four quarters: black, white
above; white, black below. Made on the spot, so that nobody's paper lies in the repository."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from node.ocr.reader import Grey

WIDE, HIGH = 600, 400
_PLACED = b"q 600 0 0 400 0 0 cm /Im Do Q"


def quarters() -> Grey:
    """Black is 0."""
    page = np.full((HIGH, WIDE), 255, np.uint8)
    page[: HIGH // 2, : WIDE // 2] = page[HIGH // 2 :, WIDE // 2 :] = 0
    return page


def _group4() -> bytes:
    """Black quarters as black runs."""
    tiff = io.BytesIO()
    Image.fromarray(255 - quarters()).convert("1").save(
        tiff, "TIFF", compression="group4", strip_size=1 << 30
    )
    with Image.open(tiff) as written:
        (offset,), (length,) = written.tag_v2[273], written.tag_v2[279]  # type: ignore[attr-defined]
    return tiff.getvalue()[offset : offset + length]


def _saved(fill: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(WIDE, HIGH))
        fill(pdf)
        pdf.save(out, **how)
    return out.getvalue()


def _picture(pdf: pikepdf.Pdf, data: bytes, bits: int, coding: Name, **more: object) -> None:
    stream = pikepdf.Stream(pdf, data)
    stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, WIDE, HIGH
    stream.BitsPerComponent, stream.Filter, stream.ColorSpace = bits, coding, Name.DeviceGray
    for name, value in more.items():
        stream[f"/{name}"] = value
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=stream))
    pdf.pages[0].Contents = pdf.make_stream(_PLACED)


def _grey(pdf: pikepdf.Pdf) -> None:
    _picture(pdf, zlib.compress(quarters().tobytes()), 8, Name.FlateDecode)


def _plain() -> bytes:
    return _saved(_grey)


def _bits(inverted: bool) -> bytes:
    return np.packbits((quarters() > 0) ^ inverted, axis=1).tobytes()


def _inverted() -> bytes:
    return _saved(
        lambda pdf: _picture(pdf, zlib.compress(_bits(True)), 1, Name.FlateDecode, Decode=Array([1, 0]))
    )


def _indexed() -> bytes:
    """One bit a pixel into a palette whose first colour is white."""
    palette = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\xff\xff\xff\x00\x00\x00")])
    return _saved(
        lambda pdf: _picture(pdf, zlib.compress(_bits(True)), 1, Name.FlateDecode, ColorSpace=palette)
    )


def _fax() -> bytes:
    parms = Dictionary(K=-1, Columns=WIDE, Rows=HIGH, BlackIs1=False)
    return _saved(lambda pdf: _picture(pdf, _group4(), 1, Name.CCITTFaxDecode, DecodeParms=parms))


def _jbig2() -> bytes:
    """ITU-T T.88: a page and one generic region, coded as MMR, as the first JBIG2 scanners did."""
    region = struct.pack(">IIIIB", WIDE, HIGH, 0, 0, 0) + b"\x01" + _group4()
    info = struct.pack(">IIIIBH", WIDE, HIGH, 0, 0, 0, 0)
    data = struct.pack(">IBBBI", 0, 48, 0, 1, len(info)) + info
    data += struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region
    return _saved(lambda pdf: _picture(pdf, data, 1, Name.JBIG2Decode))


def _runs_and_letters() -> bytes:
    """ASCII85 over run lengths: what printers of the nineties spoke."""
    line = {value: bytes([129, value, 129, value, 213, value]) for value in (0, 255)}  # 128 + 128 + 44 pixels
    rows = b"".join(
        line[int(a)] + line[int(b)] for a, b in zip(quarters()[:, 0], quarters()[:, -1], strict=True)
    )
    data = base64.a85encode(rows + b"\x80") + b"~>"
    coding = Array([Name.ASCII85Decode, Name.RunLengthDecode])
    return _saved(lambda pdf: _picture(pdf, data, 8, coding))  # type: ignore[arg-type]


def _inline() -> bytes:
    head = f"q {WIDE} 0 0 {HIGH} 0 0 cm BI /W {WIDE} /H {HIGH} /BPC 1 /CS /G /D [1 0] ID ".encode()

    def fill(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(head + _bits(True) + b" EI Q")

    return _saved(fill)


def _strips() -> bytes:
    """Forty pictures of ten rows each: scanners with little memory."""

    def fill(pdf: pikepdf.Pdf) -> None:
        pieces, orders = Dictionary(), []
        for number in range(40):
            rows = quarters()[number * 10 : number * 10 + 10]
            stream = pikepdf.Stream(pdf, zlib.compress(rows.tobytes()))
            stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, WIDE, 10
            stream.BitsPerComponent, stream.Filter, stream.ColorSpace = 8, Name.FlateDecode, Name.DeviceGray
            pieces[f"/I{number}"] = stream
            orders.append(f"q {WIDE} 0 0 10 0 {HIGH - 10 - number * 10} cm /I{number} Do Q")
        pdf.pages[0].Resources = Dictionary(XObject=pieces)
        pdf.pages[0].Contents = pdf.make_stream("\n".join(orders).encode())

    return _saved(fill)


def _cropped() -> bytes:
    """The paper lies in the middle of a larger glass."""

    def fill(pdf: pikepdf.Pdf) -> None:
        _grey(pdf)
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"q 600 0 0 400 200 300 cm /Im Do Q")
        page.MediaBox, page.CropBox = Array([0, 0, 1000, 1000]), Array([200, 300, 800, 700])

    return _saved(fill)


def _portfolio() -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        _grey(pdf)
        pdf.attachments["don.txt"] = b"kem theo"
        pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)

    return _saved(fill)


def _xfa() -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        _grey(pdf)
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp:xdp xmlns:xdp='x'/>"))

    return _saved(fill)


def _by_hand(version: str, length: str, xref: bool) -> bytes:
    """A file that no library would write: any version, any claim of a length, with or without its table."""
    head = f"/Type /XObject /Subtype /Image /Width {WIDE} /Height {HIGH} /ColorSpace /DeviceGray /BitsPerComponent 1"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}] /Contents 4 0 R"
        " /Resources << /XObject << /Im 5 0 R >> >> >>".encode(),
        f"<< /Length {len(_PLACED)} >>\nstream\n".encode() + _PLACED + b"\nendstream",
        f"<< {head} {length} >>\nstream\n".encode() + _bits(False) + b"\nendstream",
    ]
    out, places = bytearray(f"%PDF-{version}\n".encode()), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    at = len(out)
    if xref:
        out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(f"{p:010} 00000 n \n".encode() for p in places)
    return bytes(out) + f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n".encode()


def _encrypted() -> bytes:
    return _saved(_grey, encryption=pikepdf.Encryption(owner="quet", user="", R=3, aes=False, metadata=False))


_RIGHT_LENGTH = f"/Length {WIDE * HIGH // 8}"

ZOO: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "plain": _plain,
        "PDF 1.0 by hand": lambda: _by_hand("1.0", _RIGHT_LENGTH, xref=True),
        "PDF 1.3, no table": lambda: _by_hand("1.3", _RIGHT_LENGTH, xref=False),
        "no length": lambda: _by_hand("1.2", "", xref=True),
        "wrong length": lambda: _by_hand("1.4", "/Length 17", xref=True),
        "version of the future": lambda: _by_hand("9.9", _RIGHT_LENGTH, xref=True),
        "garbage before": lambda: b"\r\n\x00HTTP/1.1 200 OK\r\n\r\n" + _plain(),
        "garbage behind": lambda: _plain() + b"\0" * 5000 + b"<html>scan ok</html>",
        "cut in the table": lambda: _plain()[:-60],
        "carriage returns": lambda: _by_hand("1.3", _RIGHT_LENGTH, xref=False).replace(
            b"endobj\n", b"endobj\r"
        ),
        "object streams": lambda: _saved(_grey, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "for the web": lambda: _saved(_grey, linearize=True),
        "owner's password": _encrypted,
        "bits, black is 1": _inverted,
        "bits of a palette": _indexed,
        "fax": _fax,
        "JBIG2": _jbig2,
        "run lengths in letters": _runs_and_letters,
        "inline picture": _inline,
        "forty strips": _strips,
        "cropped": _cropped,
        "portfolio": _portfolio,
        "XFA": _xfa,
    }
)
