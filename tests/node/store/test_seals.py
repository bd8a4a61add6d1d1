"""Seals that came in pieces prove all that came, and a whole seal is never made less."""

from dossier.authors import node_id
from dossier.exchange.excerpt import excerpt
from dossier.exchange.seal import make_seal
from tests.node.commune import Commune

NODE = node_id(b"n" * 32)
LEAVES = [bytes([place]) * 32 for place in range(9)]
WHOLE = make_seal(NODE, LEAVES, lambda _message: bytes(64))


def test_excerpts_of_one_seal_grow_together(xa: Commune) -> None:
    with xa.open("yen") as running, running.store.writing() as tables:
        for wanted in (LEAVES[:2], LEAVES[5:6]):
            tables.seals.add(excerpt(WHOLE, wanted), 0)
        assert tables.seals.of(WHOLE.root) == [excerpt(WHOLE, [*LEAVES[:2], LEAVES[5]])]
        assert tables.seals.covering(LEAVES[5], NODE) == WHOLE.root
        assert tables.seals.covering(LEAVES[3], NODE) is None
        tables.seals.add(WHOLE, 0)
        tables.seals.add(excerpt(WHOLE, LEAVES[:1]), 0)
        assert tables.seals.of(WHOLE.root) == [WHOLE]
        assert tables.seals.covering(LEAVES[3], NODE) == WHOLE.root
