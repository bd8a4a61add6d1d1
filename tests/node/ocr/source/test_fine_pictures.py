"""Pages whose pictures are far finer than they are drawn: they look as they did, and take little memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zlib
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.process import worker_process
from node.ocr.reader import AnyArray, Colour
from node.ocr.source import fine_pictures
from node.ocr.source.fine_pictures import too_fine_pictures
from node.ocr.source.pdf_pages import pdf_pages

WIDE, HIGH = 2401, 1601  # odd, and twice as fine as the page is drawn
DPI = 200
PROMISED_KIB = 400_000_000 // 1024


@pytest.fixture(autouse=True)
def _small_ones_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fine_pictures, "_HEAVY", {"/FlateDecode": 1_000_000, "/JPXDecode": 1_000_000})


def landscape(samples: int) -> AnyArray:
    """Soft spots, no two corners alike."""
    noise = np.random.default_rng(7).integers(0, 256, (17, 25, samples), dtype=np.uint8)
    return cv2.resize(noise, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC).reshape(HIGH, WIDE, samples)


def packed(picture: AnyArray) -> bytes:
    return zlib.compress(picture.tobytes(), 1)


def png_rows(picture: AnyArray) -> bytes:
    """The picture's rows as a PNG encoder filters them."""
    out, rows = io.BytesIO(), picture[:, :, 0] if picture.shape[2] == 1 else picture
    Image.fromarray(rows).save(out, "PNG", compress_level=1)
    png, at, data = out.getvalue(), 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        data += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    return data


def left_differences(picture: AnyArray) -> bytes:
    """TIFF's predictor: each sample less the one to its left."""
    before = np.concatenate((np.zeros_like(picture[:, :1]), picture[:, :-1]), axis=1)
    return zlib.compress((picture - before).tobytes(), 1)


def document(path: Path, data: bytes, coding: Name, **more: object) -> Path:
    """Two pages: an empty one, and the picture on a page that is turned and has a black frame drawn over it."""
    with pikepdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(432, 288))
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, WIDE, HIGH
        picture.Filter, picture.BitsPerComponent = coding, 8
        for name, value in more.items():
            picture[f"/{name}"] = value
        page = pdf.pages[1]
        page.Rotate = 90
        page.Resources = Dictionary(XObject=Dictionary(Im=picture))
        page.Contents = pdf.make_stream(b"q 432 0 0 288 0 0 cm /Im Do Q 8 w 40 40 300 200 re S")
        pdf.save(path, compress_streams=False)
    return path


def drawn(path: Path) -> Colour:
    return next(pdf_pages(path, 2, DPI)).image


def drawn_from_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> Colour:
    with monkeypatch.context() as patch:
        patch.setattr(fine_pictures, "_HEAVY", {})
        return drawn(path)


def parms(predictor: int, samples: int) -> Dictionary:
    return Dictionary(Predictor=predictor, Colors=samples, BitsPerComponent=8, Columns=WIDE)


GREY, RGB, CMYK = Name.DeviceGray, Name.DeviceRGB, Name.DeviceCMYK


