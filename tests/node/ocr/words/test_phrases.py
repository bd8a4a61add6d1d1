"""What is known of the forms' own words."""

from __future__ import annotations

import pytest

from node.ocr.model import Word
from node.ocr.words.phrases import says_only_phrases


def row(text: str) -> list[Word]:
    return [Word(word, 95.0, (at, 0, at + 1, 1)) for at, word in enumerate(text.split())]


@pytest.mark.parametrize(
    "text",
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH"],
)
def test_the_forms_own_words_are_known(text: str) -> None:
    assert says_only_phrases(row(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HỒ VĂN NAM",  # each of these words stands on some form
        "Họ và tên / Full name: HỒ VĂN NAM",
        "Độc lập - Tư do - Hạnh phúc",
        "CHỦ TỊCH 12",
    ],
)
def test_whatever_else_a_line_holds_makes_it_unknown(text: str) -> None:
    assert not says_only_phrases(row(text))
