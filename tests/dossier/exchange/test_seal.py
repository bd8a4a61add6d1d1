"""Seals: the tree is RFC 6962's, a proof shows exactly one change, nothing else verifies."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.exchange.seal import (
    heads_digest,
    inclusion_proof,
    make_seal,
    merkle_root,
    seal_holds,
    verify_inclusion,
)

LEAVES = st.lists(st.binary(min_size=0, max_size=40), min_size=1, max_size=40)


def _by_definition(leaves):
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + _by_definition(leaves[:k]) + _by_definition(leaves[k:])).digest()


def test_roots_of_the_certificate_transparency_test_vectors():
    leaves = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
    assert merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle_root(leaves[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves):
    assert merkle_root(leaves) == _by_definition(leaves)


@given(LEAVES, st.data())
def test_a_proof_shows_its_leaf_at_its_place_only(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root, size = inclusion_proof(leaves, index), merkle_root(leaves), len(leaves)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    assert not verify_inclusion(leaves[index] + b"!", index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof, bytes(32))
    assert not verify_inclusion(leaves[index], index, size, (*proof, bytes(32)), root)
    assert not verify_inclusion(leaves[index], size, size, proof, root)
    assert not verify_inclusion(leaves[index], -1, size, proof, root)
    for at in range(len(proof)):
        altered = (*proof[:at], bytes(32), *proof[at + 1 :])
        assert not verify_inclusion(leaves[index], index, size, altered, root)
        assert not verify_inclusion(leaves[index], index, size, proof[:at], root)


def test_an_inner_node_is_not_a_leaf():
    left, right = b"a", b"b"
    inner = hashlib.sha256(b"\0" + left).digest() + hashlib.sha256(b"\0" + right).digest()
    assert merkle_root([inner]) != merkle_root([left, right])


def test_no_proof_for_what_is_not_there():
    for index in (-1, 2):
        with pytest.raises(KernelError, match="NOT_IN_SEAL"):
            inclusion_proof([b"a", b"b"], index)


def test_a_seal_holds_for_its_leaves_and_its_author_only():
    def sign(message):
        return hashlib.sha512(b"key" + message).digest()

    def verify(message, signature):
        return signature == sign(message)

    seal = make_seal("node", [bytes([n]) * 32 for n in range(5)], sign)
    assert seal_holds(seal, verify)
    for altered in (
        seal.__class__(seal.node, seal.root, seal.signature, seal.leaves[:-1]),
        seal.__class__(seal.node, seal.root, seal.signature, seal.leaves[::-1]),
        seal.__class__(seal.node, merkle_root(seal.leaves[:2]), seal.signature, seal.leaves[:2]),
        seal.__class__(seal.node, seal.root, bytes(64), seal.leaves),
    ):
        assert not seal_holds(altered, verify)


def test_equal_heads_equal_digest():
    assert heads_digest([b"b" * 32, b"a" * 32]) == heads_digest([b"a" * 32, b"b" * 32])
    assert heads_digest([b"a" * 32]) != heads_digest([b"a" * 32, b"b" * 32])
