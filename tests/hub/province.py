"""A hub over a real SQLite file, two communes of Thanh Hóa, and the devices and people in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dossier.exchange.wire import Letter
from dossier.facts import FactKind
from dossier.register.unit_ops import Decree, Founded, LineageOp, Piece, op_value
from dossier.register.view import NodeKind
from hub.bootstrap import open_hub
from hub.config import Config
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import Enrolled, enrol, invite
from hub.usecases.exchange.round import exchange
from hub.usecases.register.officers import NewOfficer, add_officer
from plumbing.keys import NodeKeys
from tests.hand_clock import HandClock
from tests.hub.simple_node import SimpleNode

PROVINCE, QUANG_YEN, HAM_RONG = "38@0", "16480@2025-07-01", "14758@2025-07-01"
QUANG_TRACH = "16447@0"
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g"
ALL_ROLES = frozenset({"tiep_nhan", "thu_ly", "lanh_dao", "van_thu", "tra_ket_qua", "tai_chinh"})
OVER_BOUNDARIES = "1.000656"
HOUR_MS = 3600 * 1000


@dataclass
class Province:
    """The hub, its clock, and what tests need to fill it."""

    hub: Hub
    clock: HandClock

    def node(self, unit: str, kind: NodeKind = NodeKind.NODE, name: str = "Máy thử") -> SimpleNode:
        """Enrol a new device of a unit."""
        token = invite(self.hub, unit, kind, name, 7, "0" * 64, "quan-tri")
        keys = NodeKeys.generate()
        answer = enrol(self.hub, token.rsplit(".", 1)[1], keys.public_key, name)
        return self.device(keys, answer)

    def device(self, keys: NodeKeys, answer: Enrolled) -> SimpleNode:
        node = SimpleNode(
            keys,
            answer.entry.unit,
            self.hub.node,
            self.hub.keys.public_key,
            self.clock.ms,
            self.clock.today(),
        )
        for row in answer.register:
            node.learn_register(row.text, row.signature)
        return node

    def officer(self, login: str, unit: str, roles: frozenset[str] = ALL_ROLES, password: str = "") -> str:
        return add_officer(
            self.hub,
            NewOfficer(login, login.title(), "Công chức", unit, roles, password or PASSWORD_HASH),
            "quan-tri",
        )

    def talk(self, node: SimpleNode) -> Letter:
        """Send everything unsent and take the answer."""
        node.ms = self.clock.ms = max(node.ms, self.clock.ms)
        node.day = self.clock.today()
        return node.take(exchange(self.hub, node.envelope()))

    def talk_all(self, node: SimpleNode) -> None:
        """Talk until the mailbox is empty."""
        while self.talk(node).more:
            pass
        self.talk(node)


def received(node: SimpleNode, competent: str = "", code: str = "", **values: Any) -> dict[str, Any]:
    """Values of a receipt at the counter."""
    return {
        "procedure": OVER_BOUNDARIES,
        "procedure_version": "1",
        "code": code or f"H56.{node.unit[:5]}-261120-{node.made:05d}",
        "provisional": False,
        "channel": 1,
        "applicant": {"name": "Nguyễn Thị Ánh"},
        "components": [{"code": "to_khai", "name": "Tờ khai"}],
        "competent_unit": competent or node.unit,
        "due_ms": node.ms + 72 * HOUR_MS,
        "received_ms": node.ms,
    } | values


def receive(node: SimpleNode, officer: str, competent: str = "") -> str:
    """A dossier received at a node, not sent yet."""
    dossier = node.new_dossier()
    node.act(dossier, officer, FactKind.RECEIVED, received(node, competent))
    return dossier


@contextmanager
def province(folder: Path, change: Callable[[Config], Config] = lambda config: config) -> Iterator[Province]:
    """A province in a folder; opening the same folder again finds everything there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "keys").exists():
        NodeKeys.generate().save(folder / "keys")
    config = Config(data=folder, unit=PROVINCE, org_prefix="H56", lease_size=100)
    clock = HandClock()
    with open_hub(change(config), clock) as opened:
        yield Province(opened, clock)


def merger(day: date, old: tuple[str, ...] = (QUANG_YEN, HAM_RONG)) -> dict[str, Any]:
    """Two communes become one on `day`."""
    decree = Decree("9001/NQ-TEST", date(2026, 11, 1), day, day)
    founded = f"16480@{day.isoformat()}"
    op = LineageOp(
        decree,
        old,
        (Founded("16480", "Phường Yên Rồng", "phường", "38"),),
        tuple(Piece(one, founded, "all", "all") for one in old),
    )
    return {"op": "units", "change": [op_value(op)]}


def split(day: date, old: str = QUANG_YEN) -> dict[str, Any]:
    """One commune becomes two on `day`."""
    decree = Decree("9002/NQ-TEST", date(2026, 11, 1), day, day)
    op = LineageOp(
        decree,
        (old,),
        (
            Founded("16480", "Xã Quảng Yên Đông", "xã", "38"),
            Founded("99901", "Xã Quảng Yên Tây", "xã", "38"),
        ),
        tuple(Piece(old, f"{code}@{day.isoformat()}", "part", "part") for code in ("16480", "99901")),
    )
    return {"op": "units", "change": [op_value(op)]}
