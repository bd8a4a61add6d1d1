"""Rehearsal of a reorganisation: who and what a change set would touch, before anybody signs it. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dossier.custody import unit_on
from dossier.local_time import DAY_MS, instant_ms
from dossier.register.change import Affected, affected
from dossier.register.changeset import ChangeSet
from dossier.register.register import Register
from dossier.register.unit_ops import UnitOp, op_from
from dossier.register.unit_values import Unit
from dossier.vietnamese import name_sort_key
from hub.ports import Transaction
from hub.records import DossierRow
from hub.usecases.context import Hub
from hub.usecases.register.grants import lease_of

GAP_DAYS = 7
"""Deadlines from the day of effect and this many days on count as falling into the change-over."""


@dataclass(frozen=True, slots=True)
class NodeAffected:
    """A device whose unit changes. `last_ms` 0 = never heard from; `unsent` 1 = it had more letters ready."""

    node: str
    name: str
    kind: str
    last_ms: int
    unsent: int
    mailbox: int
    leases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitAffected:
    """One unit that a change set touches. `fate` is dissolved | split | reduced | changed."""

    unit: str
    name: str
    fate: str
    successors: tuple[str, ...]
    open_dossiers: int
    wait_for_person: int
    due_in_gap: int
    scan_bytes: int
    nodes: tuple[NodeAffected, ...]
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The whole answer. `created` are (unit_id, name) of units that begin; `warnings` in Vietnamese."""

    effective: date
    gap_until: date
    created: tuple[tuple[str, str], ...]
    units: tuple[UnitAffected, ...]
    warnings: tuple[str, ...]


def plan(hub: Hub, ops: Sequence[Mapping[str, Any]], effective: date) -> Rehearsal:
    """Rehearse a change set of these operations. Raises KernelError where issuing would."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        after = register.apply(
            ChangeSet(register.number + 1, register.head, "", "", hub.clock.today(), effective, tuple(ops))
        )
        touched = affected(register.units, unit_ops(ops))
        rows = tx.dossiers.unfinished()
        units = tuple(
            _unit(hub, tx, register, after, unit, fate, effective, rows) for unit, fate in _fates(touched)
        )
    created = tuple((unit.unit_id, unit.name) for unit in touched.created)
    return Rehearsal(effective, effective + timedelta(days=GAP_DAYS), created, units, _warnings(units))


def unit_ops(ops: Sequence[Mapping[str, Any]]) -> tuple[UnitOp, ...]:
    """The operations on units among a change set's operations."""
    return tuple(op_from(value) for op in ops if op.get("op") == "units" for value in op["change"])


def _fates(touched: Affected) -> list[tuple[Unit, str]]:
    split = {unit.unit_id for unit in touched.split}
    fates = [(unit, "split" if unit.unit_id in split else "dissolved") for unit in touched.dissolved]
    fates += [(unit, "reduced") for unit in touched.reduced]
    return fates + [(before, "changed") for before, _ in touched.changed]


def _unit(
    hub: Hub,
    tx: Transaction,
    register: Register,
    after: Register,
    unit: Unit,
    fate: str,
    effective: date,
    rows: Sequence[DossierRow],
) -> UnitAffected:
    today = hub.clock.today()
    mine = [row for row in rows if unit.unit_id in _units_of(row, register, today)]
    return UnitAffected(
        unit=unit.unit_id,
        name=unit.name,
        fate=fate,
        successors=after.units_on(unit.unit_id, effective),
        open_dossiers=len(mine),
        wait_for_person=sum(not unit_on(row.holder, after, effective).unit for row in mine if row.holder),
        due_in_gap=sum(_in_gap(row.due_ms, effective) for row in mine),
        scan_bytes=tx.dossiers.blob_bytes([row.dossier for row in mine]),
        nodes=_nodes(tx, register, unit.unit_id, today, effective),
        officers=_officers(register, unit.unit_id, today),
    )


def _units_of(row: DossierRow, register: Register, day: date) -> set[str]:
    named = (row.receiving_unit, row.holder, row.offered_to)
    return {unit for name in named if name for unit in register.units_on(name, day)}


def _in_gap(due_ms: int, effective: date) -> bool:
    start = instant_ms(effective)
    return start <= due_ms < start + GAP_DAYS * DAY_MS


def _nodes(
    tx: Transaction, register: Register, unit: str, day: date, effective: date
) -> tuple[NodeAffected, ...]:
    found = []
    for node in register.nodes_of(unit, day):
        contact = tx.fleet.get(node.node)
        leases = [lease_of(row) for row in tx.register.grants(node.node) if row.kind == "lease"]
        found.append(
            NodeAffected(
                node=node.node,
                name=node.name,
                kind=node.kind,
                last_ms=contact.last_ms if contact else 0,
                unsent=contact.unsent if contact else -1,
                mailbox=tx.mailboxes.state(node.node).depth,
                leases=tuple(one.lease_id for one in leases if one.expires >= effective),
            )
        )
    return tuple(found)


def _officers(register: Register, unit: str, day: date) -> tuple[str, ...]:
    names = [
        f"{officer.name} ({officer.title})"
        for officer in register.officers.values()
        if unit in register.units_on(officer.unit, day)
    ]
    return tuple(sorted(names, key=name_sort_key))


def _warnings(units: Sequence[UnitAffected]) -> tuple[str, ...]:
    warnings = []
    for unit in units:
        if unit.wait_for_person:
            warnings.append(
                f"{unit.name}: {unit.wait_for_person} hồ sơ sẽ chờ phân định vì đơn vị bị chia tách."
            )
        silent = [node.name for node in unit.nodes if not node.last_ms]
        if silent:
            warnings.append(f"{unit.name}: chưa từng liên lạc với {', '.join(silent)}.")
        unsent = [node.name for node in unit.nodes if node.unsent > 0]
        if unsent:
            warnings.append(f"{unit.name}: {', '.join(unsent)} còn thư chưa gửi; hãy đợi máy gửi xong.")
        if not unit.nodes and unit.open_dossiers:
            warnings.append(f"{unit.name}: có hồ sơ đang mở nhưng không có máy nào phục vụ.")
    return tuple(warnings)
