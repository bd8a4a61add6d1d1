"""Pictures as chat programs, phones and old scanners save them: read like any other, or refused by name."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.source.load import open_source
from node.ocr.source.loaded import Loaded

KINDS = ("WEBP", "AVIF", "BMP", "GIF")


def paper() -> Image.Image:
    """White, with a dark bar at its top."""
    sheet = Image.new("RGB", (600, 800), "white")
    sheet.paste((0, 0, 0), (50, 40, 550, 120))
    return sheet


def saved(path: Path, picture: Image.Image, kind: str, **how: object) -> Path:
    picture.save(path, kind, **how)
    return path


def load(path: Path, limits: Limits | None = None) -> Loaded:
    (page,) = open_source(path, limits or Limits()).from_page(1)
    return page


def refusal(path: Path) -> str:
    with pytest.raises(ReadingProblem) as caught:
        load(path)
    assert caught.value.retry == "never"
    return caught.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_in_any_of_these_kinds_is_seen_as_it_is(tmp_path: Path, kind: str) -> None:
    page = load(saved(tmp_path / "khong-ten", paper(), kind))
    assert (page.width, page.height) == (600, 800)
    assert page.image.shape == (800, 600, 3)
    assert page.image[80, 300].max() < 60
    assert page.image[500, 300].min() > 230


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("WEBP", "RGBA"),
        ("AVIF", "RGBA"),
        ("BMP", "1"),
        ("BMP", "L"),
        ("BMP", "P"),
        ("GIF", "L"),
        ("GIF", "1"),
    ],
)
def test_their_colours_are_seen_on_white_paper_too(tmp_path: Path, kind: str, mode: str) -> None:
    sheet = paper().convert(mode)
    if mode == "RGBA":
        shown = np.asarray(sheet).copy()
        shown[400:, :, 3] = 0
        sheet = Image.fromarray(shown)
    page = load(saved(tmp_path / "a", sheet, kind)).image
    assert page[80, 300].max() < 60
    assert page[500, 300].min() > 230


def test_a_gif_with_a_clear_ground_stands_on_white(tmp_path: Path) -> None:
    sheet = Image.new("P", (200, 300), 0)
    sheet.putpalette([10, 10, 10, 0, 0, 0] + [255] * 762)
    sheet.paste(1, (50, 50, 150, 100))
    page = load(saved(tmp_path / "a.gif", sheet, "GIF", transparency=0)).image
    assert page[75, 100].max() == 0
    assert page[250, 100].min() == 255


def test_dots_per_inch_of_a_scanner_s_bmp_are_believed(tmp_path: Path) -> None:
    page = load(saved(tmp_path / "a.bmp", paper(), "BMP", dpi=(200, 200)))
    assert page.short_mm == pytest.approx(600 / 200 * 25.4, rel=0.01)
    assert load(saved(tmp_path / "b.bmp", paper(), "BMP", dpi=(96, 96))).short_mm is None


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_phone_s_turn_is_obeyed(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[274] = 6
    page = load(saved(tmp_path / "a", paper(), kind, exif=exif))
    assert page.image.shape == (600, 800, 3)
    assert page.image[300, 800 - 80].max() < 60


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "AVIF"])
def test_a_picture_that_moves_is_no_page(tmp_path: Path, kind: str) -> None:
    other = Image.new("RGB", (600, 800), (200, 10, 10))
    path = saved(tmp_path / "a", paper(), kind, save_all=True, append_images=[other], duration=100)
    assert refusal(path) == "IMAGE_ANIMATED"


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_was_cut_short_is_refused_not_read_as_grey(tmp_path: Path, kind: str) -> None:
    noise = np.random.default_rng(4).integers(0, 255, (300, 200, 3), np.uint8)
    data = saved(tmp_path / "whole", Image.fromarray(noise), kind).read_bytes()
    for share in (0.9, 0.5, 0.1):
        (tmp_path / "half").write_bytes(data[: int(len(data) * share)])
        assert refusal(tmp_path / "half") == "NOT_AN_IMAGE"


def huge_webp(chunk: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


HUGE = {
    "lossy.webp": huge_webp(b"VP8 " + struct.pack("<I", 10) + b"\x10\x02\x00\x9d\x01\x2a\xff\x3f\xff\x3f"),
    "lossless.webp": huge_webp(b"VP8L" + struct.pack("<I", 10) + b"\x2f" + b"\xff\xff\xff\x0f" + bytes(5)),
    "extended.webp": huge_webp(b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\x3f\x00\xff\x3f\x00"),
    "wide.gif": b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x00\x00\x00,"
    + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\x00\x02\x02\x4c\x01\x00;",
    "wide.bmp": b"BM" + struct.pack("<IHHI", 200, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(200),
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_header_that_claims_too_much_is_refused_before_room_is_made(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HUGE[name])
    assert refusal(tmp_path / name) == "IMAGE_TOO_LARGE"


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x04\x00\x00\x00WEBP",
        huge_webp(b"VP8X" + struct.pack("<I", 10) + bytes(10)),
        b"GIF89a" + bytes(20),
        b"GIF89a",
        b"BM" + bytes(12) + struct.pack("<I", 40) + bytes(36),
        b"BM" + bytes(12) + struct.pack("<Iii", 40, -5, 7) + bytes(40),
        b"BM" + bytes(12) + struct.pack("<I", 12),
        b"\x00\x00\x00\x1cftypavif" + bytes(16) + b"\xff" * 200,
    ],
)
def test_headers_with_nothing_behind_them_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    assert refusal(tmp_path / "a") == "NOT_AN_IMAGE"


@pytest.mark.parametrize("kind", KINDS)
def test_damage_anywhere_gives_a_page_or_a_refusal(tmp_path: Path, kind: str) -> None:
    buffer = io.BytesIO()
    paper().resize((120, 160)).save(buffer, kind)
    whole, random = buffer.getvalue(), np.random.default_rng(11)
    for _ in range(120):
        data = bytearray(whole)
        for at in random.integers(0, min(len(data), 400), 3):
            data[at] = random.integers(0, 256)
        (tmp_path / "a").write_bytes(data)
        with suppress(ReadingProblem):
            load(tmp_path / "a")
