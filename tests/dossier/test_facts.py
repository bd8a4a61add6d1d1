"""Facts are canonical, read back equal, and refuse what is not one."""

from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dossier.authors import actor_id, author_of, node_id
from dossier.errors import KernelError
from dossier.facts import Fact, Hlc, canonical, fact_from_text, fact_to_text


def plain_with(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Values of a fact, with texts of that kind."""
    return st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text("abcXYZ_019", min_size=1), inner, max_size=3)
        ),
        max_leaves=8,
    )


plain = plain_with(st.text())
readable = plain_with(st.text(st.characters(codec="utf-8", exclude_characters="\0")))  # what a store can keep


@given(plain)
def test_canonical_text_is_that_of_rfc_8785(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError):
        return
    assert canonical(value).encode() == expected


@given(st.dictionaries(st.text("abc_", min_size=1), readable, max_size=4), st.integers(0, 2**45))
def test_a_fact_reads_back_equal(values: dict[str, object], ms: int) -> None:
    fact = Fact(
        "k-1-1", "Received", "d", "n", "o", "u", date(2026, 1, 2), Hlc(ms, 3), ms, 5, ("a",), ("b",), values
    )
    assert fact_from_text(fact.key, fact_to_text(fact)) == fact


def test_the_stored_form_is_the_golden_one() -> None:
    fact = Fact(
        "k-1-1", "Withdrawn", "d-1-1", "n", "lan", "16480@2025-07-01", date(2026, 11, 22), Hlc(7, 0), 7
    )
    assert fact_to_text(fact) == (
        '{"day":"2026-11-22","device":7,"dossier":"d-1-1","hlc":[7,0],"kind":"Withdrawn","node":"n",'
        '"officer":"lan","unit":"16480@2025-07-01"}'
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind":1}', "null", "x" * 70_000])
def test_what_is_not_a_fact_is_refused(text: str) -> None:
    with pytest.raises(KernelError) as caught:
        fact_from_text("k", text)
    assert caught.value.code == "BAD_FACT"


def test_a_clock_that_jumps_back_never_turns_order_round() -> None:
    first = Hlc(0, 0).tick(1000)
    second = first.tick(500)
    assert second > first
    assert second.tick(2000) == Hlc(2000, 0)


def test_an_actor_names_its_author() -> None:
    node = node_id(b"k" * 32)
    assert author_of(actor_id(node, b"123456")) == node
    assert len(node) == 16
    for bad in (b"", b"short"):
        with pytest.raises(KernelError):
            author_of(bad)
    with pytest.raises(KernelError):
        actor_id("not a node", b"")
