"""One dossier's document out of the log: snapshot plus the changes since."""

from collections.abc import Sequence

from dossier.crdt import OpenDocument, RawChange
from hub.ports import Transaction
from hub.records import ChangeRow, DossierLog
from hub.usecases.context import Hub

SNAPSHOT_EVERY = 32
"""Changes after which a snapshot is worth its bytes: opening gets slower with each single change."""


def open_on(hub: Hub, base: bytes, stored: Sequence[bytes], fresh: Sequence[RawChange]) -> OpenDocument:
    """The document of a snapshot (b"" = none), the changes since, and fresh ones. Raises KernelError(BAD_DOCUMENT)."""
    return hub.engine.open(base, [*stored, *(change.raw for change in fresh)])


def open_with(
    hub: Hub, tx: Transaction, dossier: str, log: DossierLog, fresh: Sequence[RawChange]
) -> OpenDocument:
    """The document with `fresh` changes (dependencies first) on top of what the log holds.
    Raises KernelError(BAD_DOCUMENT), also when nothing at all is there."""
    snapshot, reach = tx.changes.snapshot(dossier) if log.reach else (b"", 0)
    stored = [row.raw for row in tx.changes.applied(dossier, reach)] if log.applied else []
    return open_on(hub, snapshot, stored, fresh)


def open_stored(hub: Hub, tx: Transaction, dossier: str) -> OpenDocument:
    """The document as the log holds it. Raises KernelError(BAD_DOCUMENT) when nothing is there."""
    return open_with(hub, tx, dossier, tx.changes.logs([dossier])[dossier], ())


def snapshot_due(log: DossierLog, position: int) -> bool:
    """Whether enough changes have come since the last snapshot."""
    return position - log.reach >= SNAPSHOT_EVERY


def whole(tx: Transaction, dossier: str) -> Sequence[ChangeRow]:
    """Every change of a dossier, applied ones first."""
    return [*tx.changes.applied(dossier), *tx.changes.waiting(dossier)]
