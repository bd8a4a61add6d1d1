"""Round seals go, what is printed beneath them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.picture.light import PAPER
from node.ocr.picture.seals import find_seals, without_seals
from node.ocr.reader import Grey
from plumbing.fonts import serif

_MIDDLE, _RADIUS = (1000, 1300), 140
_INK = 30


def _page(*, seal: int | None, width: int = 1654, height: int = 2339) -> Grey:
    """Print at 200 dpi, with a seal of that tone over the heading of the signature and the name."""
    page = Image.new("L", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    if seal is not None:
        x, y = _MIDDLE
        for radius, thick in ((_RADIUS, 5), (_RADIUS - 9, 3), (_RADIUS - 56, 3)):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=seal, width=thick)
        pen.polygon([(x, y - 40), (x + 30, y + 20), (x - 30, y + 20)], fill=seal)
        pen.text((x - 45, y + 30), "TỈNH", seal, ImageFont.truetype(str(serif("Bold")), 26))
    font = ImageFont.truetype(str(serif("Bold")), 36)
    for top in range(150, 1100, 60):
        pen.text((200, top), "Ủy ban nhân dân xã Quảng Yên xác nhận", _INK, font)
    pen.text((_MIDDLE[0] - 60, _MIDDLE[1] - 90), "CHỦ TỊCH", _INK, font)
    pen.text((_MIDDLE[0] - 60, _MIDDLE[1] + 80), "Lương Văn Khoẻn", _INK, font)
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.6)


@pytest.mark.parametrize("tone", [70, 120, 165])
def test_a_seal_paler_than_print_goes_and_print_stays(tone: int) -> None:
    bare, clean = _page(seal=None), without_seals(_page(seal=tone))
    print_lost = (clean > 160) & (bare < 60)
    seal_left = (clean < 160) & (bare > 230)
    assert print_lost.sum() == 0
    assert seal_left.sum() < 0.02 * (bare < 60).sum()


def test_of_a_seal_as_black_as_print_the_rings_go_and_crossing_strokes_stay() -> None:
    bare, sealed = _page(seal=None), _page(seal=_INK)
    clean = without_seals(sealed)
    rows, columns = np.indices(bare.shape)
    distance = np.hypot(columns - _MIDDLE[0], rows - _MIDDLE[1])
    ring = (abs(distance - _RADIUS) < 4) & (bare > 230) & (sealed < 128)
    assert (clean[ring] < 128).mean() < 0.3
    assert ((clean > 160) & (bare < 60)).sum() < 0.05 * (bare[distance < _RADIUS] < 60).sum()


def test_a_page_without_a_seal_is_handed_on_as_it_is() -> None:
    page = _page(seal=None)
    assert without_seals(page) is page


def test_half_a_ring_and_a_portrait_are_no_seals() -> None:
    page = _page(seal=None)
    cv2.ellipse(page, (500, 1700), (140, 140), 0, 0, 180, 60, 5)
    cv2.rectangle(page, (900, 1650), (1150, 1950), 90, -1)
    assert find_seals(page) == []


def test_a_seal_half_beyond_the_edge_does_no_harm() -> None:
    page = _page(seal=None)
    cv2.circle(page, (1650, 1700), 140, 90, 5)
    assert without_seals(page).shape == page.shape


def test_an_empty_page_has_no_seal() -> None:
    assert find_seals(np.full((2339, 1654), PAPER, np.uint8)) == []
