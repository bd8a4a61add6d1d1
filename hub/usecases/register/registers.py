"""The hub as the register's authority: it numbers, chains and signs change sets, and mails them to everybody."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dossier.register.changeset import ChangeSet
from dossier.register.register import Register
from dossier.register.view import NodeKind
from hub.ports import Transaction
from hub.records import AuditRow, MailItem, RegisterRow
from hub.usecases.context import Hub
from hub.usecases.register_book import active_nodes


def issue(
    hub: Hub,
    tx: Transaction,
    ops: Sequence[Mapping[str, Any]],
    title: str,
    basis: str,
    effective: date,
    officer: str,
) -> RegisterRow:
    """Issue the next change set in this transaction. Raises KernelError when an operation does not fit the
    register; then nothing is written."""
    tx.register.lock()
    before = hub.register.current(tx)
    change = ChangeSet(
        number=before.number + 1,
        previous=before.head,
        title=title,
        basis=basis,
        issued=hub.clock.today(),
        effective=effective,
        ops=tuple(dict(op) for op in ops),
    )
    after = before.apply(change)
    text = change.to_text()
    row = RegisterRow(change.number, text, hub.keys.sign(text.encode()), officer, hub.clock.now_ms())
    tx.register.append(row)
    tx.accounts.audit(AuditRow(row.issued_ms, officer, "register_issued", f"{row.number} {title}"))
    _mail_to_all(hub, tx, after, row.number)
    return row


def found(hub: Hub) -> None:
    """See to it that the hub stands in its own register: the first change set of a province."""
    with hub.store.write() as tx:
        if hub.register.current(tx).hub is not None:
            return
        today = hub.clock.today()
        op = {
            "op": "node",
            "node": hub.node,
            "kind": str(NodeKind.HUB),
            "unit": hub.config.unit,
            "public_key": hub.keys.public_key.hex(),
            "valid_from": today.isoformat(),
            "name": hub.config.name,
        }
        issue(hub, tx, [op], "Lập trung tâm tỉnh", "", today, "")


def _mail_to_all(hub: Hub, tx: Transaction, register: Register, number: int) -> None:
    for node in sorted(node.node for node in active_nodes(register, hub.clock.today())):
        tx.mailboxes.open(node)
        tx.mailboxes.append(node, [MailItem("register", str(number))])
