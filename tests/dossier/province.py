"""A made-up province for kernel tests: units, devices and people as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossier.authors import node_id, short_id
from dossier.facts import Fact, FactKind, Hlc, fact_key
from dossier.register.view import NodeEntry, NodeKind, OfficerEntry, ProcedureRule, Role
from dossier.state import SealedFact

START = date(2025, 1, 1)
SWITCH = date(2025, 7, 1)
SPLIT = date(2027, 1, 1)
DAY = date(2026, 11, 20)

#: unit → periods with the units that stand for it from that day on
UNITS: Mapping[str, tuple[tuple[date, tuple[str, ...]], ...]] = {
    "quang-trach": ((date.min, ("quang-trach",)), (SWITCH, ("quang-yen",))),
    "quang-yen": ((SWITCH, ("quang-yen",)), (SPLIT, ("yen-dong", "yen-tay"))),
    "ham-rong": ((SWITCH, ("ham-rong",)),),
    "yen-dong": ((SPLIT, ("yen-dong",)),),
    "yen-tay": ((SPLIT, ("yen-tay",)),),
    "tinh": ((date.min, ("tinh",)),),
}
COMMUNE_ROLES = frozenset(
    {Role.INTAKE, Role.APPRAISER, Role.LEADER, Role.CLERICAL, Role.RETURNER, Role.FINANCE}
)


def node_of(name: str) -> str:
    """A node id for a device name (the name stands for its key)."""
    return node_id(name.encode())


DEVICES: Mapping[str, tuple[NodeKind, str]] = {
    "qy": (NodeKind.NODE, "quang-trach"),
    "kit": (NodeKind.KIT, "quang-yen"),
    "hr": (NodeKind.NODE, "ham-rong"),
    "yd": (NodeKind.NODE, "yen-dong"),
    "yt": (NodeKind.NODE, "yen-tay"),
    "hub": (NodeKind.HUB, "tinh"),
}
PEOPLE: Mapping[str, tuple[str, frozenset[Role]]] = {
    "lan": ("quang-trach", COMMUNE_ROLES),
    "tuan": ("quang-yen", COMMUNE_ROLES),
    "hoa": ("ham-rong", COMMUNE_ROLES),
    "minh": ("ham-rong", COMMUNE_ROLES),
    "dong": ("yen-dong", COMMUNE_ROLES),
    "tay": ("yen-tay", COMMUNE_ROLES),
    "tap-su": ("quang-yen", frozenset({Role.FINANCE})),
    "tinh-uy": ("tinh", frozenset({Role.DISPATCHER})),
}


@dataclass(frozen=True)
class Province:
    """Implements RegisterView on the tables above; `revoked` devices end on that day."""

    revoked: Mapping[str, date] = field(default_factory=dict)

    def units_on(self, unit: str, day: date) -> tuple[str, ...]:
        current: tuple[str, ...] = ()
        for start, stands in UNITS.get(unit, ()):
            if start <= day:
                current = stands
        if len(current) == 1 and current[0] != unit:
            return self.units_on(current[0], day)
        return current

    def unit_name(self, unit: str, day: date) -> str:
        return unit

    def node(self, node: str) -> NodeEntry | None:
        for name, (kind, unit) in DEVICES.items():
            if node_of(name) == node:
                return NodeEntry(node, kind, unit, name, START, self.revoked.get(name))
        return None

    def officer(self, officer: str) -> OfficerEntry | None:
        if officer not in PEOPLE:
            return None
        unit, roles = PEOPLE[officer]
        return OfficerEntry(officer, officer, officer, "", unit, frozenset(roles), START)

    def procedure(self, code: str, day: date) -> ProcedureRule | None:
        rules = {"2.000635": True, "1.001193": False}
        if code not in rules:
            return None
        return ProcedureRule(code, "1", code, rules[code], "process", "3wd", "restart", True, False)


@dataclass
class Writer:
    """Writes sealed facts of one device, counting keys and clock as a node would."""

    device: str
    officer: str
    unit: str
    count: int = 0
    ms: int = 1_000_000

    def fact(
        self,
        kind: FactKind | str,
        values: Mapping[str, Any] | None = None,
        after: str = "",
        supersedes: tuple[str, ...] = (),
        day: date = DAY,
        dossier: str = "d1",
        officer: str = "",
    ) -> SealedFact:
        self.count += 1
        self.ms += 1000
        node = node_of(self.device)
        fact = Fact(
            key=fact_key(short_id(node), 1, self.count),
            kind=str(kind),
            dossier=dossier,
            node=node,
            officer=officer or self.officer,
            unit=self.unit,
            day=day,
            hlc=Hlc(self.ms, 0),
            device_ms=self.ms,
            after=(after,) if after else (),
            supersedes=supersedes,
            values=values or {},
        )
        return SealedFact(fact, node)


def received_values(competent: str = "") -> dict[str, Any]:
    """Values of a receipt for `competent` ("" = the receiving unit)."""
    return {
        "procedure": "2.000635",
        "procedure_version": "1",
        "code": "H56.16480-261120-00001",
        "provisional": False,
        "channel": 1,
        "applicant": {"name": "Nguyễn Thị Ánh"},
        "components": [{"code": "to_khai", "name": "Tờ khai", "must_digitise": True}],
        "competent_unit": competent,
        "due_ms": 9_000_000_000,
        "received_ms": 1_000_000,
    }
