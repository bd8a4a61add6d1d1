"""The dot below a vowel is seen on the page, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from node.ocr.model import Word
from node.ocr.readers.dots import with_seen_dots
from plumbing.fonts import serif


def _asked(printed: str, read: str) -> str:
    """What becomes of `read` where `printed` stands on the page."""
    page = Image.new("L", (600, 120), 245)
    font = ImageFont.truetype(str(serif()), 36)
    ImageDraw.Draw(page).text((40, 30), printed, 20, font)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(read))
    word = Word(read, 92.0, (40 + left, 30 + top, 40 + right, 30 + bottom))
    return with_seen_dots(np.asarray(page), [word])[0].text


@pytest.mark.parametrize(
    "both",
    [
        "Mỵ My",
        "Thuỵ Thuy",
        "THUỴ THUY",
        "Mỵ, My,",
        "Kỵ; Ky;",
        "Ngọ Ngo",
        "Phượng Phương",
        "Thạnh Thanh",
        "LỘC LÔC",
        "hạn han",
        "nộp: nôp:",
    ],
)
def test_a_dot_on_paper_is_put_back(both: str) -> None:
    printed, read = both.split()
    assert _asked(printed, read) == printed


@pytest.mark.parametrize(
    "word",
    ["My", "My,", "Duy", "TÂY,", "Vy.", "Thuý", "Lan", "quy", "ngày", "Y", "Thương", "LAN,", "sơ;", "Hoa."],
)
def test_where_there_is_none_nothing_is_put(word: str) -> None:
    assert _asked(word, word) == word


def test_a_small_word_becomes_no_word_that_nobody_writes() -> None:
    assert _asked("tậm", "tâm") == "tâm"


def test_a_word_at_the_edge_of_the_page_does_no_harm() -> None:
    page = np.full((40, 60), 245, np.uint8)
    word = Word("My", 92.0, (50, 30, 60, 40))
    assert with_seen_dots(page, [word]) == [word]
