"""Real nodes in temporary folders, enrolled by a signed answer as the hub gives it, without the hub itself."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from dossier.authors import short_id
from dossier.decide import Command
from dossier.facts import FactKind, canonical
from dossier.register.changeset import ChangeSet
from dossier.state import DossierState
from node.bootstrap import Running, build
from node.config import Config
from node.usecases.models import ComponentEntry, IntakeForm, Received, WorkFilter
from plumbing.keys import NodeKeys
from tests.hand_clock import HandClock

QUANG_YEN, HAM_RONG = "16480@2025-07-01", "14758@2025-07-01"
PROCEDURE = "1.000656"
PASSWORD = "mat-khau-thu"
ALL_ROLES = ("lanh_dao", "quan_tri", "tai_chinh", "thu_ly", "tiep_nhan", "tra_ket_qua", "van_thu")
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass
class PaperHub:
    """The hub's key and its signed papers; no hub runs."""

    keys: NodeKeys = field(default_factory=NodeKeys.generate)
    changes: list[dict[str, Any]] = field(default_factory=list)
    head: str = ""

    def change(self, *ops: Mapping[str, Any], day: date = date(2026, 1, 1)) -> dict[str, Any]:
        """The next signed change set."""
        made = ChangeSet(len(self.changes) + 1, self.head, "Thử", "", day, day, tuple(ops))
        text = made.to_text()
        row = {"number": made.number, "text": text, "signature": self.keys.sign(text.encode()).hex()}
        self.changes.append(row)
        self.head = made.hash
        return row

    def grant(self, kind: str, **body: Any) -> dict[str, Any]:
        text = canonical(body)
        return {"kind": kind, "text": text, "signature": self.keys.sign(text.encode()).hex()}

    def lease(self, node: str, first: int = 1, last: int = 50, org: str = "H56.16480") -> dict[str, Any]:
        return self.grant(
            "lease",
            lease_id=f"L{first}",
            node=node,
            org_identifier=org,
            first=first,
            last=last,
            valid_from="2026-01-01",
            valid_to="2027-12-31",
        )

    def credential(self, officer: str, **more: Any) -> dict[str, Any]:
        body = {"officer": officer, "login": officer, "password": HASHED, "valid_to": "2027-12-31"} | more
        return self.grant("credential", **body)


def node_op(keys: NodeKeys, unit: str, kind: str = "node") -> dict[str, Any]:
    return {
        "op": "node",
        "node": keys.node,
        "kind": kind,
        "unit": unit,
        "public_key": keys.public_key.hex(),
        "valid_from": "2025-01-01",
        "name": "Máy thử",
    }


def officer_op(officer: str, unit: str, roles: Sequence[str] = ALL_ROLES) -> dict[str, Any]:
    return {
        "op": "officer",
        "officer": officer,
        "login": officer,
        "name": officer.title(),
        "title": "Công chức",
        "unit": unit,
        "roles": list(roles),
        "valid_from": "2025-01-01",
    }


@dataclass
class Commune:
    """A place for nodes: one paper hub, one clock."""

    root: Path
    hub: PaperHub = field(default_factory=PaperHub)
    clock: HandClock = field(default_factory=lambda: HandClock(tick_ms=1))
    keys: dict[str, NodeKeys] = field(default_factory=dict)

    def enrol(self, name: str, unit: str, kind: str = "node") -> NodeKeys:
        """Put a device into the register; `lay_out` writes its folder afterwards."""
        self.keys[name] = NodeKeys.generate()
        self.hub.change(node_op(self.keys[name], unit, kind))
        return self.keys[name]

    def lay_out(self, name: str, grants: Sequence[Mapping[str, Any]] = ()) -> Path:
        """Write the folder as provisioning does."""
        keys, data = self.keys[name], self.root / name
        if not (data / "keys").exists():
            keys.save(data / "keys")
        hub = {"node": self.hub.keys.node, "public_key": self.hub.keys.public_key.hex()}
        (data / "keys" / "hub.json").write_text(json.dumps(hub))
        answer = {"node": keys.node, "register": self.hub.changes, "grants": list(grants)}
        (data / "enrolment.json").write_text(json.dumps(answer))
        return data

    @contextmanager
    def open(self, name: str, **settings: Any) -> Iterator[Running]:
        """Build the node of a folder, without background work."""
        values: dict[str, Any] = {"hub_url": "https://hub.invalid", "replica_dir": ""} | settings
        running = build(Config(data=self.root / name, **values), self.clock)
        try:
            yield running
        finally:
            running.stop()


def commune(root: Path) -> Commune:
    """Quảng Yên with a node and a kit, Hàm Rồng with a node, and an officer of all roles in each."""
    made = Commune(root)
    made.hub.change(
        {**node_op(made.hub.keys, "38@0", "hub"), "name": "Tỉnh"},
        officer_op("lan", QUANG_YEN),
        officer_op("hoa", QUANG_YEN, ("tiep_nhan",)),
        officer_op("minh", QUANG_YEN, ("lanh_dao",)),
        officer_op("son", HAM_RONG),
    )
    yen = made.enrol("yen", QUANG_YEN)
    kit = made.enrol("kit", QUANG_YEN, "kit")
    rong = made.enrol("rong", HAM_RONG)
    people = [made.hub.credential(name) for name in ("lan", "hoa", "minh")]
    made.lay_out("yen", [made.hub.lease(yen.node), *people])
    made.lay_out("kit", [made.hub.lease(kit.node, 51, 60), *people])
    made.lay_out("rong", [made.hub.lease(rong.node, 1, 50, "H56.14758"), made.hub.credential("son")])
    return made


def form(name: str = "Nguyễn Thị Lan", number: str = "038175000123", **more: Any) -> IntakeForm:
    """An intake form."""
    values: dict[str, Any] = {
        "procedure": PROCEDURE,
        "applicant": {"name": name, "id_number": number, "address": "Thôn Trung Đình", "phone": "0912345678"},
        "components": (ComponentEntry("TK", "Tờ khai"),),
        "limit": "3wd",
    }
    return IntakeForm(**(values | more))


def receive(running: Running, officer: str = "lan", **more: Any) -> Received:
    """Take a dossier in, or fail the test."""
    taken = running.node.intake.receive(form(**more), officer)
    assert isinstance(taken, Received), taken
    return taken


def done(answer: Any) -> DossierState:
    """The state after an act, or fail the test."""
    assert isinstance(answer, DossierState), answer
    return answer


def act(running: Running, dossier: str, kind: FactKind, officer: str, **values: Any) -> DossierState:
    """The state after an act of that kind, or fail the test."""
    return done(running.node.acts.perform(dossier, Command(kind, values), officer))


def offered(running: Running) -> list[str]:
    """Dossiers offered to the node's unit."""
    return [row.dossier for row in running.node.views.worklist(WorkFilter("offered", limit=500))]


def short(running: Running) -> str:
    return short_id(running.node.identity.node)
