"""The Merkle tree of RFC 6962 §2.1 (SHA-256; leaves and inner nodes are told apart by a first byte)."""

import hashlib
from collections.abc import Sequence

from dossier.errors import KernelError


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root of the tree over `leaves`; of no leaves it is the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        joined = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = [*joined, level[-1]] if len(level) % 2 else joined
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Audit path of leaf `index`, from the leaf up. Raises KernelError(NOT_IN_SEAL)."""
    if not 0 <= index < len(leaves):
        raise KernelError("NOT_IN_SEAL", "Bản ghi này không nằm trong dấu niêm phong đã nêu.")
    if len(leaves) == 1:
        return ()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return (*inclusion_proof(leaves[:half], index), merkle_root(leaves[half:]))
    return (*inclusion_proof(leaves[half:], index - half), merkle_root(leaves[:half]))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows `leaf` at `index` of a tree of `size` leaves with that root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def leaf_hash(content: bytes) -> bytes:
    """Hash of a leaf (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()
