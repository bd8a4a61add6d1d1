"""Scans and signed papers at the hub: only for devices whose dossiers name them, resumable, checked by their hash.

A device may bring a blob that its letter announced or that one of its dossiers names, and take one that a dossier it
is entitled to today names. Facts come first, so the hub knows a blob's size before its first byte.
"""

from typing import BinaryIO

from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import require_active
from hub.usecases.refusals import blob_not_named
from plumbing.blob_rules import check_name, too_large


def public_key_of(hub: Hub, node: str) -> bytes | None:
    """Key of an enrolled device, None when nobody enrolled it. Whether it still counts is asked with each blob."""
    with hub.store.read() as tx:
        entry = hub.register.current(tx).node(node)
    return bytes.fromhex(entry.public_key) if entry else None


def received(hub: Hub, node: str, sha256: str) -> tuple[int, int]:
    """(bytes that have arrived, bytes in all). Raises Problem: BLOB_NOT_NAMED, NODE_REVOKED."""
    size = _require(hub, node, sha256, bringing=True)
    return hub.blobs.received(sha256), size


def bring(hub: Hub, node: str, sha256: str, offset: int, data: bytes) -> tuple[int, int]:
    """Add a piece; (bytes that have arrived, bytes in all). Raises Problem as `received` and as the blob store."""
    size = _require(hub, node, sha256, bringing=True)
    if size > hub.config.blob_bytes:
        raise too_large(hub.config.blob_bytes)
    return hub.blobs.append(sha256, offset, data, size), size


def take(hub: Hub, node: str, sha256: str) -> tuple[BinaryIO, int]:
    """(bytes from the beginning, seekable; size). Raises Problem: BLOB_NOT_NAMED, BLOB_NOT_HERE, BLOB_CORRUPT."""
    _require(hub, node, sha256, bringing=False)
    return hub.blobs.open(sha256), hub.blobs.size(sha256)


def _require(hub: Hub, node: str, sha256: str, *, bringing: bool) -> int:
    check_name(sha256)
    with hub.store.read() as tx:
        require_active(hub, tx, node)
        size = tx.dossiers.blob_size(sha256)
        if size is None or not _allowed(tx, node, sha256, bringing):
            raise blob_not_named(sha256)
    return size


def _allowed(tx: Transaction, node: str, sha256: str, bringing: bool) -> bool:
    return tx.dossiers.may_have_blob(node, sha256) or (bringing and tx.dossiers.announced(node, sha256))
