"""Seals for the road: leaves that are changes of the same letter are named by their place in it.

A seal is [leaves of the tree, runs, hashes of the proof]; a run is three numbers: place among the leaves, place among
the letter's changes, how many. Leaves that are not in the letter travel in the tail, or are left out and proved by the
hashes of an excerpt. Node, signature and hashes are in the tail; the root follows from the rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dossier.authors import NODE_BYTES
from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.columns import Tail
from dossier.exchange.excerpt import excerpt, root_of
from dossier.exchange.frames import HASH_BYTES, LIMITS, SIGNATURE_BYTES, SealFrame, split_hashes
from dossier.exchange.packing import pack_node, unpack_node, whole


def pack_seal(seal: SealFrame, changes: Mapping[bytes, int], tail: Tail, *, excerpts: bool) -> list[Any]:
    """`changes`: places in the letter by hash. `excerpts`: the peer can do without the other leaves."""
    if excerpts and any(leaf in changes for leaf in seal.leaves):
        seal = excerpt(seal, changes)
    tail.put(pack_node(seal.node))
    tail.put(seal.signature)
    runs: list[int] = []
    for place, leaf in zip(seal.places or range(seal.count), seal.leaves, strict=True):
        if leaf not in changes:
            tail.put(leaf)
        elif runs and (place, changes[leaf]) == (runs[-3] + runs[-1], runs[-2] + runs[-1]):
            runs[-1] += 1
        else:
            runs += [place, changes[leaf], 1]
    for part in seal.proof:
        tail.put(part)
    return [seal.count, runs, len(seal.proof)]


def unpack_seal(packed: Any, hashes: Sequence[bytes], tail: Tail) -> SealFrame:
    """The seal again; whether it holds is for the receiver to check. Raises KernelError(LETTER_UNREADABLE)."""
    try:
        size, runs, proof = packed[:3]
        leaves = _named(runs, hashes)
    except (TypeError, ValueError) as error:
        raise unreadable() from error
    if (
        whole(size) > LIMITS["leaves"]
        or whole(proof) > LIMITS["leaves"]
        or max(leaves, default=0) >= max(size, 1)
    ):
        raise unreadable()
    node, signature = unpack_node(tail.take(NODE_BYTES)), tail.take(SIGNATURE_BYTES)
    if proof:
        return _excerpt(node, signature, size, leaves, tail.take(HASH_BYTES * proof))
    others = tail.take(HASH_BYTES * (size - len(leaves)))
    missing = iter(split_hashes(others))
    listed = tuple(leaves[place] if place in leaves else next(missing) for place in range(size))
    plain = SealFrame(node, b"", signature, listed)
    return SealFrame(node, root_of(plain), signature, listed)


def _excerpt(node: str, signature: bytes, size: int, leaves: Mapping[int, bytes], joined: bytes) -> SealFrame:
    proof = split_hashes(joined)
    places = tuple(sorted(leaves))
    if not places:
        raise unreadable()
    listed = tuple(leaves[place] for place in places)
    plain = SealFrame(node, b"", signature, listed, size, places, proof)
    return SealFrame(node, root_of(plain), signature, listed, size, places, proof)


def _named(runs: Any, hashes: Sequence[bytes]) -> dict[int, bytes]:
    """Leaves that are changes of the letter, by their place among the leaves."""
    if not isinstance(runs, list) or len(runs) % 3:
        raise unreadable()
    leaves: dict[int, bytes] = {}
    for place, change, length in zip(*(map(whole, runs[at::3]) for at in range(3)), strict=True):
        if change + length > len(hashes) or place > LIMITS["leaves"]:
            raise unreadable()
        leaves |= {place + at: hashes[change + at] for at in range(length)}
        if len(leaves) > len(hashes):
            raise unreadable()
    return leaves
