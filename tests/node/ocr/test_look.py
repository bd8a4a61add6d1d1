"""What is told of a page before anybody reads it: blank or not, seen before or not, and its codes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from node.ocr.glance import Glance, glance_from_json
from node.ocr.limits import Limits
from node.ocr.look import look_through
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader
from node.ocr.reader import Colour
from node.ocr.source.parts import save_part
from tests.node.ocr import papers
from tests.node.ocr.codes.test_barcodes import page_with
from tests.node.ocr.papers import counter_paper

LIMITS = Limits()


@pytest.fixture(scope="module")
def paper() -> Colour:
    return counter_paper(200)


def glance(page: Colour, folder: Path) -> Glance:
    path = folder / "page.jpg"
    Image.fromarray(np.ascontiguousarray(page[:, :, ::-1])).save(path, quality=80, dpi=(200, 200))
    (seen,) = look_through(path, LIMITS)
    return seen


def empty_sheet(seed: int = 1) -> Colour:
    """The back of a printed sheet: noise, a dark edge, the front shining through."""
    front = counter_paper(200)[:, ::-1].astype(np.float32)
    page = 240 - 0.05 * (240 - front) + np.random.default_rng(seed).normal(0, 3, front.shape)
    page[:, :18] = 70
    return np.clip(page, 0, 255).astype(np.uint8)


def unlike(one: Glance, other: Glance) -> float:
    a, b = int(one.print_bits, 16), int(other.print_bits, 16)
    return (a ^ b).bit_count() / (a | b).bit_count()


def test_an_empty_back_is_blank_although_the_front_shines_through(tmp_path: Path) -> None:
    assert glance(empty_sheet(), tmp_path).is_blank


@pytest.mark.parametrize("colour", [(40, 40, 40), (160, 60, 40), (50, 50, 190), (170, 170, 170)])
def test_one_short_note_is_enough_not_to_be_blank(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    page = empty_sheet()
    cv2.putText(page, "12", (1400, 2200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, colour, 3)
    assert not glance(page, tmp_path).is_blank


@pytest.mark.parametrize("places", [(1000, 1630), (468, 936, 1403, 1871)])
def test_the_holes_of_a_punch_are_nothing_written(places: tuple[int, ...], tmp_path: Path) -> None:
    page = empty_sheet()
    for down in places:
        cv2.circle(page, (95, down), 24, (28, 28, 28), -1)
    assert glance(page, tmp_path).is_blank
    cv2.circle(page, (800, places[0]), 24, (28, 28, 28), -1)
    assert not glance(page, tmp_path).is_blank, "a disc in the middle of a page is none"


@pytest.mark.parametrize("ink", [(60, 50, 200), (180, 60, 40)])
@pytest.mark.parametrize("strength", [0.5, 0.2])
def test_a_faint_stamp_alone_is_a_page(ink: tuple[int, int, int], strength: float, tmp_path: Path) -> None:
    page = empty_sheet()
    stamp = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(stamp, (1000, 1500), 140, 1, 6)
    cv2.putText(stamp, "DA THU", (930, 1510), cv2.FONT_HERSHEY_SIMPLEX, 1, 1, 3)
    weight = strength * stamp[:, :, None].astype(np.float32)
    assert not glance((page * (1 - weight) + np.array(ink) * weight).astype(np.uint8), tmp_path).is_blank


@pytest.mark.parametrize("shine", [0.1, 0.15])
def test_thin_paper_shines_through_more_and_is_blank_all_the_same(shine: float, tmp_path: Path) -> None:
    front = cv2.GaussianBlur(counter_paper(200)[:, ::-1], (0, 0), 1.5).astype(np.float32)
    noise = np.random.default_rng(1).normal(0, 3, front.shape)
    page = np.clip(240 - shine * (240 - front) + noise, 0, 255)
    assert glance(page.astype(np.uint8), tmp_path).is_blank


def test_the_same_paper_scanned_again_is_known_and_another_persons_is_not(
    paper: Colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = cv2.getRotationMatrix2D((800, 1100), 0.8, 1)
    turn[:, 2] += (9, -14)
    again = cv2.warpAffine(paper, turn, paper.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    first = glance(paper, tmp_path)
    assert unlike(first, glance(again, tmp_path)) < 0.04
    names = {
        "Lương Văn Khoẻn": "Trần Thị Bích",
        "038091004417": "038187002265",
        "Hà Thị Nhượng": "Lê Văn Tám",
    }
    lines: tuple[str, ...] = papers.PRINTED
    for name, other in names.items():
        lines = tuple(line.replace(name, other) for line in lines)
    monkeypatch.setattr(papers, "PRINTED", lines)
    assert unlike(first, glance(counter_paper(200), tmp_path)) > 0.06


def test_codes_and_picture_come_through_the_child(tmp_path: Path) -> None:
    path = tmp_path / "stack.tif"
    frames = [Image.fromarray(page).convert("1") for page in (page_with(("MC-A", 400, 500)), page_with())]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="group4", dpi=(200, 200))
    glances: list[Glance] = []
    ChildReader().look(path, glances.append)
    assert [(g.page, g.pages, g.codes, g.is_blank) for g in glances] == [
        (1, 2, ("MC-A",), False),
        (2, 2, (), True),
    ]
    assert glances[0].picture.startswith(b"\xff\xd8\xff")
    assert len(glances[0].picture) < 20_000
    assert glance_from_json(glances[0].as_json()) == glances[0]


def test_parts_keep_every_pixel_and_are_the_same_each_time(paper: Colour, tmp_path: Path) -> None:
    pages = [Image.fromarray(paper[:600, :400, ::-1]), Image.new("RGB", (400, 600), (9, 200, 30))]
    tiff = tmp_path / "s.tif"
    pages[0].save(tiff, save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(200, 200))
    save_part(tiff, [2, 1], tmp_path / "part.tif", LIMITS)
    save_part(tiff, [2, 1], tmp_path / "again.tif", LIMITS)
    with Image.open(tmp_path / "part.tif") as part:
        assert np.array_equal(np.asarray(part), np.asarray(pages[1]))
        assert part.info["dpi"] == pytest.approx((200, 200))
        part.seek(1)
        assert np.array_equal(np.asarray(part), np.asarray(pages[0]))
    assert (tmp_path / "part.tif").read_bytes() == (tmp_path / "again.tif").read_bytes()


def test_pages_of_a_pdf_are_taken_out_in_the_order_asked(tmp_path: Path) -> None:
    stack = tmp_path / "s.pdf"
    with pikepdf.new() as pdf:
        for width in (300, 400, 500):
            pdf.add_blank_page(page_size=(width, 700))
        pdf.save(stack)
    for out in ("one.pdf", "two.pdf"):
        ChildReader().part(stack, [3, 1], tmp_path / out)
    with pikepdf.open(tmp_path / "one.pdf") as part:
        assert [int(page.mediabox[2]) for page in part.pages] == [500, 300]
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    with pytest.raises(ReadingProblem) as caught:
        save_part(stack, [4], tmp_path / "x.pdf", LIMITS)
    assert caught.value.code == "FILE_NOT_FOUND"
