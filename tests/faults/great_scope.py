"""A commune's past in bulk: thousands of finished dossiers at a real hub, made by the real kernel and sent in letters.

A day's letter holds what a day brings: new dossiers, yesterday's appraised, those before issued and handed over, so
that seals cover what they cover in life. Documents stay open between acts: filling must not take longer than the test.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dossier.authors import actor_id, short_id
from dossier.crdt import OpenDocument
from dossier.decide import Actor, Command, Moment, author_facts, decide
from dossier.errors import Refuse
from dossier.facts import FactKind, Hlc, fact_to_text
from dossier.fold import fold, sealed_facts
from dossier.state import DossierState
from tests.hub.province import Province, received
from tests.hub.simple_node import ENGINE, SALT, SimpleNode

K = FactKind
A_DAY = 45
_NAMES = ("Nguyễn Thị Ánh", "Lê Văn Bình", "Phạm Thị Châu", "Trịnh Xuân Dũng", "Hoàng Thị Én", "Mai Văn Giáp")
_PLACES = ("thôn Trung Đình", "thôn Yên Trung", "thôn Khang Bình", "tổ dân phố 3", "thôn Chính Trung")
_DAY_MS = 24 * 3600 * 1000


@dataclass
class Past:
    """Writes finished dossiers in the name of one device, a clerk and a leader."""

    tinh: Province
    node: SimpleNode
    officer: str
    leader: str
    open_: dict[str, OpenDocument] = field(default_factory=dict)
    states: dict[str, DossierState] = field(default_factory=dict)

    def fill(self, count: int, unfinished: int = 0) -> None:
        """Have `count` dossiers at the hub, the last `unfinished` of them still open."""
        days = list(self._days(count))
        for at in range(len(days) + 3):
            for ago, acts in enumerate(_CAREER):
                if 0 <= at - ago < len(days):
                    self._work(days[at - ago], acts, ago, count - unfinished)
            self.tinh.clock.ms += _DAY_MS
            self.tinh.talk(self.node)
        self.tinh.talk(self.node)

    def _days(self, count: int) -> Iterator[Sequence[int]]:
        return (range(first, min(first + A_DAY, count)) for first in range(0, count, A_DAY))

    def _work(self, numbers: Sequence[int], acts: Any, ago: int, finished: int) -> None:
        for number in numbers:
            dossier = f"{short_id(self.node.node)}-1-{number + 1}"
            if ago and number >= finished:
                continue
            for kind, values in acts(self, number):
                self.act(dossier, kind, values)
            if ago == len(_CAREER) - 1:
                del self.open_[dossier], self.states[dossier]

    def act(self, dossier: str, kind: FactKind, *several: Mapping[str, Any]) -> None:
        """One change of one or more facts."""
        document = self.open_.setdefault(dossier, ENGINE.new())
        entries = document.entries()
        actor = Actor(self.leader if kind is K.APPROVED else self.officer, self.node.unit, self.node.node)
        self.node.ms = self.tinh.clock.ms = self.tinh.clock.ms + 20_000
        moment = Moment(self.tinh.clock.today(), self.tinh.clock.ms)
        drafts: list[Any] = []
        for values in several:
            made = decide(
                dossier, self.states.get(dossier), Command(kind, values), self.node.register, actor, moment
            )
            assert not isinstance(made, Refuse), made
            drafts += made
        last = max((one.fact.hlc for one in sealed_facts(entries)), default=Hlc(0, 0))
        facts = author_facts(drafts, dossier, 1, len(entries) + 1, actor, moment, last)
        texts = [(fact.key, fact_to_text(fact)) for fact in facts]
        self.node.unsent.append((dossier, document.commit(actor_id(self.node.node, SALT), texts)))
        self.states[dossier] = fold(dossier, sealed_facts(document.entries()), self.node.register)


def _received(past: Past, number: int) -> Iterator[tuple[FactKind, Any]]:
    name = _NAMES[number % len(_NAMES)]
    person = {
        "name": name,
        "id_number": f"038{175 + number % 25}{number:06d}"[:12],
        "address": f"{_PLACES[number % len(_PLACES)]}, xã Quảng Yên",
        "phone": f"09{12_000_000 + number * 37 % 80_000_000}",
    }
    code = f"H56.16480-{past.tinh.clock.today():%y%m%d}-{number:05d}"
    yield K.RECEIVED, received(past.node, code=code, applicant=person)
    for page in range(2):
        blob = hashlib.sha256(f"{number}/{page}".encode()).hexdigest()
        scan = {
            "component": "to_khai",
            "blob": blob,
            "size": 90_000 + number % 7000,
            "media_type": "image/jpeg",
        }
        yield K.PAGE_SCANNED, scan


def _fields(past: Past, number: int) -> Iterator[tuple[FactKind, Any]]:
    yield K.ASSIGNED, {"to": past.officer}
    yield K.FIELD_RECORDED, {"field": "ho_ten_con", "value": f"Nguyễn Minh {number}", "source": "person"}
    yield (
        K.FIELD_RECORDED,
        {"field": "ngay_sinh", "value": f"2026-03-{number % 28 + 1:02d}", "source": "person"},
    )
    yield K.APPRAISED, {"verdict": "granted"}
    yield K.SUBMITTED_FOR_APPROVAL, {}


def _issued(_: Past, number: int) -> Iterator[tuple[FactKind, Any]]:
    yield K.APPROVED, {}
    blob = hashlib.sha256(f"result {number}".encode()).hexdigest()
    yield K.ISSUED, {"number": f"{number}/2026/XN", "blob": blob, "size": 120_000}


def _returned(_: Past, number: int) -> Iterator[tuple[FactKind, Any]]:
    yield K.RETURNED, {"to": _NAMES[number % len(_NAMES)]}


_CAREER = (_received, _fields, _issued, _returned)
