"""Changes are read without the engine, and held back until what they depend on is here."""

import automerge.core as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.crdt import parse_change, ready
from dossier.errors import KernelError


def _changes() -> list[bytes]:
    document = engine.Document(bytes(16))
    for number in range(5):
        with document.transaction() as transaction:
            transaction.put(engine.ROOT, f"k{number}", engine.ScalarType.Str, "x" * 400 * number)
    return [bytes(change.raw_bytes) for change in document.get_changes([])]


CHANGES = [parse_change(raw) for raw in _changes()]


def test_the_header_says_what_the_engine_says() -> None:
    document = engine.Document.load(b"".join(_changes()))
    for ours, theirs in zip(CHANGES, document.get_changes([]), strict=True):
        assert (ours.hash, ours.actor, ours.seq) == (theirs.hash, theirs.actor_id, theirs.seq)
        assert list(ours.deps) == list(theirs.deps)


@given(st.permutations(CHANGES), st.sets(st.integers(0, 4)))
def test_only_changes_with_all_dependencies_are_ready_dependencies_first(
    order: list, missing: set[int]
) -> None:
    here = [change for change in order if CHANGES.index(change) not in missing]
    applied, waiting = ready(here + here, ())
    first_gap = min(missing, default=5)
    assert applied == CHANGES[:first_gap]
    assert {change.hash for change in waiting} == {
        c.hash for i, c in enumerate(CHANGES) if i > first_gap and i not in missing
    }


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_no_flipped_bit_passes(place: int, bit: int) -> None:
    raw = bytearray(CHANGES[1].raw)
    raw[place % len(raw)] ^= 1 << bit
    with pytest.raises(KernelError):
        parse_change(bytes(raw))


@given(st.integers(0, len(CHANGES[1].raw) - 1))
def test_no_cut_change_passes(length: int) -> None:
    with pytest.raises(KernelError):
        parse_change(CHANGES[1].raw[:length])
