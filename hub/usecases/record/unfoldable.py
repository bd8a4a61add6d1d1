"""Dossiers that this version of the program cannot fold: kept, shown, and in the way of nobody.

Their changes are merged and receipted all the same, and go to those who see the dossier by its last good state; what
is listed stays as it last stood. After an update, or when somebody asks, they are folded anew.
"""

import logging
from collections.abc import Collection
from dataclasses import replace

from dossier.crdt import OpenDocument
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import DossierRow, WorkItem
from hub.usecases.record import project

LOG = logging.getLogger(__name__)
UNFOLDABLE = "unfoldable"
UNFOLDABLE_VI = (
    "Hồ sơ có dữ kiện làm chương trình không tính được trạng thái; dữ liệu được giữ nguyên, cần người xem."
)


def try_fold(
    dossier: str, document: OpenDocument, digest: bytes, register: Register, now_ms: int
) -> tuple[DossierState, DossierRow] | None:
    """State and row of the document; None when folding fails, for whatever reason: it is a mistake of the program,
    and must not stop the letter, the rebuild or the register's day."""
    try:
        state = project.fold_document(dossier, document, register)
        return state, project.project(state, digest, register, now_ms)
    except Exception as error:  # its words may hold what a citizen said: only its kind is written down
        LOG.error("dossier cannot be folded", extra={"dossier": dossier, "error": type(error).__name__})
        return None


def as_it_stood(last: DossierRow, digest: bytes, now_ms: int) -> tuple[DossierState, DossierRow]:
    """The last good state, as far as routing needs it, and its row with the heads of now."""
    row = replace(last, digest=digest.hex(), updated_ms=now_ms)
    return project.state_of(row), row


def note_unfoldable(tx: Transaction, bad: Collection[str], folded: Collection[str], now_ms: int) -> None:
    """Open a work item for each of `bad`, and close those of what could be folded after all."""
    tx.work.open([WorkItem(dossier, UNFOLDABLE, UNFOLDABLE_VI, (), now_ms) for dossier in bad])
    good = [dossier for dossier in folded if dossier not in bad]
    healed = [(item.dossier, item.kind) for item in tx.work.opened(good) if item.kind == UNFOLDABLE]
    tx.work.close(healed, now_ms)


def unfoldable(tx: Transaction) -> list[str]:
    """Dossiers that wait for a program that can fold them."""
    return [item.dossier for item in tx.work.opened() if item.kind == UNFOLDABLE]
