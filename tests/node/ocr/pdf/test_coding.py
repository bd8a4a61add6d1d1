"""A colour scan becomes few kilobytes, and what a person can see on it she still sees."""

from __future__ import annotations

import subprocess
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from node.ocr.model import PageText
from node.ocr.pdf import ink
from node.ocr.pdf.coding import Coded, Layer, Origin, code_page
from node.ocr.pdf.fine import FinePage
from node.ocr.process.child import ChildReader
from node.ocr.reader import Colour, Grey
from node.sign.port import DIGITISED_COPY_SLOTS
from tests.node.ocr.papers import HEADING, counter_paper


def coded(page: Colour, origin: Origin = Origin.SCAN) -> Coded:
    return code_page(FinePage(page, np.eye(3), page.shape[1], page.shape[0]), origin)


def decoded(layer: Layer, how: int) -> Grey:
    shown = cv2.imdecode(np.frombuffer(layer.data, np.uint8), how)
    assert shown is not None
    return np.asarray(shown)


def size(of: Coded) -> int:
    return sum(len(layer.data) for layer in of.layers)


@pytest.fixture(scope="module")
def paper() -> Colour:
    return counter_paper()


@pytest.fixture(scope="module")
def archived(
    paper: Colour, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[PageText], tuple[str, ...]]:
    """The paper as a JPEG off the scanner, and what becomes of it."""
    folder = tmp_path_factory.mktemp("coding")
    Image.fromarray(paper[:, :, ::-1]).save(folder / "scan.jpg", quality=85, dpi=(300, 300))
    pages: list[PageText] = []
    codings = ChildReader().digitise([folder / "scan.jpg"], folder / "out.pdf", "Giấy", pages.append)
    return folder / "out.pdf", pages, codings


@pytest.fixture(scope="module")
def rendered(archived: tuple[Path, list[PageText], tuple[str, ...]]) -> Colour:
    """The archived page drawn by PDFium at 200 dpi, without the strip at its top."""
    with pypdfium2.PdfDocument(archived[0]) as document:
        picture = document[0].render(scale=200 / 72).to_numpy()[:, :, :3]
    return np.ascontiguousarray(picture[-2339:])


def test_a_scan_with_seal_and_signature_takes_less_than_120_kilobytes(
    archived: tuple[Path, list[PageText], tuple[str, ...]],
) -> None:
    assert archived[2] == ("mixed",)
    assert archived[0].stat().st_size < 120_000


def test_no_picture_in_it_has_fewer_than_200_dots_per_inch(
    archived: tuple[Path, list[PageText], tuple[str, ...]],
) -> None:
    listing = subprocess.run(["pdfimages", "-list", archived[0]], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listing.stdout.splitlines()[2:]]
    assert len(rows) >= 3
    assert all(float(row[12]) >= 199 and float(row[13]) >= 199 for row in rows)


def test_the_seal_is_red_and_the_handwriting_blue_where_they_were(rendered: Colour) -> None:
    per_mm = 200 / 25.4
    seal = rendered[
        round(212 * per_mm) : round(252 * per_mm), round(106 * per_mm) : round(150 * per_mm)
    ].astype(int)
    written = rendered[
        round(210 * per_mm) : round(238 * per_mm), round(28 * per_mm) : round(85 * per_mm)
    ].astype(int)
    assert np.count_nonzero((seal[:, :, 2] - seal[:, :, :2].max(axis=2)) > 60) > 3_000
    assert np.count_nonzero((written[:, :, 0] - written[:, :, 1:].max(axis=2)) > 50) > 1_500
    text = rendered[round(70 * per_mm) : round(180 * per_mm)].astype(int)
    assert np.count_nonzero(text.max(axis=2) - text.min(axis=2) > 40) < 50


def test_what_is_kept_reads_like_the_scan(
    archived: tuple[Path, list[PageText], tuple[str, ...]], rendered: Colour, tmp_path: Path
) -> None:
    Image.fromarray(rendered[:, :, ::-1]).save(tmp_path / "again.png", dpi=(200, 200))
    again: list[PageText] = []
    ChildReader().read_pages(tmp_path / "again.png", "", again.append)
    before, after = ({word.text.strip(",.") for word in pages[0].words} for pages in (archived[1], again))
    assert HEADING in again[0].text
    assert {"038091004417", "038194011286", "Nhượng"} <= after
    assert len(before & after) >= 0.95 * len(before)


