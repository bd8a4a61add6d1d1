"""Seals: one signature over the Merkle root of what a node sends, from which any single change can be proved.

The tree is that of RFC 6962 §2.1 (SHA-256; leaves and nodes are told apart by a first byte), with change
hashes as leaves. Signing and checking are passed in: the kernel holds no key.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from dossier.errors import KernelError
from dossier.exchange.frames import SealFrame

_SEAL_TAG = b"motcua/seal/1\0"  # no signature of ours can be taken for one of another kind


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


def seal_message(root: bytes, size: int) -> bytes:
    """The bytes that the author signs for a tree of `size` leaves."""
    return _SEAL_TAG + size.to_bytes(4, "big") + root


def make_seal(node: str, hashes: Iterable[bytes], sign: Callable[[bytes], bytes]) -> SealFrame:
    """Seal change hashes in their order."""
    leaves = tuple(hashes)
    root = merkle_root(leaves)
    return SealFrame(node, root, sign(seal_message(root, len(leaves))), leaves)


def seal_holds(seal: SealFrame, verify: Callable[[bytes, bytes], bool]) -> bool:
    """Whether leaves and root belong together and `verify(message, signature)` accepts the author's word."""
    from dossier.exchange.excerpt import root_of  # excerpts are made of what is defined here

    message = seal_message(seal.root, seal.count)
    return root_of(seal) == seal.root and verify(message, seal.signature)


def heads_digest(heads: Iterable[bytes]) -> bytes:
    """What a receipt says about a document: SHA-256 over its heads, sorted. Equal digests, equal documents."""
    return hashlib.sha256(b"".join(sorted(heads))).digest()


def leaf_hash(content: bytes) -> bytes:
    """Hash of a leaf (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()
