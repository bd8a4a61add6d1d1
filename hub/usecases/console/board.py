"""What administrators look at: the fleet, the counters of what waits, the register's history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.local_time import DAY_MS
from dossier.register.changeset import changeset_from_text
from dossier.register.procedures import Procedure
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind
from dossier.vietnamese import collation_key
from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.register.unit_names import unit_label
from hub.usecases.register_book import is_active
from plumbing.problem import Problem

SILENT_MS = DAY_MS
"""A device not heard from for a day is shown as silent, and named beside every figure."""


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One device on the board. `last_ms` 0 = never heard from; `mailbox` what it has not fetched yet; `unsent` 1 when
    it had more letters ready at its last contact, 0 when not (-1 = it never said); `register_behind` change sets
    that it has not confirmed."""

    node: str
    name: str
    kind: str
    unit: str
    unit_name: str
    active: bool
    silent: bool
    last_ms: int
    offset_ms: int
    incarnation: int
    mailbox: int
    unsent: int
    register_behind: int
    dossiers: int
    refusal: str
    refusal_ms: int


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One change set in the history; `ahead` = its day has not come."""

    number: int
    title: str
    basis: str
    issued: date
    effective: date
    ahead: bool
    ops: int
    hash: str


def fleet(hub: Hub) -> list[NodeLine]:
    """Every device that was ever enrolled, the hub itself left out."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        devices = [node for node in register.nodes.values() if node.kind is not NodeKind.HUB]
        return [
            node_line(hub, tx, register, node)
            for node in sorted(devices, key=lambda n: (n.unit, collation_key(n.name)))
        ]


def not_heard(hub: Hub) -> list[NodeLine]:
    """Active devices whose latest work may be missing in any figure."""
    return [line for line in fleet(hub) if line.active and (line.silent or line.unsent > 0)]


def status(hub: Hub) -> dict[str, Any]:
    """The hub in a few figures, for the console and the doctor."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        open_dossiers = tx.dossiers.count_unfinished()
    lines = fleet(hub)
    return {
        "node": hub.node,
        "name": hub.config.name,
        "unit": hub.config.unit,
        "hub_ms": hub.clock.now_ms(),
        "register": register.number,
        "open_dossiers": open_dossiers,
        "devices": sum(line.active for line in lines),
        "silent": [line.node for line in lines if line.active and line.silent],
        "mailbox_items": sum(line.mailbox for line in lines),
        **counters(hub),
        "nodes": lines,
    }


def officer_by_login(hub: Hub, login: str) -> str:
    """Officer id of a log-in. Raises Problem(OFFICER_UNKNOWN)."""
    with hub.store.read() as tx:
        account = tx.accounts.by_login(login)
    if account is None:
        hint = "Không có cán bộ nào mang tên đăng nhập này; hãy kiểm tra lại."
        raise Problem("OFFICER_UNKNOWN", hint, "operator")
    return account.officer


def counters(hub: Hub) -> dict[str, int]:
    """How many of what waits for somebody, for the menu."""
    with hub.store.read() as tx:
        return {
            "work": len(tx.work.opened()),
            "disputes": tx.dossiers.disputed(),
            "quarantine": tx.changes.quarantined(),
        }


def unsettled_procedures(hub: Hub) -> tuple[Procedure, ...]:
    """Procedures in force today under a code that sources disagree about, for the province to settle."""
    with hub.store.read() as tx:
        return hub.register.current(tx).procedures.unsettled(hub.clock.today())


def register_history(hub: Hub) -> list[RegisterLine]:
    """All change sets, newest first."""
    today = hub.clock.today()
    with hub.store.read() as tx:
        changes = [changeset_from_text(row.text) for row in tx.register.after(0)]
    return [
        RegisterLine(
            number=change.number,
            title=change.title,
            basis=change.basis,
            issued=change.issued,
            effective=change.effective,
            ahead=change.effective > today,
            ops=len(change.ops),
            hash=change.hash,
        )
        for change in reversed(changes)
    ]


def node_line(hub: Hub, tx: Transaction, register: Register, node: NodeEntry) -> NodeLine:
    """One device on the board."""
    contact = tx.fleet.get(node.node)
    last = contact.last_ms if contact else 0
    return NodeLine(
        node=node.node,
        name=node.name,
        kind=node.kind,
        unit=node.unit,
        unit_name=unit_label(hub, register, node.unit),
        active=is_active(node, hub.clock.today()),
        silent=hub.clock.now_ms() - last > SILENT_MS,
        last_ms=last,
        offset_ms=contact.offset_ms if contact else 0,
        incarnation=contact.incarnation if contact else 1,
        mailbox=tx.mailboxes.state(node.node).depth,
        unsent=contact.unsent if contact else -1,
        register_behind=register.number - contact.register if contact else register.number,
        dossiers=tx.scope.count(node.node),
        refusal=contact.refusal if contact else "",
        refusal_ms=contact.refusal_ms if contact else 0,
    )
