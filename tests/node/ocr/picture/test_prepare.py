"""Preparation of pages: pure functions over arrays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.picture.leaders import remove_leaders
from node.ocr.picture.light import level, red_channel, shrink, without_red_ink
from node.ocr.picture.prepare import cut_sheet, to_source_box, upright
from node.ocr.picture.sheet import find_sheet
from node.ocr.picture.straighten import find_skew, quarter_turn, rotate
from node.ocr.reader import AnyArray
from plumbing.fonts import serif


def printed(
    width: int = 1240, height: int = 1754, text: str = "Căn cứ Luật Tổ chức chính quyền địa phương"
) -> AnyArray:
    """A page of print, grey, black on white."""
    image = Image.new("L", (width, height), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(serif()), 30)
    for row in range(22):
        draw.text((110, 120 + 65 * row), text, font=font, fill=0)
    return np.asarray(image)


def coloured(grey: AnyArray) -> AnyArray:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


@pytest.mark.parametrize("degrees", [-3.4, -1.0, 0.0, 0.7, 4.2])
def test_skew_is_found_and_taken_out(degrees: float) -> None:
    tilted, _ = rotate(printed(), degrees)
    assert find_skew(tilted) == pytest.approx(degrees, abs=0.15)
    straight, _ = rotate(tilted, -find_skew(tilted))
    assert find_skew(straight) == pytest.approx(0.0, abs=0.15)


def test_a_blank_page_is_straight() -> None:
    assert find_skew(np.full((2339, 1654), 245, np.uint8)) == 0.0


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_a_quarter_turn_knows_its_way_back(clockwise: int) -> None:
    image = np.zeros((40, 100), np.uint8)
    image[7, 3] = 255
    turned, back = quarter_turn(image, clockwise)
    y, x = (int(i[0]) for i in np.nonzero(turned))
    # The middle of the pixel, because turning moves its corner to another one.
    source = back @ np.array([x + 0.5, y + 0.5, 1.0])
    assert (source[0] // 1, source[1] // 1) == (3, 7)


def test_dotted_leaders_go_and_print_stays() -> None:
    image = Image.new("L", (1240, 300), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(serif()), 34)
    draw.text((80, 60), "Họ, chữ đệm, tên: Nguyễn i.i.j. Lan", font=font, fill=0)
    without = np.asarray(image).copy()
    draw.text((700, 60), "." * 50, font=font, fill=0)
    clean = remove_leaders(np.asarray(image))
    assert (clean[:, 700:] > 128).all()
    assert np.array_equal(clean[:, :690], without[:, :690])


def test_an_empty_page_survives_every_step() -> None:
    blank = np.full((1754, 1240, 3), 255, np.uint8)
    prepared = upright(cut_sheet(blank), 0)
    assert (prepared.grey > 200).all()


def test_light_is_levelled_and_print_stays_dark() -> None:
    page = printed().astype(np.float32)
    shadow = np.linspace(0.35, 1.0, page.shape[1])[None, :]
    even = level((page * shadow).astype(np.uint8))
    assert even[20:100].min() > 215
    assert np.percentile(even, 1) < 120


def test_red_seals_vanish() -> None:
    page = coloured(np.full((100, 100), 255, np.uint8))
    cv2.circle(page, (50, 50), 30, (20, 20, 230), 4)
    assert red_channel(page).min() >= 230


def test_the_red_title_of_a_card_stays() -> None:
    card = coloured(np.full((638, 1011), 240, np.uint8))
    cv2.putText(card, "CAN CUOC", (300, 200), 0, 2, (32, 20, 150), 5)
    assert without_red_ink(card, *card.shape[:2]).min() < 80
    assert (
        without_red_ink(card[:, :800], card.shape[0], 800).min() >= 145
    )  # no card: the same ink may be a seal


@pytest.mark.parametrize(("size", "expected"), [((3508, 2480), (2340, 1654)), ((1754, 1240), (1754, 1240))])
def test_pages_shrink_to_200_dpi_and_never_grow(size: tuple[int, int], expected: tuple[int, int]) -> None:
    small, back = shrink(np.zeros(size, np.uint8), 1654)
    assert small.shape == pytest.approx(expected, abs=1)
    assert back @ [small.shape[1], small.shape[0], 1] == pytest.approx([size[1], size[0], 1])


def test_a_sheet_on_a_table_is_found_and_looked_at_from_above() -> None:
    table = np.full((1500, 1300, 3), (40, 60, 80), np.uint8)
    corners = np.array([[180, 140], [1080, 200], [1120, 1380], [120, 1320]], np.float32)
    paper = coloured(printed())
    height, width = paper.shape[:2]
    lay = cv2.getPerspectiveTransform(
        np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), corners
    )
    photo = cv2.warpPerspective(paper, lay, (1300, 1500), dst=table, borderMode=cv2.BORDER_TRANSPARENT)
    found = find_sheet(photo)
    assert found is not None
    assert np.abs(found - corners).max() < 12
    assert cut_sheet(photo).cut_out


def test_a_flat_scan_has_no_sheet_to_find_even_with_a_printed_frame() -> None:
    page = coloured(printed())
    cv2.rectangle(page, (60, 60), (1180, 1690), (0, 0, 0), 3)
    assert find_sheet(page) is None


def test_boxes_find_their_way_back_through_all_steps() -> None:
    page = np.full((3400, 2400), 255, np.uint8)
    cv2.rectangle(page, (600, 900), (900, 980), 0, -1)
    turned, _ = quarter_turn(page, 90)
    prepared = upright(cut_sheet(coloured(turned)), 270)
    ys, xs = np.nonzero(prepared.grey < 128)
    box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    back = to_source_box(box, prepared.to_source, turned.shape[1], turned.shape[0])
    ys, xs = np.nonzero(turned < 128)
    assert back == pytest.approx((xs.min(), ys.min(), xs.max(), ys.max()), abs=6)
    assert prepared.rotation == 90
