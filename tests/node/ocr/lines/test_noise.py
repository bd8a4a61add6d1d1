"""What is left out of a line: its neighbours' edges, and what is no print."""

from __future__ import annotations

from node.ocr.lines.noise import without_neighbours, without_noise
from node.ocr.model import Word

LINE = (100, 10, 300, 40)


def word(text: str, left: int, right: int, confidence: float = 95.0) -> Word:
    return Word(text, confidence, (left, 12, right, 38))


def test_what_stands_in_the_room_around_a_line_is_its_neighbours() -> None:
    own = [word("Nguyễn", 96, 180), word("An", 190, 304)]
    assert without_neighbours([word("1", 88, 94), *own, word("4", 302, 310)], LINE) == own


def test_a_line_of_its_neighbours_edge_alone_is_empty() -> None:
    assert without_neighbours([word("4", 90, 99)], LINE) == []


def test_scribble_is_no_line_and_a_number_always_is() -> None:
    assert without_noise([word("vẤ", 100, 120, 20.0), word("x~", 130, 150, 20.0)]) == []
    number = [word("001085004213", 100, 290, 20.0)]
    assert without_noise(number) == number
