"""Excerpts of seals: some of the leaves, and the fewest hashes that lead from them to the signed root.

The tree is cut as RFC 6962 §2.1 cuts it; subtrees without a leaf of ours are sent as their one hash, from left to
right (a multiproof). The author's signature is over root and size, so an excerpt proves as much as the whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from dossier.errors import KernelError
from dossier.exchange.frames import HASH_BYTES, LIMITS, SealFrame, split_hashes
from dossier.exchange.numbers import join_numbers, read_uleb, split_numbers, uleb
from dossier.exchange.tree import leaf_hash, merkle_root, node_hash

_EXCERPT_REST = 1  # length of a kept excerpt, modulo that of a hash; padded with zeros
_Nodes = Mapping[tuple[int, int], bytes]


def excerpt(seal: SealFrame, wanted: Iterable[bytes]) -> SealFrame:
    """The seal with these leaves only, as far as it has them. Raises KernelError(NOT_IN_SEAL) for none at all."""
    keep = frozenset(wanted)
    places = tuple(place for place, leaf in _placed(seal) if leaf in keep)
    if not places:
        raise KernelError("NOT_IN_SEAL", "Bản ghi này không nằm trong dấu niêm phong đã nêu.")
    leaves = dict(_placed(seal))
    if len(places) == seal.count:
        return seal
    return _made(seal, {place: leaves[place] for place in places}, _nodes(seal))


def union(one: SealFrame, other: SealFrame) -> SealFrame:
    """What two excerpts of one seal prove together."""
    if not one.places or not other.places:
        return other if one.places else one
    nodes = {**_nodes(one), **_nodes(other)}
    return _made(one, {**dict(_placed(one)), **dict(_placed(other))}, nodes)


def root_of(seal: SealFrame) -> bytes:
    """The root that leaves and proof lead to; b"" when they do not fit together."""
    if not seal.places:
        return merkle_root(seal.leaves)
    ordered = all(a < b for a, b in zip(seal.places, seal.places[1:], strict=False))
    fits = len(seal.places) == len(seal.leaves) and seal.places[0] >= 0 and seal.places[-1] < seal.size
    if not ordered or not fits or not 0 < seal.size <= LIMITS["leaves"]:
        return b""
    nodes = _nodes(seal)
    return nodes.get((0, seal.size), b"")


def to_kept(seal: SealFrame) -> bytes:
    """Leaves and proof as a store keeps them: hashes joined when the seal is whole (so it was before there were
    excerpts), otherwise of a length that no such thing has."""
    if not seal.places:
        return b"".join(seal.leaves)
    numbers = join_numbers([seal.size, *seal.places])
    whole = uleb(len(numbers)) + numbers + b"".join((*seal.leaves, *seal.proof))
    padding = (_EXCERPT_REST - len(whole)) % HASH_BYTES
    return whole + bytes(padding)


def from_kept(node: str, root: bytes, signature: bytes, kept: bytes) -> SealFrame:
    """The seal again. Raises KernelError(LETTER_UNREADABLE) for what `to_kept` never wrote."""
    if len(kept) % HASH_BYTES == 0:
        return SealFrame(node, root, signature, split_hashes(kept))
    length, at = read_uleb(kept, 0)
    size, *places = split_numbers(kept[at : at + length])
    hashes = split_hashes(kept[at + length :])
    leaves, proof = hashes[: len(places)], hashes[len(places) :]
    return SealFrame(node, root, signature, leaves, size, tuple(places), proof)


def _placed(seal: SealFrame) -> Sequence[tuple[int, bytes]]:
    places = seal.places or range(len(seal.leaves))
    return list(zip(places, seal.leaves, strict=True))


def _made(seal: SealFrame, leaves: Mapping[int, bytes], nodes: _Nodes) -> SealFrame:
    places, size = tuple(sorted(leaves)), seal.count
    kept = tuple(leaves[place] for place in places)
    if len(places) == size:
        return replace(seal, leaves=kept, size=0, places=(), proof=())
    proof: list[bytes] = []
    _walk(0, size, places, lambda low, high: proof.append(nodes[low, high]))
    return replace(seal, leaves=kept, size=size, places=places, proof=tuple(proof))


def _walk(low: int, high: int, places: Sequence[int], empty: Callable[[int, int], object]) -> None:
    """Call `empty` for every largest subtree that has none of the places, from left to right."""
    if not places:
        empty(low, high)
    elif high - low > 1:
        middle = low + half(high - low)
        _walk(low, middle, [place for place in places if place < middle], empty)
        _walk(middle, high, [place for place in places if place >= middle], empty)


def half(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _nodes(seal: SealFrame) -> dict[tuple[int, int], bytes]:
    """Every node that the excerpt knows, by its range; without the root when the proof is too short or too long."""
    found: dict[tuple[int, int], bytes] = {}
    leaves, proof = dict(_placed(seal)), iter(seal.proof)
    if seal.places:
        _walk(0, seal.size, seal.places, lambda low, high: found.update({(low, high): next(proof, b"")}))
        if next(proof, None) is not None or b"" in found.values():
            return {}
    _join(0, seal.count, leaves, found)
    return found


def _join(low: int, high: int, leaves: Mapping[int, bytes], found: dict[tuple[int, int], bytes]) -> bytes:
    if (low, high) not in found:
        if high - low == 1:
            found[low, high] = leaf_hash(leaves[low])
        else:
            middle = low + half(high - low)
            left, right = _join(low, middle, leaves, found), _join(middle, high, leaves, found)
            found[low, high] = node_hash(left, right)
    return found[low, high]
