"""Excerpts of seals: as good as the whole for the leaves they have, for no others; two of them are one greater one."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.exchange.excerpt import excerpt, from_kept, root_of, to_kept, union
from dossier.exchange.frames import Letter, SealFrame
from dossier.exchange.seal import make_seal, seal_holds
from dossier.exchange.wire import decode_letter, encode_letter
from tests.dossier.exchange.letters import HUB, NODE


def _sign(message: bytes) -> bytes:
    return hashlib.sha512(b"key" + message).digest()


def _whole(count: int) -> SealFrame:
    return make_seal(NODE, [place.to_bytes(4, "big") * 8 for place in range(count)], _sign)


def _holds(seal: SealFrame) -> bool:
    return seal_holds(seal, lambda message, signature: signature == _sign(message))


@st.composite
def excerpts(draw):
    whole = _whole(draw(st.integers(2, 60)))
    chosen = draw(st.sets(st.integers(0, len(whole.leaves) - 1), min_size=1))
    return whole, excerpt(whole, [whole.leaves[place] for place in chosen]), chosen


@given(excerpts())
def test_an_excerpt_leads_to_the_signed_root(made):
    whole, part, chosen = made
    assert part.root == root_of(part) == whole.root
    assert part.leaves == tuple(whole.leaves[place] for place in sorted(chosen))
    assert _holds(part)
    letter = Letter(NODE, 1, 1, HUB, frames=(part,))
    assert decode_letter(encode_letter(letter)) == letter


@given(excerpts(), st.data())
@settings(max_examples=60)
def test_no_altered_excerpt_holds(made, data):
    _, part, _ = made
    if not part.places:
        return
    at = data.draw(st.integers(0, len(part.leaves) - 1))
    altered = (*part.leaves[:at], b"x" * 32, *part.leaves[at + 1 :])
    for wrong in (
        replace(part, leaves=altered),
        replace(part, leaves=part.leaves[1:]),
        replace(part, size=part.size + 1),
        replace(part, proof=(*part.proof, bytes(32))),
        replace(part, proof=part.proof[:-1]) if part.proof else replace(part, proof=(bytes(32),)),
        replace(part, places=(*part.places[:-1], part.size)),
        replace(part, places=part.places[::-1]) if len(part.places) > 1 else replace(part, places=(-1,)),
    ):
        assert not _holds(wrong)


@given(st.integers(2, 40), st.data())
def test_two_excerpts_are_one(count, data):
    whole = _whole(count)
    some = st.sets(st.integers(0, count - 1), min_size=1)
    one, other = data.draw(some), data.draw(some)
    first, second = (excerpt(whole, [whole.leaves[place] for place in places]) for places in (one, other))
    both = excerpt(whole, [whole.leaves[place] for place in one | other])
    assert union(first, second) == union(second, first) == both
    assert union(first, whole) == union(whole, first) == whole
    smaller = excerpt(both, [whole.leaves[min(one)]])
    assert smaller == excerpt(whole, [whole.leaves[min(one)]])


def test_an_excerpt_of_nothing_is_refused():
    with pytest.raises(KernelError, match="NOT_IN_SEAL"):
        excerpt(_whole(3), [b"other"])


def test_a_run_of_a_great_seal_costs_a_few_hashes():
    whole = _whole(1000)
    assert len(excerpt(whole, whole.leaves[250:500]).proof) < 12


@given(excerpts())
def test_a_store_keeps_wholes_as_before_and_excerpts_beside_them(made):
    whole, part, _ = made
    assert to_kept(whole) == b"".join(whole.leaves)
    for seal in (whole, part):
        assert from_kept(seal.node, seal.root, seal.signature, to_kept(seal)) == seal
