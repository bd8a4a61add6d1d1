"""Seals: one signature over the Merkle root of what a node sends, from which any single change can be proved.

The tree is that of RFC 6962 §2.1 (SHA-256; leaves and nodes are told apart by a first byte), with change
hashes as leaves. Signing and checking are passed in: the kernel holds no key.
"""

import hashlib
from collections.abc import Callable, Iterable

from dossier.exchange.excerpt import root_of
from dossier.exchange.frames import SealFrame
from dossier.exchange.tree import inclusion_proof, merkle_root, verify_inclusion

__all__ = [
    "heads_digest",
    "inclusion_proof",
    "make_seal",
    "merkle_root",
    "seal_holds",
    "seal_message",
    "verify_inclusion",
]

_SEAL_TAG = b"motcua/seal/1\0"  # no signature of ours can be taken for one of another kind


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
    message = seal_message(seal.root, seal.count)
    return root_of(seal) == seal.root and verify(message, seal.signature)


def heads_digest(heads: Iterable[bytes]) -> bytes:
    """What a receipt says about a document: SHA-256 over its heads, sorted. Equal digests, equal documents."""
    return hashlib.sha256(b"".join(sorted(heads))).digest()
