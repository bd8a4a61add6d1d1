"""What a scanner, a phone or a citizen brings, and what bad input gets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.source.load import open_source

LIMITS = Limits()


def refusal(path: Path, limits: Limits = LIMITS, claimed: str = "") -> str:
    """The code with which `path` is refused, on opening or on loading a page."""
    with pytest.raises(ReadingProblem) as caught:
        list(open_source(path, limits, claimed).from_page(1))
    assert caught.value.hint_vi
    return caught.value.code


def test_a_pdf_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bia.pdf"
    path.write_bytes(b"Day khong phai PDF")
    assert refusal(path) == "NOT_A_PDF"
    path.write_bytes(b"%PDF-1.7\nrubbish without any objects")
    assert refusal(path) == "NOT_A_PDF"
    assert refusal(path.rename(tmp_path / "khong-ten"), claimed="application/pdf") == "NOT_A_PDF"


def test_an_encrypted_pdf_opens_if_only_the_owner_locked_it(blank_pdf: Callable[..., Path]) -> None:
    assert refusal(blank_pdf(encryption=pikepdf.Encryption(user="mật", owner="x"))) == "PDF_ENCRYPTED"
    locked = blank_pdf(2, encryption=pikepdf.Encryption(user="", owner="chỉ chủ"))
    assert len(list(open_source(locked, LIMITS).from_page(1))) == 2


def test_500_pages_are_too_many_and_300_are_not(blank_pdf: Callable[..., Path]) -> None:
    assert refusal(blank_pdf(500)) == "TOO_MANY_PAGES"
    assert open_source(blank_pdf(300), LIMITS).pages == 300


def test_empty_missing_and_foreign_files(tmp_path: Path) -> None:
    empty = tmp_path / "rong.jpg"
    empty.touch()
    assert refusal(empty) == "UNSUPPORTED_FILE_TYPE"
    assert refusal(tmp_path / "khong-co.jpg") == "FILE_NOT_FOUND"
    (tmp_path / "thu.docx").write_bytes(b"PK\x03\x04")
    assert refusal(tmp_path / "thu.docx") == "UNSUPPORTED_FILE_TYPE"


def test_pictures_cut_short_are_refused_not_read_as_grey(scan: Path, tmp_path: Path) -> None:
    data = scan.read_bytes()
    for keep in (100, 5_000, len(data) // 2, len(data) - 1):
        half = tmp_path / f"{keep}.jpg"
        half.write_bytes(data[:keep])
        assert refusal(half) == "NOT_AN_IMAGE"
    whole = tmp_path / "whole.png"
    Image.new("L", (300, 300), 255).save(whole)
    (tmp_path / "half.png").write_bytes(whole.read_bytes()[:-30])
    assert refusal(tmp_path / "half.png") == "NOT_AN_IMAGE"


def test_too_many_pixels_or_bytes_are_refused_before_they_are_decoded(scan: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    assert refusal(bomb) == "IMAGE_TOO_LARGE"
    assert refusal(scan, Limits(file_bytes=1000)) == "FILE_TOO_LARGE"


def test_an_a3_scan_of_600_dpi_is_halved_on_loading(tmp_path: Path) -> None:
    path = tmp_path / "a3.jpg"
    cv2.imwrite(str(path), np.full((9921, 7016), 250, np.uint8))
    (page,) = open_source(path, LIMITS).from_page(1)
    assert (page.width, page.height) == (7016, 9921)
    assert page.image.shape == (4961, 3508, 3)


def test_the_exif_turn_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (400, 300), (255, 255, 255)).save(path, exif=exif)
    (page,) = open_source(path, LIMITS).from_page(1)
    assert page.image.shape == (400, 300, 3)
    assert (page.width, page.height) == (300, 400)


@pytest.mark.parametrize(
    ("mode", "compression"), [("1", "group4"), ("L", None), ("RGB", "tiff_lzw"), ("CMYK", None)]
)
def test_tiff_of_several_pages_and_kinds(tmp_path: Path, mode: str, compression: str | None) -> None:
    path = tmp_path / "scan.tif"
    pages = [Image.new("L", (500, 700), shade).convert(mode) for shade in (255, 0)]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression=compression, dpi=(200, 200))
    source = open_source(path, LIMITS)
    assert source.pages == 2
    loaded = list(source.from_page(1))
    assert [round(float(page.image.mean())) > 127 for page in loaded] == [True, False]
    assert loaded[0].short_mm == pytest.approx(500 / 200 * 25.4)
    assert [page.image.shape for page in source.from_page(2)] == [(700, 500, 3)]


def test_pdf_pages_come_as_pictures_of_200_dpi(blank_pdf: Callable[..., Path]) -> None:
    (page,) = open_source(blank_pdf(), LIMITS).from_page(1)
    assert page.image.shape == pytest.approx((2339, 1653, 3), abs=1)
    assert page.short_mm == pytest.approx(209.9, abs=0.1)


def test_a_poster_of_a_pdf_is_read_coarsely_instead_of_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "poster.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(path)
    (page,) = open_source(path, LIMITS).from_page(1)
    assert page.image.shape[0] * page.image.shape[1] <= 18_100_000


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    assert refusal(pipe) == "FILE_NOT_FOUND"
    assert refusal(tmp_path) == "FILE_NOT_FOUND"


def test_a_pdf_without_pages_is_not_said_to_have_the_password_of_the_one_before(
    blank_pdf: Callable[..., Path],
) -> None:
    assert refusal(blank_pdf(encryption=pikepdf.Encryption(user="mật", owner="x"))) == "PDF_ENCRYPTED"
    assert refusal(blank_pdf(0)) == "NOT_A_PDF"


def test_a_crop_box_off_the_sheet_shows_the_whole_sheet(blank_pdf: Callable[..., Path]) -> None:
    path = blank_pdf()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].CropBox = pikepdf.Array([5000, 5000, 6000, 6000])
        pdf.save(path)
    (page,) = open_source(path, LIMITS).from_page(1)
    assert page.image.shape == pytest.approx((2339, 1653, 3), abs=1)
