"""Who wrote it: a node's identity is the hash of its public key, and every change carries its author.

Node id: the first 80 bits of SHA-256(Ed25519 public key) in lower-case base32 (16 characters); a device is
recognised by its key, never by host properties. A CRDT actor id is 16 bytes: the node id's 10 bytes and 6
random bytes drawn at each process start (a cloned actor could never merge again), so that the author of
every single entry of a document can be read off it and checked against the seal.
"""

import base64
import hashlib
from functools import lru_cache

from dossier.errors import KernelError

NODE_BYTES = 10
ACTOR_BYTES = 16
SHORT_CHARS = 6  # unique within a province: the hub sees to it at enrolment


def node_id(public_key: bytes) -> str:
    """Node id of a 32-byte Ed25519 public key."""
    return base64.b32encode(hashlib.sha256(public_key).digest()[:NODE_BYTES]).decode().lower()


def short_id(node: str) -> str:
    """The part of a node id that fact keys and dossier ids carry."""
    return node[:SHORT_CHARS]


def actor_id(node: str, salt: bytes) -> bytes:
    """Actor id of one process run of a node; `salt` is 6 random bytes. Raises KernelError(BAD_NODE_ID)."""
    return _node_bytes(node) + salt[: ACTOR_BYTES - NODE_BYTES].ljust(ACTOR_BYTES - NODE_BYTES, b"\0")


@lru_cache(maxsize=1024)
def author_of(actor: bytes) -> str:
    """Node id that an actor id belongs to. Raises KernelError(BAD_ACTOR)."""
    if len(actor) != ACTOR_BYTES:
        raise KernelError("BAD_ACTOR", "Bản ghi không có tác giả hợp lệ; đã tách riêng để kiểm tra.")
    return base64.b32encode(actor[:NODE_BYTES]).decode().lower()


def _node_bytes(node: str) -> bytes:
    try:
        raw = base64.b32decode(node.upper())
    except ValueError as error:
        raise KernelError("BAD_NODE_ID", "Mã nút không hợp lệ; hãy đối chiếu với giấy ghi danh.") from error
    if len(raw) != NODE_BYTES:
        raise KernelError("BAD_NODE_ID", "Mã nút không đủ 16 ký tự; hãy đối chiếu với giấy ghi danh.")
    return raw
