"""A paper as it lies on a counter's scanner: black print, blue handwriting, a red seal over a blue signature.

All people and numbers are invented. The seal's ink is uneven, the paper is not white, the sensor is noisy, the sheet
lies a little askew, and the print shines through from the back: what makes colour scans large.
"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from node.ocr.reader import Colour
from plumbing.fonts import serif

_BLACK, _BLUE, _RED = (28, 26, 30), (38, 52, 150), (196, 34, 46)
HEADING = "XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"
PRINTED = (
    "Ủy ban nhân dân xã Quảng Yên xác nhận ông Lương Văn Khoẻn, sinh ngày 14/02/1991, dân tộc Mường,",
    "số định danh cá nhân 038091004417, nơi cư trú thôn Trung Đình, xã Quảng Yên, tỉnh Thanh Hóa, trong",
    "thời gian cư trú tại địa phương từ ngày 01/3/2009 đến nay chưa đăng ký kết hôn với ai.",
    "Giấy này được sử dụng để làm thủ tục đăng ký kết hôn với bà Hà Thị Nhượng, sinh ngày 30/9/1994,",
    "số định danh cá nhân 038194011286, và có giá trị trong thời hạn 06 tháng kể từ ngày cấp.",
    "Người đề nghị chịu trách nhiệm trước pháp luật về nội dung khai và cam kết không dùng giấy này vào",
    "việc khác. Hồ sơ lưu tại bộ phận một cửa, mã hồ sơ H56.16480-261122-0042.",
)
WRITTEN = ("Đã nhận đủ giấy tờ", "hẹn trả ngày 25/11/2026", "Nguyễn Thị Lan")


def counter_paper(dpi: int = 300, seed: int = 1, size_mm: tuple[float, float] = (210.0, 297.0)) -> Colour:
    """The scan (height × width × BGR, uint8)."""
    chance = random.Random(seed)
    per_mm = dpi / 25.4
    width, height = round(size_mm[0] * per_mm), round(size_mm[1] * per_mm)
    page = Image.new("RGB", (width, height), (243, 241, 234))
    pen = ImageDraw.Draw(page)
    _print(pen, per_mm, width)
    _sign(page, per_mm, chance)
    _seal(page, per_mm, chance)
    return _scan(np.asarray(page)[:, :, ::-1], seed)


def _print(pen: ImageDraw.ImageDraw, per_mm: float, width: int) -> None:
    def line(text: str, top: float, points: float, style: str = "Regular", left: float = 30) -> None:
        font = ImageFont.truetype(str(serif(style)), round(points * 25.4 / 72 * per_mm))
        pen.text((left * per_mm, top * per_mm), text, _BLACK, font)

    line("ỦY BAN NHÂN DÂN", 22, 12, left=38)
    line("XÃ QUẢNG YÊN", 28, 12, "Bold", 42)
    line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 22, 12, "Bold", 98)
    line("Độc lập - Tự do - Hạnh phúc", 28, 13, "Bold", 112)
    line("Số: 776/UBND-XNTTHN", 36, 13, left=34)
    line("Quảng Yên, ngày 22 tháng 11 năm 2026", 36, 13, "Italic", 108)
    line(HEADING, 52, 14, "Bold", 62)
    for row, text in enumerate((*PRINTED, *PRINTED, *PRINTED[:4])):
        line(text, 66 + row * 7.2, 10.5, left=25)
    line("TM. ỦY BAN NHÂN DÂN", 206, 13, "Bold", 118)
    line("CHỦ TỊCH", 212, 13, "Bold", 135)
    line("Trịnh Quốc Hưng", 246, 13, "Bold", 128)
    pen.line([(112 * per_mm, 34 * per_mm), (178 * per_mm, 34 * per_mm)], _BLACK, max(1, width // 1200))
    for row, text in enumerate(WRITTEN):
        font = ImageFont.truetype(str(serif("Italic")), round(15 * 25.4 / 72 * per_mm))
        pen.text((30 * per_mm, (212 + row * 9) * per_mm), text, _BLUE, font)


def _sign(page: Image.Image, per_mm: float, chance: random.Random) -> None:
    """A signature: one stroke of a pen that presses now more, now less."""
    pen, places = ImageDraw.Draw(page), []
    for step in range(900):
        t = step / 900
        x = 124 + 46 * t + 5 * math.sin(23 * t) + chance.uniform(-0.03, 0.03)
        y = 231 + 9 * math.sin(19 * t + 0.5) * (1 - 0.7 * t) + 2 * math.sin(41 * t)
        places.append((x * per_mm, y * per_mm))
    for (x0, y0), (x1, y1), step in zip(places, places[1:], range(900), strict=False):
        thick = (0.45 + 0.2 * math.sin(step / 37)) * per_mm
        pen.line([(x0, y0), (x1, y1)], _BLUE, max(1, round(thick)))


def _seal(page: Image.Image, per_mm: float, chance: random.Random) -> None:
    """A round seal of 36 mm over the left third of the signature (Nghị định 30/2020/NĐ-CP), its ink uneven."""
    side, middle = round(40 * per_mm), 20 * per_mm
    seal = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(seal)
    for radius, thick in ((18.0, 0.8), (16.6, 0.25), (10.5, 0.25)):
        edge = [
            middle - radius * per_mm,
            middle - radius * per_mm,
            middle + radius * per_mm,
            middle + radius * per_mm,
        ]
        pen.ellipse(edge, outline=255, width=max(1, round(thick * per_mm)))
    points = []
    for corner in range(10):
        radius, angle = (6.5 if corner % 2 == 0 else 2.6) * per_mm, math.pi * corner / 5 - math.pi / 2
        points.append((middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
    pen.polygon(points, fill=255)
    _around(seal, "U.B.N.D XÃ QUẢNG YÊN", per_mm, middle)
    ink = np.asarray(seal).astype(np.float32)
    blotches = (
        np.random.default_rng(chance.randrange(1 << 30)).normal(0.82, 0.25, (24, 24)).astype(np.float32)
    )
    ink *= np.clip(cv2.resize(blotches, (side, side), interpolation=cv2.INTER_CUBIC), 0.35, 1.0)
    page.paste(
        Image.new("RGB", (side, side), _RED),
        (round(108 * per_mm), round(214 * per_mm)),
        Image.fromarray(ink.astype(np.uint8)),
    )


def _around(seal: Image.Image, text: str, per_mm: float, middle: float) -> None:
    font = ImageFont.truetype(str(serif("Bold")), round(3.6 * per_mm))
    for place, letter in enumerate(text):
        angle = -200 + place * 220 / (len(text) - 1)
        tile = Image.new("L", (round(6 * per_mm),) * 2, 0)
        ImageDraw.Draw(tile).text((3 * per_mm, 3 * per_mm), letter, 255, font, anchor="mm")
        turned = tile.rotate(-angle - 90, resample=Image.Resampling.BICUBIC)
        at_x = middle + 13.5 * per_mm * math.cos(math.radians(angle)) - 3 * per_mm
        at_y = middle + 13.5 * per_mm * math.sin(math.radians(angle)) - 3 * per_mm
        seal.paste(255, (round(at_x), round(at_y)), turned)


def _scan(page: Colour, seed: int) -> Colour:
    """What the scanner adds: the back's print, a slight turn, the lens, a shade along one edge, the sensor's noise."""
    noise = np.random.default_rng(seed)
    height, width = page.shape[:2]
    behind = cv2.GaussianBlur(255 - page[:, ::-1].min(axis=2), (0, 0), width / 900)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.4, 1.0)
    even = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    even = cv2.GaussianBlur(even, (0, 0), width / 3600)
    shade = np.linspace(1.0, 0.955, width, dtype=np.float32)[None, :, None]
    scanned = np.empty_like(even)
    for top in range(0, height, 512):
        rows = slice(top, top + 512)
        lit = even[rows].astype(np.float32) * shade - 0.04 * behind[rows, :, None]
        lit += noise.standard_normal(lit.shape, dtype=np.float32) * 3.0
        scanned[rows] = np.clip(lit, 0, 255).astype(np.uint8)
    return scanned
