"""Phones and scanners of all ages: whatever they write is seen as a person would see it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from pikepdf import Dictionary, Name
from PIL import ExifTags, Image, ImageCms, ImageOps
from PIL.TiffImagePlugin import TiffImageFile
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from node.ocr.limits import Limits
from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader
from node.ocr.reader import Colour
from node.ocr.source import tiff_pages
from node.ocr.source.load import open_source
from node.ocr.source.loaded import Loaded
from plumbing.fonts import serif

LIMITS = Limits()


def page(path: Path, number: int = 1) -> Loaded:
    return next(open_source(path, LIMITS).from_page(number))


def quarters() -> Colour:
    """Red, green, blue, white quarters (RGB): a wrong channel, turn or inversion shows."""
    picture = np.full((400, 600, 3), 255, np.uint8)
    picture[:200, :300], picture[:200, 300:], picture[200:, :300] = (
        (200, 20, 20),
        (20, 160, 20),
        (20, 20, 200),
    )
    return picture


def assert_quarters(seen: Loaded, tolerance: int = 40) -> None:
    height, width = seen.image.shape[:2]
    found = [seen.image[height // 4 * y, width // 4 * x, ::-1].astype(int) for y in (1, 3) for x in (1, 3)]
    expected = [(200, 20, 20), (20, 160, 20), (20, 20, 200), (255, 255, 255)]
    assert np.abs(np.array(found) - np.array(expected)).max() <= tolerance


def test_heic_of_a_phone_is_read(tmp_path: Path) -> None:
    pillow_heif.from_pillow(Image.fromarray(quarters())).save(tmp_path / "p.heic", quality=80)
    assert_quarters(page(tmp_path / "p.heic"))


def test_cmyk_jpeg_of_a_print_shop(tmp_path: Path) -> None:
    Image.fromarray(quarters()).convert("CMYK").save(tmp_path / "c.jpg", quality=92)
    assert_quarters(page(tmp_path / "c.jpg"), 60)


def test_progressive_jpeg_is_read(tmp_path: Path) -> None:
    Image.fromarray(quarters()).save(tmp_path / "p.jpg", quality=90, progressive=True)
    assert_quarters(page(tmp_path / "p.jpg"))


@pytest.mark.parametrize("name", ["d.png", "d.tif"])
def test_grey_of_16_bits_keeps_its_shades(tmp_path: Path, name: str) -> None:
    deep = np.tile(np.linspace(0, 65_535, 500).astype(np.uint16), (300, 1))
    Image.fromarray(deep).save(tmp_path / name)
    grey = page(tmp_path / name).image[150, :, 0].astype(int)
    assert (grey[5] < 10, grey[250] == pytest.approx(128, abs=4), grey[-5] > 245) == (True, True, True)


def test_colour_of_16_bits_is_read(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "d.png"), quarters()[:, :, ::-1].astype(np.uint16) * 257)
    assert_quarters(page(tmp_path / "d.png"))


def test_see_through_png_lies_on_white_paper(tmp_path: Path) -> None:
    clear = np.dstack([quarters(), np.full((400, 600), 255, np.uint8)])
    clear[200:, 300:] = 0
    Image.fromarray(clear).save(tmp_path / "a.png")
    assert_quarters(page(tmp_path / "a.png"))


def test_a_palette_and_a_colour_profile_do_no_harm(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(quarters()).quantize(16).save(tmp_path / "p.png", icc_profile=profile)
    assert_quarters(page(tmp_path / "p.png"))


@pytest.mark.parametrize(
    ("mode", "compression", "rows_a_strip"),
    [
        ("RGB", "tiff_lzw", 104),
        ("RGB", "jpeg", 104),
        ("RGB", "jpeg", 5000),
        ("L", "tiff_adobe_deflate", 5000),
        ("1", "group4", 5000),
        ("P", "tiff_lzw", 5000),
        ("I;16", "tiff_lzw", 104),
        ("CMYK", "packbits", 5000),
    ],
)
def test_large_tiffs_read_row_by_row_are_what_they_are_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, compression: str, rows_a_strip: int
) -> None:
    path = tmp_path / "t.tif"
    of_tags = {278: rows_a_strip}
    large_picture(mode).save(path, compression=compression, dpi=(600, 600), tiffinfo=of_tags)
    by_rows = page(path)
    monkeypatch.setattr(tiff_pages, "has_libtiff", lambda: False)
    assert np.array_equal(by_rows.image, page(path).image)
    assert by_rows.is_bilevel == (mode == "1")


def large_picture(mode: str) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 256, (500, 350, 3), dtype=np.uint8)
    big = Image.fromarray(cv2.resize(noise, (3500, 5000), interpolation=cv2.INTER_LINEAR))
    if mode == "I;16":
        return Image.fromarray(np.asarray(big.convert("L")).astype(np.uint16) * 257)
    return big.convert(mode)


def test_a_fax_with_oblong_dots_is_stretched_as_paper_is(tmp_path: Path) -> None:
    squeezed = Image.fromarray(quarters()).convert("1", dither=Image.Dither.NONE).resize((1728, 1146))
    squeezed.save(tmp_path / "f.tif", compression="group3", dpi=(204, 98))
    seen = page(tmp_path / "f.tif")
    assert (seen.width, seen.height) == (1728, 2386)
    assert seen.image.shape == (2386, 1728, 3)
    assert seen.short_mm == pytest.approx(1728 / 204 * 25.4, abs=0.1)


def test_a_large_tiff_whose_only_strip_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.tif"
    large_picture("L").save(path, compression="tiff_lzw", strip_size=1 << 30)
    whole = bytearray(path.read_bytes())
    entry = whole.index(struct.pack("<HHI", 279, 4, 1))  # the strip's length
    length = int.from_bytes(whole[entry + 8 : entry + 12], "little")
    whole[entry + 8 : entry + 12] = struct.pack("<I", length // 2)
    path.write_bytes(whole)
    with pytest.raises(ReadingProblem) as refused:
        page(path)
    assert refused.value.code == "NOT_AN_IMAGE"


def scanned_pdf(path: Path, data: bytes, coding: Name, space: Name, bits: int = 8, **more: object) -> None:
    """A PDF of one picture, as an office scanner writes it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(600, 400))
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, 600, 400
        picture.ColorSpace, picture.BitsPerComponent, picture.Filter = space, bits, coding
        for name, value in more.items():
            picture[f"/{name}"] = value
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=picture))
        pdf.pages[0].Contents = pdf.make_stream(b"q 600 0 0 400 0 0 cm /Im Do Q")
        pdf.save(path)


