"""Draw the visible part of a signature as a small PDF page (Nghị định 30/2020/NĐ-CP, Phụ lục I; point by point in
docs/legal-basis.md): black text of 10 points for a copy, the leader's blue signature, the agency's red seal at its real
size.

Drawn by reportlab and imported whole, because pyHanko's own text stamps spread and clip letters of fonts with
2048 units (Liberation, DejaVu) while pdftotext still finds the text: only a look at the picture shows it.
"""

from __future__ import annotations

import io

from PIL import Image
from reportlab.lib.units import inch, mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from node.sign.port import Role, SignRequest
from node.sign.problems import SigningProblem
from plumbing.fonts import serif

_FONT = "SignatureStamp"
_SIZE, _LEADING = 10.0, 1.18
_SEAL_SHARE = 0.36
_SEAL_POINTS = 36 * mm  # what seals with the national emblem measure, where the picture does not say
_LEAST_DPI = 96.5  # 72 and 96 are what drawing programs write when nobody chose a size
_COLOURS = {Role.INTAKE: (0.0, 0.0, 0.0), Role.LEADER: (0.0, 0.2, 0.6), Role.SEAL: (0.8, 0.0, 0.0)}


def draw_stamp(request: SignRequest, width: float, height: float, turned: int = 0) -> bytes:
    """A one-page PDF of `width` × `height` points with the request's image, or its lines and the time, upright on a
    page that is shown turned by so many degrees. Raises STAMP_IMAGE_UNREADABLE."""
    # Only the letters of this stamp are embedded, not all of ASCII: half the bytes of a small signature.
    pdfmetrics.registerFont(TTFont(_FONT, str(serif()), asciiReadable=False))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), initialFontName=_FONT)
    width, height = _turn(canvas, width, height, turned)
    if request.image is not None:
        _draw_picture(canvas, request, width, height)
    elif request.role is Role.SEAL:
        _draw_ring(canvas, request, width, height)
    else:
        # A third at the left of a leader's signature belongs to the agency's seal.
        left = width * _SEAL_SHARE if request.role is Role.LEADER else 0.0
        _draw_lines(canvas, request, left, width - left, height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _turn(canvas: Canvas, width: float, height: float, turned: int) -> tuple[float, float]:
    """Turn the pen against the page's turn; gives width and height as they are seen."""
    moves = {90: (width, 0.0), 180: (width, height), 270: (0.0, height)}
    if turned not in moves:
        return width, height
    canvas.translate(*moves[turned])
    canvas.rotate(turned)
    return (width, height) if turned == 180 else (height, width)


def _draw_picture(canvas: Canvas, request: SignRequest, width: float, height: float) -> None:
    """A signature fills its place; a seal is as large as the real one, and never larger than its place."""
    picture = _picture(request.image or b"")
    side = _seal_points(picture) if request.role is Role.SEAL else max(width, height)
    wide, high = min(width, side), min(height, side)
    canvas.drawImage(
        ImageReader(picture),
        (width - wide) / 2,
        (height - high) / 2,
        wide,
        high,
        mask="auto",
        preserveAspectRatio=True,
    )


def _picture(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise SigningProblem("STAMP_IMAGE_UNREADABLE", type(error).__name__) from None
    return picture


def _seal_points(picture: Image.Image) -> float:
    """How large the picture says the seal is (its pixels per inch), else how large such seals are."""
    dots = picture.info.get("dpi")
    return (
        float(max(picture.size) / dots[0] * inch) if dots and dots[0] >= _LEAST_DPI else float(_SEAL_POINTS)
    )


def _draw_lines(canvas: Canvas, request: SignRequest, left: float, width: float, height: float) -> None:
    lines = [*request.lines, request.time_text()]
    widest = max(pdfmetrics.stringWidth(line, _FONT, 1.0) for line in lines)
    size = min(_SIZE, width / widest, height / (len(lines) * _LEADING))
    canvas.setFillColorRGB(*_COLOURS[request.role])
    canvas.setFont(_FONT, size)
    for number, line in enumerate(lines):
        canvas.drawString(left, height - size - number * size * _LEADING, line)


def _draw_ring(canvas: Canvas, request: SignRequest, width: float, height: float) -> None:
    """The agency's name and the time inside a red double ring, where no picture of the seal was given."""
    lines = [*request.lines, *request.time_text().split("T")]
    radius = min(width, height) / 2 - 1
    widest = max(pdfmetrics.stringWidth(line, _FONT, 1.0) for line in lines)
    size = min(_SIZE, 1.5 * radius / widest, 1.2 * radius / (len(lines) * _LEADING))
    canvas.setFillColorRGB(*_COLOURS[request.role])
    canvas.setStrokeColorRGB(*_COLOURS[request.role])
    for ring, stroke in ((radius, 1.6), (radius - 3, 0.5)):
        canvas.setLineWidth(stroke)
        canvas.circle(width / 2, height / 2, ring, stroke=1, fill=0)
    canvas.setFont(_FONT, size)
    first = height / 2 + (len(lines) / 2 - 0.8) * size * _LEADING
    for number, line in enumerate(lines):
        canvas.drawCentredString(width / 2, first - number * size * _LEADING, line)
