"""What administrators look at: the fleet, dossiers, disputes, what waits for a person, the register's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dossier.custody import unit_on
from dossier.fold import sealed_facts
from dossier.lifecycle import KIND_VI, STAGE_VI
from dossier.register.changeset import changeset_from_text
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind
from dossier.state import Dispute, DossierState, Stage
from hub.ports import Transaction
from hub.records import DossierQuery, DossierRow, QuarantineRow, WorkItem
from hub.usecases.context import Hub
from hub.usecases.documents import open_with
from hub.usecases.officers import unknown_unit
from hub.usecases.project import fold_document
from hub.usecases.refusals import unknown_dossier
from hub.usecases.register_book import is_active

SILENT_MS = 24 * 3600 * 1000
"""A device not heard from for a day is shown as silent, and named beside every figure."""


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One device on the board. `last_ms` 0 = never heard from; `mailbox` what it has not fetched yet; `unsent` what
    it said it still had to send (-1 = it never said); `register_behind` change sets it has not confirmed."""

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
class DossierLine:
    """One dossier in a list. Units are named as of today, where they still stand."""

    dossier: str
    code: str
    procedure: str
    stage: str
    stage_vi: str
    national: int
    receiving: str
    holder: str
    offered_to: str
    received_ms: int
    due_ms: int
    finished_ms: int
    disputes: int
    void: int
    waiting: int
    facts: int
    digest: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A dossier that waits for a person; `options` are (unit_id, name)."""

    dossier: str
    code: str
    kind: str
    reason_vi: str
    options: tuple[tuple[str, str], ...]
    opened_ms: int


@dataclass(frozen=True, slots=True)
class DisputedDossier:
    """A dossier with its open disputes."""

    line: DossierLine
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One act of a dossier's spine: what, the stage after it, by whom (as of then, and as of today)."""

    act_vi: str
    stage_vi: str
    unit_then: str
    unit_now: str
    device_ms: int


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
            _node_line(hub, tx, register, node) for node in sorted(devices, key=lambda n: (n.unit, n.name))
        ]


def not_heard(hub: Hub) -> list[NodeLine]:
    """Active devices whose latest work may be missing in any figure."""
    return [line for line in fleet(hub) if line.active and (line.silent or line.unsent > 0)]


def find_dossiers(hub: Hub, query: DossierQuery) -> list[DossierLine]:
    """Dossiers that match, the last touched first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        return [_dossier_line(hub, register, row) for row in tx.dossiers.search(query)]


def dossier_state(hub: Hub, dossier: str) -> tuple[DossierLine, DossierState, Sequence[str]]:
    """One dossier in full: its line, its folded state, and the devices entitled to it. Raises
    Problem(DOSSIER_UNKNOWN)."""
    with hub.store.read() as tx:
        row = tx.dossiers.get(dossier)
        if row is None:
            raise unknown_dossier(dossier)
        document = open_with(hub, tx, dossier, ())
        state = fold_document(hub, tx, dossier, document)
        entitled = sorted(node for node, active in tx.dossiers.entitled(dossier).items() if active)
        return _dossier_line(hub, hub.register.current(tx), row), state, entitled


def facts_by_author(hub: Hub, dossier: str) -> dict[str, int]:
    """How many facts each device put into a dossier."""
    with hub.store.read() as tx:
        counts: dict[str, int] = {}
        for sealed in sealed_facts(open_with(hub, tx, dossier, ()).entries()):
            counts[sealed.author] = counts.get(sealed.author, 0) + 1
        return counts


def work_list(hub: Hub) -> list[WorkLine]:
    """What waits for a person of the province, oldest first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        return [_work_line(hub, tx, register, item) for item in tx.work.opened()]


def quarantine(hub: Hub, limit: int = 200) -> Sequence[QuarantineRow]:
    """Changes set aside, newest first."""
    with hub.store.read() as tx:
        return tx.changes.quarantine(limit)


def counters(hub: Hub) -> dict[str, int]:
    """How many of what waits for somebody, for the menu."""
    with hub.store.read() as tx:
        return {
            "work": len(tx.work.opened()),
            "disputes": tx.dossiers.disputed(),
            "quarantine": tx.changes.quarantined(),
        }


def disputes(hub: Hub) -> list[DisputedDossier]:
    """Dossiers in which two acts exclude each other, with both sides; a clerk of the holding unit settles them."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        found = []
        for row in tx.dossiers.search(DossierQuery(disputed=True, limit=200)):
            state = fold_document(hub, tx, row.dossier, open_with(hub, tx, row.dossier, ()))
            found.append(DisputedDossier(_dossier_line(hub, register, row), state.disputes))
        return found


def timeline_lines(hub: Hub, state: DossierState) -> list[StepLine]:
    """What happened to a dossier, each act with the unit as it was called on that day."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    return [
        StepLine(
            KIND_VI.get(step.kind, step.kind),
            STAGE_VI[step.stage],
            register.unit_name(step.unit, step.day),
            unit_label(hub, register, step.unit),
            step.device_ms,
        )
        for step in state.timeline
    ]


def unit_by_code(hub: Hub, code: str) -> str:
    """unit_id of the commune (or province) that carries a code today; a unit_id answers itself. Raises
    Problem(UNIT_UNKNOWN)."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    today = hub.clock.today()
    unit = register.units.by_code(code.strip(), today)
    if unit is not None:
        return unit.unit_id
    if register.units_on(code.strip(), today):
        return code.strip()
    raise unknown_unit(code)


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


def unit_label(hub: Hub, register: Register, unit: str) -> str:
    """Name of a unit today; of what became of it when it no longer stands."""
    if not unit:
        return ""
    day = hub.clock.today()
    standing = unit_on(unit, register, day)
    if standing.unit == unit:
        return register.unit_name(unit, day)
    versions = register.units.versions(unit)
    was = versions[-1].name if versions else unit
    now = " / ".join(register.unit_name(one, day) for one in standing.options)
    return f"{was} (nay là {now})" if now else f"{was} (không còn)"


def _node_line(hub: Hub, tx: Transaction, register: Register, node: NodeEntry) -> NodeLine:
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
        dossiers=len(tx.dossiers.of_node(node.node)),
        refusal=contact.refusal if contact else "",
        refusal_ms=contact.refusal_ms if contact else 0,
    )


def _dossier_line(hub: Hub, register: Register, row: DossierRow) -> DossierLine:
    return DossierLine(
        dossier=row.dossier,
        code=row.code,
        procedure=row.procedure,
        stage=row.stage,
        stage_vi=STAGE_VI[Stage(row.stage)],
        national=row.national,
        receiving=unit_label(hub, register, row.receiving_unit),
        holder=unit_label(hub, register, row.holder),
        offered_to=unit_label(hub, register, row.offered_to),
        received_ms=row.received_ms,
        due_ms=row.due_ms,
        finished_ms=row.finished_ms,
        disputes=row.disputes,
        void=row.void,
        waiting=row.waiting,
        facts=row.facts,
        digest=row.digest,
    )


def _work_line(hub: Hub, tx: Transaction, register: Register, item: WorkItem) -> WorkLine:
    row = tx.dossiers.get(item.dossier)
    options = tuple((unit, register.unit_name(unit, hub.clock.today())) for unit in item.options)
    return WorkLine(item.dossier, row.code if row else "", item.kind, item.reason_vi, options, item.opened_ms)
