"""Seals that came in pieces are kept as one: what each excerpt proved, all of them prove together."""

import pytest

from dossier.exchange.excerpt import excerpt, from_kept, to_kept
from dossier.exchange.frames import SealFrame
from dossier.exchange.seal import make_seal, seal_holds
from hub.records import SealRow
from plumbing.keys import NodeKeys, verify
from tests.hub.province import Province

KEYS = NodeKeys.generate()
LEAVES = [bytes([n]) * 32 for n in range(7)]
WHOLE = make_seal(KEYS.node, LEAVES, KEYS.sign)


def keep(tinh: Province, *seals: SealFrame) -> SealFrame:
    """What the hub has after it was given these, one after the other."""
    for seal in seals:
        with tinh.hub.store.write() as tx:
            tx.changes.add_seals([SealRow(seal.node, seal.root, seal.signature, to_kept(seal))])
    with tinh.hub.store.read() as tx:
        (row,) = tx.changes.seals([(KEYS.node, WHOLE.root)])
    return from_kept(row.node, row.root, row.signature, row.leaves)


def holds(seal: SealFrame) -> bool:
    return seal_holds(seal, lambda message, name: verify(KEYS.public_key, message, name))


@pytest.mark.parametrize(
    ("first", "second"), [((0,), (6,)), ((1, 2), (2, 3)), ((0, 1, 2), (3, 4, 5)), ((4,), (4,))]
)
def test_two_excerpts_prove_together_what_each_proved(
    tinh: Province, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    parts = [excerpt(WHOLE, [LEAVES[n] for n in places]) for places in (first, second)]
    kept = keep(tinh, *parts)
    assert set(kept.leaves) == {LEAVES[n] for n in (*first, *second)}
    assert holds(kept)


def test_the_last_excerpt_makes_it_whole_and_a_whole_one_stays_so(tinh: Province) -> None:
    some, rest = excerpt(WHOLE, LEAVES[:3]), excerpt(WHOLE, LEAVES[3:])
    assert keep(tinh, some, rest) == WHOLE
    assert keep(tinh, some) == WHOLE


def test_a_whole_seal_takes_the_place_of_an_excerpt(tinh: Province) -> None:
    assert keep(tinh, excerpt(WHOLE, LEAVES[2:4]), WHOLE) == WHOLE
