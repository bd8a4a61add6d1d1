"""Doubt follows what speaks against a word, and a value is no surer than its words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.ocr.fields.candidates import drafted
from node.ocr.fields.chances import VALUE, WORD, misread, word_signs, wrong
from node.ocr.fields.evidence import value_signs
from node.ocr.model import Word

NOTHING = dict.fromkeys(VALUE.keys() - {"base", "words"}, 0.0)


def word(text: str, confidence: float = 96.0, *, agreed: bool | None = None) -> Word:
    return Word(text, confidence, (0, 0, 90, 20), 0, agreed)


@given(st.text(max_size=12), st.floats(0, 100), st.sampled_from([None, True, False]))
def test_every_word_has_a_chance_and_every_sign_its_coefficient(
    text: str, confidence: float, agreed: bool | None
) -> None:
    read = word(text, confidence, agreed=agreed)
    assert word_signs(read, "name").keys() == WORD.keys()
    assert 0 < misread(read, "name") < 1


def test_a_value_has_a_coefficient_for_each_of_its_signs() -> None:
    said = drafted([word("Giới"), word("tính:"), word("Nam")], 1)
    signs = value_signs(said.drafts[0], said.drafts, said.evidence)
    assert {"base", "words", *signs} == VALUE.keys()


@pytest.mark.parametrize(
    ("likelier", "less"),
    [
        (word("Lan", 60.0), word("Lan", 96.0)),
        (word("Lan", agreed=False), word("Lan", agreed=True)),
        (word("Mtă"), word("Hoa")),
        (word("Thuy"), word("Thủy")),
        (word("Thuy"), word("Vy")),
        (word("Manh"), word("Mạnh")),
        (word("Khoẹn"), word("Hoa")),
        (word("Thuy"), word("Kly")),
    ],
)
def test_what_speaks_against_a_word_makes_it_less_sure(likelier: Word, less: Word) -> None:
    assert misread(likelier, "name") > misread(less, "name")


def test_a_longer_value_is_less_sure_and_what_bears_it_out_makes_it_surer() -> None:
    short, long = [word("Lan")], [word("Lan"), word("Thị", 80.0)]
    assert wrong(long, "name", NOTHING) > wrong(short, "name", NOTHING)
    assert wrong(long, "name", {**NOTHING, "repeated": 1.0}) < wrong(long, "name", NOTHING)


def test_no_words_and_no_confidence_are_no_accident() -> None:
    assert math.isfinite(wrong([], "name", NOTHING))
    assert wrong([word("x", 0.0, agreed=False)] * 40, "name", NOTHING) > 0.9
