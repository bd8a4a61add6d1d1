"""Codes are found wherever and however they lie on the page."""

from __future__ import annotations

import io

import numpy as np
import pytest
import segno
from PIL import Image

from node.ocr.codes.barcodes import read_codes
from node.ocr.reader import Grey


def page_with(*codes: tuple[str, int, int], scale: int = 6) -> Grey:
    """A white page of 200 dpi with QR codes at (left, top)."""
    page = np.full((2339, 1654), 255, np.uint8)
    for text, left, top in codes:
        drawn = io.BytesIO()
        segno.make_qr(text).save(drawn, kind="png", scale=scale, border=4)
        code = np.asarray(Image.open(drawn).convert("L"))
        page[top : top + code.shape[0], left : left + code.shape[1]] = code
    return page


def test_says_text_kind_and_place_from_top_to_bottom() -> None:
    codes = read_codes(page_with(("dưới", 700, 1500), ("trên", 200, 300)))
    assert [(code.text, code.format) for code in codes] == [("trên", "QR Code"), ("dưới", "QR Code")]
    left, top, right, bottom = codes[0].box
    assert (left, top) == pytest.approx((230, 330), abs=30)
    assert right - left == pytest.approx(bottom - top, abs=3)


@pytest.mark.parametrize("turns", range(4))
def test_in_any_direction_and_in_colour(turns: int) -> None:
    page = np.rot90(page_with(("001090123456||Nguyễn Văn A|01011990", 500, 900)), turns)
    assert [code.text for code in read_codes(np.ascontiguousarray(np.dstack([page] * 3)))] == [
        "001090123456||Nguyễn Văn A|01011990"
    ]


def test_a_page_without_codes() -> None:
    assert read_codes(page_with()) == []