@pytest.mark.parametrize(
    ("how", "samples", "space"),
    [
        ("plain", 1, GREY),
        ("plain", 3, RGB),
        ("plain", 4, CMYK),
        ("left", 3, RGB),
        ("png", 1, GREY),
        ("png", 3, RGB),
    ],
)
def test_flate_looks_as_before(
    how: str, samples: int, space: Name, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = landscape(samples)
    if how == "plain":
        path = document(tmp_path / "p.pdf", packed(picture), Name.FlateDecode, ColorSpace=space)
    else:
        data, predictor = (left_differences(picture), 2) if how == "left" else (png_rows(picture), 15)
        more = {"ColorSpace": space, "DecodeParms": parms(predictor, samples)}
        path = document(tmp_path / "p.pdf", data, Name.FlateDecode, **more)
    assert_same_look(path, monkeypatch)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_2000_looks_as_before(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.fromarray(landscape(3)).convert(mode).save(out, "JPEG2000")
    assert_same_look(document(tmp_path / "p.pdf", out.getvalue(), Name.JPXDecode), monkeypatch)


def assert_same_look(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert too_fine_pictures(path, DPI) == {1: {(WIDE, HIGH): 2}}
    made_smaller = fine_pictures.with_smaller_pictures(path, 1, {(WIDE, HIGH): 2})
    assert made_smaller is not None
    with pikepdf.open(made_smaller) as light:
        (picture,) = light.pages[1].get_images().values()
        assert (int(picture.Width), int(picture.Height)) == pytest.approx((1200, 800), abs=1)
    light_one, whole = drawn(path), drawn_from_whole(path, monkeypatch)
    assert light_one.shape == whole.shape == (1200, 800, 3)
    assert np.abs(light_one.astype(int) - whole).mean() < 1.5


@pytest.mark.parametrize(
    "more",
    [
        {"ColorSpace": Array([Name.Indexed, Name.DeviceGray, 255, pikepdf.String(bytes(range(256)))])},
        {"ColorSpace": Name.DeviceGray, "Mask": Array([250, 255])},
        {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 4},
        {"ColorSpace": Name.DeviceRGB},  # a third of what that would need
    ],
)
def test_what_cannot_be_averaged_is_drawn_as_it_is(
    more: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = document(tmp_path / "p.pdf", packed(landscape(1)), Name.FlateDecode, **more)
    assert np.array_equal(drawn(path), drawn_from_whole(path, monkeypatch))


@pytest.mark.parametrize("coding", [Name.FlateDecode, Name.JPXDecode])
def test_a_damaged_picture_is_drawn_as_far_as_it_goes(
    coding: Name, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed(landscape(1))[:50_000]
    path = document(tmp_path / "p.pdf", data, coding, ColorSpace=Name.DeviceGray)
    assert np.array_equal(drawn(path), drawn_from_whole(path, monkeypatch))


def test_a_picture_no_finer_than_its_page_is_left_alone(tmp_path: Path) -> None:
    path = document(tmp_path / "p.pdf", packed(landscape(1)), Name.FlateDecode, ColorSpace=Name.DeviceGray)
    assert too_fine_pictures(path, 300) == {}


def test_a3_of_600_dpi_in_one_piece_takes_a_worker_little_memory(tmp_path: Path) -> None:
    wide, high = 7016, 9921
    # A sheet's grain, which packs no better than a scanner's: a flat page would be light whatever is done with it.
    grain = np.random.default_rng(7).integers(238, 252, (high // 9 + 1, wide, 3), dtype=np.uint8)
    page = np.tile(grain, (9, 1, 1))[:high]
    page[1000:1100, 1000:6000] = 20
    Image.fromarray(page).save(
        tmp_path / "a3.tif", compression="tiff_lzw", dpi=(600, 600), strip_size=1 << 30
    )
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(wide * 72 / 600, high * 72 / 600))
        picture = pikepdf.Stream(pdf, packed(page))
        picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, wide, high
        picture.Filter, picture.BitsPerComponent, picture.ColorSpace = Name.FlateDecode, 8, Name.DeviceRGB
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=picture))
        pdf.pages[0].Contents = pdf.make_stream(b"q %f 0 0 %f 0 0 cm /Im Do Q" % (wide * 0.12, high * 0.12))
        pdf.save(tmp_path / "a3.pdf", compress_streams=False)
    # Decoded as a whole, each of them takes 209 MB and more beside the page that is made from it. The limit is
    # what is promised, no tighter: how much of the libraries' files counts as a process's own depends on what
    # the kernel has cached.
    assert peak_of_a_look(tmp_path / "a3.tif") < PROMISED_KIB
    assert peak_of_a_look(tmp_path / "a3.pdf") < PROMISED_KIB


def peak_of_a_look(path: Path) -> int:
    """KiB of a real worker by the kernel's count; `ru_maxrss` would begin at what this process holds."""
    watched, lifeline = os.pipe()
    request = {"op": "look", "path": str(path), "limits": asdict(Limits())}
    with subprocess.Popen(
        [sys.executable, "-m", "node.ocr.process.worker", str(watched)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,
        pass_fds=(watched,),
        env={**os.environ, **worker_process._ENVIRONMENT},
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps(request).encode() + b"\n")
        worker.stdin.flush()
        assert '"glance"' in worker.stdout.readline().decode()
        assert '"done"' in worker.stdout.readline().decode()
        status = Path(f"/proc/{worker.pid}/status").read_text()
        worker.stdin.close()
    os.close(watched)
    os.close(lifeline)
    return int(status.split("VmHWM:")[1].split()[0])