def test_every_word_of_the_text_layer_lies_on_its_picture(
    archived: tuple[Path, list[PageText], tuple[str, ...]],
) -> None:
    listing = subprocess.run(
        ["pdftotext", "-bbox", archived[0], "-"], capture_output=True, text=True, check=True
    )
    with pypdfium2.PdfDocument(archived[0]) as document:
        page = document[0].render(scale=2, grayscale=True).to_numpy().reshape(-1)
        width = int(document[0].get_width() * 2 + 0.999)
    picture = page[: len(page) // width * width].reshape(-1, width)
    words = [line for line in listing.stdout.splitlines() if "<word" in line]
    assert any(">NHẬN<" in line for line in words)
    assert any(">Khoẻn,<" in line for line in words)
    on_ink = 0
    for line in words:
        left, top, right, bottom = (float(part.split('"')[0]) * 2 for part in line.split('="')[1:5])
        on_ink += bool(picture[int(top) : int(bottom) + 1, int(left) : int(right) + 1].min(initial=255) < 140)
    assert on_ink >= 0.98 * len(words)


def test_the_corner_of_the_signature_stays_free(rendered: Colour) -> None:
    assert DIGITISED_COPY_SLOTS
    assert rendered[: round(18 * 200 / 25.4), round(130 * 200 / 25.4) :].min() > 200


def test_plain_black_print_needs_no_colour(paper: Colour) -> None:
    print_only = coded(np.ascontiguousarray(paper[: round(195 * 300 / 25.4)]))
    assert (print_only.kind, [layer.coding for layer in print_only.layers]) == ("bilevel", ["g4"])
    assert size(print_only) < 45_000


def test_what_the_scanner_gave_in_black_and_white_stays_so(paper: Colour) -> None:
    grey = cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY)
    dithered = cv2.cvtColor(cv2.threshold(grey, 150, 255, cv2.THRESH_BINARY)[1], cv2.COLOR_GRAY2BGR)
    assert [layer.coding for layer in coded(dithered, Origin.BILEVEL).layers] == ["g4"]


def test_a_portrait_on_a_form_keeps_its_half_tones(paper: Colour) -> None:
    page = paper.copy()
    across = np.linspace(40, 215, 354, dtype=np.uint8)
    portrait = np.dstack([np.tile(across, (472, 1))] * 3)
    page[700:1172, 300:654] = portrait
    kept = coded(page)
    pictures = [layer for layer in kept.layers if layer.coding != "g4" and layer.place[1] < 0.3]
    shown = decoded(pictures[0], cv2.IMREAD_GRAYSCALE)
    assert len(pictures) == 1
    assert np.count_nonzero((shown > 90) & (shown < 200)) > 0.4 * 354 * 472 * 4 / 9


def test_a_page_that_is_mostly_picture_is_one_jpeg() -> None:
    noise = np.random.default_rng(1).integers(30, 220, (90, 70, 3), dtype=np.uint8)
    photo = cv2.resize(noise, (2480, 3508), interpolation=cv2.INTER_CUBIC)
    assert [layer.coding for layer in coded(photo, Origin.PHOTO).layers] == ["colour"]
    assert coded(cv2.cvtColor(photo[:, :, 1], cv2.COLOR_GRAY2BGR)).kind == "grey"


def test_faint_pencil_is_not_thrown_away(paper: Colour) -> None:
    page = paper.copy()
    cv2.putText(page, "but chi 0912", (300, 3200), cv2.FONT_HERSHEY_SIMPLEX, 3, (192, 190, 188), 6)
    faint = [layer for layer in coded(page).layers if layer.place[1] > 0.85 and layer.coding != "g4"]
    assert [layer.coding for layer in faint] == ["grey"]
    assert decoded(faint[0], cv2.IMREAD_GRAYSCALE).min() < 215


def test_a_signature_of_dark_blue_is_one_picture_and_never_half_of_it_black(paper: Colour) -> None:
    page = np.full_like(paper, 240)
    cv2.putText(page, "DIN", (600, 900), cv2.FONT_HERSHEY_DUPLEX, 5, (30, 28, 26), 12, cv2.LINE_AA)
    signed = [(300 + 9 * t, round(2000 + 160 * np.sin(t / 7))) for t in range(200)]
    cv2.polylines(page, [np.array(signed, np.int32)], False, (88, 26, 24), 7, cv2.LINE_AA)
    page = cv2.GaussianBlur(page, (0, 0), 1.2)
    fine = FinePage(page, np.eye(3), page.shape[1], page.shape[0])
    black, rest = ink.page_masks(fine, ink.paper_of(fine, photographed=True))
    assert np.count_nonzero(black[1700:2300]) == 0
    assert np.count_nonzero(black[700:1000]) > 5_000
    assert rest[1700 // 24 : 2300 // 24].sum() > 5_000


def test_what_lies_under_black_print_costs_nothing(paper: Colour) -> None:
    page = paper.copy()
    cv2.circle(page, (600, 1100), 200, (60, 40, 200), 8)
    seal = [layer for layer in coded(page).layers if layer.coding == "colour" and layer.place[1] < 0.35]
    shown = decoded(seal[0], cv2.IMREAD_COLOR)
    assert shown.max(axis=2).min() > 100, "the letters under the seal are in the stencil alone"


def test_the_font_of_the_unseen_text_shows_nothing_and_weighs_nothing(
    archived: tuple[Path, list[PageText], tuple[str, ...]],
) -> None:
    with pikepdf.open(archived[0]) as pdf:
        fonts = [
            one.FontFile2
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one
        ]
        assert fonts
        assert sum(len(font.read_raw_bytes()) for font in fonts) < 4_000 * len(fonts)
    said = subprocess.run(["pdftotext", archived[0], "-"], capture_output=True, text=True, check=True).stdout
    assert "Nhượng" in said