def encoded(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(quarters()).save(out, kind, **how)
    return out.getvalue()


def test_pdf_of_a_jpeg_and_of_a_jpeg_2000_picture(tmp_path: Path) -> None:
    scanned_pdf(tmp_path / "j.pdf", encoded("JPEG", quality=90), Name.DCTDecode, Name.DeviceRGB)
    scanned_pdf(tmp_path / "x.pdf", encoded("JPEG2000"), Name.JPXDecode, Name.DeviceRGB)
    for name in ("j.pdf", "x.pdf"):
        assert_quarters(page(tmp_path / name))


def test_pdf_of_a_black_and_white_fax(tmp_path: Path) -> None:
    out = io.BytesIO()
    grey = Image.fromarray(quarters()).convert("1", dither=Image.Dither.NONE)
    grey.save(out, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(out) as tiff:
        assert isinstance(tiff, TiffImageFile)
        (offset,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    data = out.getvalue()[offset : offset + length]
    parms = Dictionary(K=-1, Columns=600, Rows=400, BlackIs1=True)
    scanned_pdf(tmp_path / "f.pdf", data, Name.CCITTFaxDecode, Name.DeviceGray, 1, DecodeParms=parms)
    seen = page(tmp_path / "f.pdf")
    assert seen.is_bilevel
    assert seen.image[seen.image.shape[0] * 3 // 4, seen.image.shape[1] * 3 // 4].min() == 255


@pytest.mark.parametrize(("turn", "shape"), [(0, (1111, 1667)), (90, (1667, 1111)), (270, (1667, 1111))])
def test_turned_pages_are_turned(tmp_path: Path, turn: int, shape: tuple[int, int]) -> None:
    scanned_pdf(tmp_path / "j.pdf", encoded("JPEG", quality=90), Name.DCTDecode, Name.DeviceRGB)
    with pikepdf.open(tmp_path / "j.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = turn
        pdf.save()
    assert page(tmp_path / "j.pdf").image.shape[:2] == pytest.approx(shape, abs=1)


def test_a_pdf_with_a_broken_cross_reference_is_read(tmp_path: Path) -> None:
    scanned_pdf(tmp_path / "j.pdf", encoded("JPEG", quality=90), Name.DCTDecode, Name.DeviceRGB)
    data = (tmp_path / "j.pdf").read_bytes()
    at = data.rindex(b"startxref")
    (tmp_path / "b.pdf").write_bytes(data[:at] + b"startxref\n99999999\n%%EOF\n")
    (tmp_path / "cut.pdf").write_bytes(data[:at])
    for name in ("b.pdf", "cut.pdf"):
        assert_quarters(page(tmp_path / name))


def written_pdf(path: Path, text: str) -> None:
    pdfmetrics.registerFont(TTFont("Own", str(serif())))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Own", 13)
    for row, line in enumerate(text.splitlines()):
        canvas.drawString(80, 760 - row * 22, line)
    canvas.save()


def test_a_pdf_that_was_never_paper_is_taken_at_its_word(tmp_path: Path) -> None:
    text = "GIẤY XÁC NHẬN\nÔng Lương Văn Khoẻn, số định danh 038091004417\nthường trú tại xã Quảng Yên."
    written_pdf(tmp_path / "w.pdf", text)
    pages: list[PageText] = []
    ChildReader().read_pages(tmp_path / "w.pdf", "", pages.append)
    assert pages[0].text == text
    (number,) = [word for word in pages[0].words if word.text == "038091004417"]
    left, top, right, bottom = number.box
    shown = page(tmp_path / "w.pdf").image[top:bottom, left:right]
    assert (shown.min() < 100, shown[:, 0].min() > 60) == (True, True)
    assert 100 < right - left < 400


def test_the_hidden_text_of_an_office_scanner_is_not_believed(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(out, "PNG")
    canvas = Canvas(str(tmp_path / "s.pdf"), pagesize=(595, 842))
    canvas.drawInlineImage(Image.open(out), 0, 0, 595, 842)
    text = canvas.beginText(80, 700)
    text.setTextRenderMode(3)
    text.textOut("GIAY XAC NHAN TINH TRANG HON NHAN, ONG LUONG VAN KHOEN O XA QUANG YEN")
    canvas.drawText(text)
    canvas.save()
    assert page(tmp_path / "s.pdf").words is None


def test_fonts_of_before_unicode_are_read_from_the_picture(tmp_path: Path) -> None:
    written_pdf(tmp_path / "t.pdf", "Céng hßa x· héi chñ nghÜa ViÖt Nam\n§éc lËp - Tù do - H¹nh phóc, sè 776")
    assert page(tmp_path / "t.pdf").words is None


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_phone_that_lay_any_way_shows_the_page_upright(tmp_path: Path, turn: int) -> None:
    """EXIF's eight ways, for a picture that Pillow decodes and for one that OpenCV decodes."""
    back = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}[turn]
    lying = Image.fromarray(quarters())
    lying.getexif()[ExifTags.Base.Orientation] = back
    stored = ImageOps.exif_transpose(lying)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    stored.save(tmp_path / "p.jpg", quality=92, exif=exif)
    stored.quantize(16).save(tmp_path / "p.png", exif=exif)
    for name in ("p.jpg", "p.png"):
        assert_quarters(page(tmp_path / name), 60)


def test_a_cmyk_jpeg_of_600_dpi_is_halved_while_it_is_decoded(tmp_path: Path) -> None:
    wide = Image.fromarray(quarters()).resize((4800, 4800)).convert("CMYK")
    wide.save(tmp_path / "c.jpg", quality=92, dpi=(600, 600))
    seen = page(tmp_path / "c.jpg")
    assert seen.image.shape[:2] == (2400, 2400)
    assert (seen.width, seen.height) == (4800, 4800)
    assert_quarters(seen, 60)
