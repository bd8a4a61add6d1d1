"""The register as one value: units, procedures, calendar, devices and people, each effective-dated.

It starts from the data shipped with the program and grows by change sets only. `apply` shares everything that a
change set does not touch, so a node can hold the register of the whole country and still be a small machine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

from dossier.errors import KernelError, MalformedValue
from dossier.register.calendar import Calendar, parse_calendar
from dossier.register.change import apply_unit_ops
from dossier.register.changeset import ChangeSet, require_next
from dossier.register.procedures import Procedure, ProcedureTable, parse_procedures
from dossier.register.unit_ops import op_from
from dossier.register.units import UnitTable
from dossier.register.view import NodeEntry, NodeKind, OfficerEntry, ProcedureRule


@dataclass(frozen=True, slots=True)
class Register:
    """Implements `RegisterView`. `number` and `head` name the last change set applied (0, "" = none)."""

    units: UnitTable
    procedures: ProcedureTable
    calendar: Calendar
    nodes: Mapping[str, NodeEntry] = field(default_factory=dict)
    officers: Mapping[str, OfficerEntry] = field(default_factory=dict)
    number: int = 0
    head: str = ""

    def apply(self, change: ChangeSet) -> "Register":
        """The register after `change`. A change set already applied gives the same register back. Raises
        RegisterGap, KernelError(REGISTER_FORKED) or KernelError for an operation that does not fit; this
        register stays as it is."""
        if change.number <= self.number:
            return self
        require_next(change, self.number, self.head)
        grown = reduce(_apply_op, change.ops, self)
        return replace(grown, number=change.number, head=change.hash)

    def units_on(self, unit: str, day: date) -> tuple[str, ...]:
        """See RegisterView."""
        return self.units.standing(unit, day)

    def unit_name(self, unit: str, day: date) -> str:
        """See RegisterView."""
        version = self.units.by_id(unit, day)
        return version.name if version else unit

    def node(self, node: str) -> NodeEntry | None:
        """See RegisterView."""
        return self.nodes.get(node)

    def officer(self, officer: str) -> OfficerEntry | None:
        """See RegisterView."""
        return self.officers.get(officer)

    def officer_name(self, officer: str) -> str:
        """The name; whoever is not in the register is named as in the fact."""
        entry = self.officers.get(officer)
        return entry.name if entry else officer

    def procedure(self, code: str, day: date) -> ProcedureRule | None:
        """See RegisterView."""
        found = self.procedures.known(code, day)
        return _rule(found) if found else None

    def nodes_of(self, unit: str, day: date) -> tuple[NodeEntry, ...]:
        """Devices (nodes and kits) that serve `unit`, a unit_id standing on `day`, and are valid that day."""
        return tuple(
            entry
            for entry in self.nodes.values()
            if entry.kind is not NodeKind.HUB
            and entry.valid_from <= day
            and (entry.valid_to is None or day < entry.valid_to)
            and unit in self.units_on(entry.unit, day)
        )

    @property
    def hub(self) -> NodeEntry | None:
        """The province's hub: the first device of that kind."""
        return next((entry for entry in self.nodes.values() if entry.kind is NodeKind.HUB), None)


def _rule(procedure: Procedure) -> ProcedureRule:
    return ProcedureRule(
        code=procedure.code,
        version=str(procedure.version),
        name=procedure.name,
        across_boundaries=procedure.phi_dia_gioi,
        offline=procedure.offline_allowed,
        limit=str(procedure.limit) if procedure.limit else "",
        regime=str(procedure.regime),
        needs_result_paper=procedure.needs_result_paper,
        fee_bearing=procedure.is_fee_bearing,
    )


def _node(register: Register, op: Mapping[str, Any]) -> Register:
    entry = NodeEntry(
        node=str(op["node"]),
        kind=NodeKind(op["kind"]),
        unit=str(op["unit"]),
        public_key=str(op["public_key"]),
        valid_from=date.fromisoformat(op["valid_from"]),
        valid_to=_day(op.get("valid_to")),
        name=str(op.get("name", "")),
    )
    return replace(register, nodes={**register.nodes, entry.node: entry})


def _revoke_node(register: Register, op: Mapping[str, Any]) -> Register:
    entry = register.nodes[str(op["node"])]
    revoked = replace(entry, valid_to=date.fromisoformat(op["day"]))
    return replace(register, nodes={**register.nodes, entry.node: revoked})


def _officer(register: Register, op: Mapping[str, Any]) -> Register:
    entry = OfficerEntry(
        officer=str(op["officer"]),
        login=str(op["login"]),
        name=str(op["name"]),
        title=str(op.get("title", "")),
        unit=str(op["unit"]),
        roles=frozenset(map(str, op["roles"])),
        valid_from=date.fromisoformat(op["valid_from"]),
        valid_to=_day(op.get("valid_to")),
    )
    return replace(register, officers={**register.officers, entry.officer: entry})


def _retire_officer(register: Register, op: Mapping[str, Any]) -> Register:
    entry = register.officers[str(op["officer"])]
    retired = replace(entry, valid_to=date.fromisoformat(op["day"]))
    return replace(register, officers={**register.officers, entry.officer: retired})


def _units(register: Register, op: Mapping[str, Any]) -> Register:
    return replace(
        register, units=apply_unit_ops(register.units, tuple(op_from(value) for value in op["change"]))
    )


def _calendar(register: Register, op: Mapping[str, Any]) -> Register:
    return replace(register, calendar=parse_calendar(str(op["text"])))


def _procedures(register: Register, op: Mapping[str, Any]) -> Register:
    return replace(register, procedures=parse_procedures(str(op["text"])))


_OPS: Mapping[str, Callable[[Register, Mapping[str, Any]], Register]] = {
    "node": _node,
    "revoke_node": _revoke_node,
    "officer": _officer,
    "retire_officer": _retire_officer,
    "units": _units,
    "calendar": _calendar,
    "procedures": _procedures,
}


KNOWN_OPS = frozenset(_OPS)
"""What an operation of a change set may be in this version; whoever issues one keeps to these."""


def _apply_op(register: Register, op: Mapping[str, Any]) -> Register:
    """An operation of a kind from a newer hub is passed over: the change set's number still moves on."""
    apply = _OPS.get(str(op.get("op")))
    if apply is None:
        return register
    try:
        return apply(register, op)
    except KernelError:
        raise
    except (KeyError, ValueError, TypeError) as error:
        raise MalformedValue(
            "BAD_REGISTER_OP", "Một dòng trong bản cập nhật danh mục không hợp lệ; báo trung tâm tỉnh."
        ) from error


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
