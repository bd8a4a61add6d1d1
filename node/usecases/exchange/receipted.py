"""What a receipt of the hub does here, whichever road it came by; its signature was checked.

A receipt says which letter is durable at the province, and what of it the province had to set aside. A row in the
quarantine tells the clerk of the latter until the province holds the dossier as it stands here after all.
"""

from dossier.exchange.digest import bucket_of
from dossier.exchange.seal import heads_digest
from dossier.exchange.wire import Letter, Receipt, encode_letter
from node.ports import Tables
from node.ports.roads import ReceiptRow
from node.usecases.record.unfoldable import UNFOLDABLE
from node.usecases.workplace import Workplace

AT_HUB = "hub: "
"""How a row begins that says of a dossier what the hub set aside."""
_REASON_VI = "Trung tâm tỉnh đã tách riêng một số bản ghi của hồ sơ này; hãy liên hệ tỉnh để kiểm tra."
_NOT_COUNTED_VI = "Trung tâm tỉnh đã nhận đủ bản ghi nhưng chưa tính được trạng thái hồ sơ này; tỉnh sẽ xem."


def take_receipt(place: Workplace, tables: Tables, hub: str, receipt: Receipt) -> bool:
    """Keep it as a proof; when it is for a letter of ours, whether that letter had none before."""
    _keep(tables, hub, receipt)
    identity = place.identity
    if (receipt.node, receipt.incarnation) != (identity.node, identity.incarnation):
        return False
    letter = tables.outbox.letter(receipt.seq)
    tables.outbox.letter_receipted(receipt.seq, receipt.hub_ms)
    _release_taken(tables, receipt)
    for dossier, code in receipt.outcomes:
        reason = _NOT_COUNTED_VI if code == UNFOLDABLE else _REASON_VI
        tables.desk.set_aside(f"{AT_HUB}{dossier}", code, reason, b"", place.clock.now_ms())
    return letter is not None and not letter.receipted_ms


def release_same(tables: Tables) -> None:
    """Scopes were found equal: the hub holds what it once set aside. (What it cannot fold it may hold all the same.)"""
    told = [(number, what) for number, what, code in tables.desk.about(AT_HUB) if code != UNFOLDABLE]
    tables.desk.release(number for number, what in told if _is_compared(tables, what.removeprefix(AT_HUB)))


def _is_compared(tables: Tables, dossier: str) -> bool:
    return dossier in tables.scope.in_bucket(bucket_of(dossier))


def _keep(tables: Tables, hub: str, receipt: Receipt) -> None:
    content = encode_letter(Letter(hub, 1, 0, receipt.node, frames=(receipt,)))
    row = ReceiptRow(receipt.node, receipt.incarnation, receipt.seq, receipt.hub_ms, content)
    tables.roads.keep_receipt(row, receipt.heads)


def _release_taken(tables: Tables, receipt: Receipt) -> None:
    """The hub holds these exactly as they stand here: nothing of them is set aside any longer."""
    held, again = dict(receipt.heads), dict(receipt.outcomes)
    for number, what, _ in tables.desk.about(AT_HUB):
        dossier = what.removeprefix(AT_HUB)
        if dossier not in again and held.get(dossier) == _digest(tables, dossier):
            tables.desk.release([number])


def _digest(tables: Tables, dossier: str) -> bytes:
    stored = tables.changes.document(dossier)
    return heads_digest(stored.heads) if stored is not None else b""
