"""One dossier's document out of the log: snapshot plus the changes since."""

from collections.abc import Sequence

from dossier.crdt import OpenDocument, RawChange
from hub.ports import Transaction
from hub.records import ChangeRow
from hub.usecases.context import Hub

SNAPSHOT_EVERY = 32
"""Changes after which a snapshot is worth its bytes: opening gets slower with each single change."""


def open_with(hub: Hub, tx: Transaction, dossier: str, fresh: Sequence[RawChange]) -> OpenDocument:
    """The document with `fresh` changes (dependencies first) on top of what the log holds.
    Raises KernelError(BAD_DOCUMENT), also when nothing at all is there."""
    snapshot, reach = tx.changes.snapshot(dossier)
    stored = [row.raw for row in tx.changes.applied(dossier, reach)]
    return hub.engine.open(snapshot, [*stored, *(change.raw for change in fresh)])


def keep_snapshot(tx: Transaction, dossier: str, document: OpenDocument, position: int) -> None:
    """Save a snapshot when enough changes have come since the last one."""
    _, reach = tx.changes.snapshot(dossier)
    if position - reach >= SNAPSHOT_EVERY:
        tx.changes.save_snapshot(dossier, document.snapshot(), position)


def whole(tx: Transaction, dossier: str) -> Sequence[ChangeRow]:
    """Every change of a dossier, applied ones first."""
    return [*tx.changes.applied(dossier), *tx.changes.waiting(dossier)]
