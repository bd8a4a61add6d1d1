"""A small node made of the real kernel and the real plumbing: enough to write letters and to read answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossier.authors import actor_id, short_id
from dossier.crdt import RawChange, parse_change, ready
from dossier.decide import Actor, Command, Moment, author_facts, decide
from dossier.errors import Refuse
from dossier.exchange.seal import heads_digest, make_seal
from dossier.exchange.wire import (
    Blobs,
    Changes,
    Frame,
    GrantFrame,
    Letter,
    Receipt,
    RegisterFrame,
    SealFrame,
    encode_letter,
)
from dossier.facts import FactKind, Hlc, fact_to_text
from dossier.fold import fold, sealed_facts
from dossier.register.changeset import changeset_from_text
from dossier.register.register import Register
from dossier.state import DossierState
from hub.bootstrap import base_register
from plumbing.automerge_engine import AutomergeEngine
from plumbing.envelopes import open_letter, seal_envelope
from plumbing.keys import NodeKeys, verify

ENGINE = AutomergeEngine()
SALT = bytes(6)


@dataclass
class SimpleNode:
    """Keeps everything in memory. `log` holds the changes of each dossier in their order of application, `unsent`
    those that no letter has carried yet."""

    keys: NodeKeys
    unit: str
    hub_node: str
    hub_key: bytes
    ms: int
    day: date
    register: Register = field(default_factory=base_register)
    incarnation: int = 1
    seq: int = 0
    ack: int = 0
    log: dict[str, dict[bytes, RawChange]] = field(default_factory=dict)
    seals: dict[tuple[str, bytes], SealFrame] = field(default_factory=dict)
    waiting: dict[str, list[RawChange]] = field(default_factory=dict)
    unsent: list[tuple[str, RawChange]] = field(default_factory=list)
    grants: list[GrantFrame] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    made: int = 0
    salt: bytes = SALT

    @property
    def node(self) -> str:
        return self.keys.node

    def learn_register(self, text: str, signature: bytes) -> None:
        assert verify(self.hub_key, text.encode(), signature)
        self.register = self.register.apply(changeset_from_text(text))

    def new_dossier(self) -> str:
        self.made += 1
        return f"{short_id(self.node)}-{self.incarnation}-{self.made}"

    def state(self, dossier: str) -> DossierState:
        entries = ENGINE.open(b"", [one.raw for one in self.log[dossier].values()]).entries()
        return fold(dossier, sealed_facts(entries), self.register)

    def digest(self, dossier: str) -> bytes:
        return heads_digest(ENGINE.open(b"", [one.raw for one in self.log[dossier].values()]).heads())

    def act(
        self, dossier: str, officer: str, kind: FactKind, values: Mapping[str, Any] | None = None
    ) -> RawChange:
        """Decide and record one act, as an officer of this node would."""
        changes = self.log.setdefault(dossier, {})
        document = ENGINE.open(b"", [c.raw for c in changes.values()]) if changes else ENGINE.new()
        entries = document.entries()
        known = sealed_facts(entries)
        state = fold(dossier, known, self.register) if known else None
        actor = Actor(officer, self.unit, self.node)
        self.ms += 1000
        moment = Moment(self.day, self.ms)
        drafts = decide(dossier, state, Command(kind, values or {}), self.register, actor, moment)
        assert not isinstance(drafts, Refuse), drafts
        last = max((one.fact.hlc for one in known), default=Hlc(0, 0))
        mine = sum(entry.key.startswith(f"{short_id(self.node)}-{self.incarnation}-") for entry in entries)
        facts = author_facts(drafts, dossier, self.incarnation, mine + 1, actor, moment, last)
        change = document.commit(
            actor_id(self.node, self.salt), [(fact.key, fact_to_text(fact)) for fact in facts]
        )
        changes[change.hash] = change
        self.unsent.append((dossier, change))
        return change

    def letter(self, blobs: tuple[tuple[str, int, str], ...] = (), sealed: bool = True) -> Letter:
        """Everything unsent as the next letter."""
        self.seq += 1
        frames: list[Frame] = []
        for dossier in dict.fromkeys(name for name, _ in self.unsent):
            frames.append(Changes(dossier, tuple(c.raw for name, c in self.unsent if name == dossier)))
        if self.unsent and sealed:
            frames.append(make_seal(self.node, [c.hash for _, c in self.unsent], self.keys.sign))
        if blobs:
            frames.append(Blobs(blobs))
        self.unsent = []
        return Letter(
            sender=self.node,
            incarnation=self.incarnation,
            seq=self.seq,
            addressee=self.hub_node,
            ack=self.ack,
            register=self.register.number,
            device_ms=self.ms,
            frames=tuple(frames),
        )

    def seal(self, letter: Letter) -> bytes:
        return seal_envelope(
            encode_letter(letter), self.keys, self.hub_node, self.hub_key, letter.incarnation, letter.seq
        )

    def envelope(self, blobs: tuple[tuple[str, int, str], ...] = ()) -> bytes:
        return self.seal(self.letter(blobs))

    def take(self, envelope: bytes) -> Letter:
        """Read the hub's answer and keep what it brings."""
        _, letter = open_letter(envelope, self.keys, lambda _: self.hub_key)
        for frame in letter.frames:
            self._keep(frame)
        self.ack = max(self.ack, letter.seq)
        return letter

    def _keep(self, frame: Frame) -> None:
        match frame:
            case Receipt():
                self.receipts.append(frame)
            case RegisterFrame(_, text, signature):
                self.learn_register(text, signature)
            case GrantFrame(_, text, signature):
                assert verify(self.hub_key, text.encode(), signature)
                assert json.loads(text)["node"] == self.node
                self.grants.append(frame)
            case SealFrame(node, root):
                self.seals[node, root] = frame
            case Changes(dossier, raws):
                self._merge(dossier, raws)

    def _merge(self, dossier: str, raws: tuple[bytes, ...]) -> None:
        have = self.log.setdefault(dossier, {})
        fresh, left = ready([*map(parse_change, raws), *self.waiting.get(dossier, [])], have)
        have |= {change.hash: change for change in fresh}
        self.waiting[dossier] = left
