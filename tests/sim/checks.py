"""The invariants of the province (design: "Invariants"), looked up in the databases themselves after every step."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dossier.crdt import parse_change
from dossier.exchange.excerpt import from_kept
from dossier.exchange.seal import heads_digest, seal_holds
from dossier.exchange.wire import Receipt, decode_letter
from plumbing.keys import verify
from plumbing.sqlite import Connection, connect
from tests.sim.place import Device, Scene


class Violation(AssertionError):
    """An invariant does not hold."""


def assure(holds: bool, what: str) -> None:
    """Raise Violation unless it holds."""
    if not holds:
        raise Violation(what)


@dataclass
class Promise:
    """What a device acknowledged to a clerk. `excused`: it died with a disk before it had left the house."""

    device: str
    dossier: str
    change: bytes
    excused: bool = False


@dataclass
class Item:
    """A mailbox item as the hub filled it in: the changes, or the register number, that its number stands for."""

    hashes: frozenset[bytes] = frozenset()
    register: int = 0


@dataclass(frozen=True)
class Groundless:
    """An act of `node` on a dossier of `units`, with which it had nothing to do on `day` as it knew the register."""

    node: str
    day: date
    units: tuple[str, ...]


@dataclass
class Watch:
    """Remembers what was promised, and compares. `owed` are changes that died with a disk but had reached somebody;
    `forged` nobody may ever take for real; `groundless` (dossier, fact) may never have an effect, unless a decree
    for a day gone by made the units one."""

    scene: Scene
    promises: list[Promise] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    owed: set[bytes] = field(default_factory=set)
    forged: set[bytes] = field(default_factory=set)
    groundless: dict[tuple[str, str], Groundless] = field(default_factory=dict)
    mail: dict[str, dict[int, Item]] = field(default_factory=lambda: defaultdict(dict))
    life_from: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bytes_of: dict[bytes, bytes] = field(default_factory=dict)
    _hashes: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _last: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _lives: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))
    _receipts: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    _waited: set[bytes] = field(default_factory=set)
    _named: dict[tuple[str, int, int], set[str]] = field(default_factory=dict)
    _checked: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    _enclosed: dict[tuple[str, int, bytes], int] = field(default_factory=dict)
    _open: dict[Path, Connection] = field(default_factory=dict)

    def close(self) -> None:
        """Close every reader."""
        for one in self._open.values():
            one.close()
        self._open.clear()

    def sql(self, path: Path, query: str, *values: Any) -> list[Any]:
        """Rows of a database as it stands durably now."""
        if path not in self._open:
            self._open[path] = connect(path, readonly=True)
        return self._open[path].execute(query, values).fetchall()

    def forget_reader(self, path: Path) -> None:
        """The file is about to be replaced."""
        if path in self._open:
            self._open.pop(path).close()

    def of_hub(self, query: str, *values: Any) -> list[Any]:
        """Rows of the hub's database."""
        return self.sql(self.scene.root / "hub" / "hub.db", query, *values)

    def of(self, device: Device, query: str, *values: Any) -> list[Any]:
        """Rows of a device's database."""
        return self.sql(device.data / "node.db", query, *values)

    def at_hub(self) -> set[bytes]:
        """Changes that the hub holds."""
        return {row[0] for row in self.of_hub("SELECT hash FROM change")}

    # after each round at the hub -----------------------------------------------------------------------------

    def hub_stepped(self) -> None:
        """Bytes never change, every change is sealed, receipts speak of heads and never change, mail has no gaps."""
        self._new_changes()
        self._new_letters()
        self._new_mail()

    def _new_changes(self) -> None:
        known = set(self.bytes_of)
        for dossier, digest, author, raw, root, position in self.of_hub(
            "SELECT dossier, hash, author, raw, seal, position FROM change ORDER BY dossier, position"
        ):
            if position is None:
                self._waited.add(digest)
            if digest in known:
                assure(self.bytes_of[digest] == raw, "a stored change was altered")
                continue
            assure(digest not in self.forged, "a change without its author's seal was merged")
            self._sealed(author, root, digest)
            self.bytes_of[digest] = raw
            self._hashes[dossier].add(digest)
        assure(len(self.bytes_of) == self.of_hub("SELECT count(*) FROM change")[0][0], "a change is gone")

    def _sealed(self, author: str, root: bytes, digest: bytes) -> None:
        rows = self.of_hub("SELECT signature, leaves FROM seal WHERE node = ? AND root = ?", author, root)
        assure(bool(rows), "a change was merged without a seal")
        signature, kept = rows[0]
        keys = {one.node: one.keys.public_key for one in self.scene.devices.values()}
        key = keys.get(author, self.scene.hub.keys.public_key)
        seal = from_kept(author, root, signature, kept)  # whole, or an excerpt that a neighbour handed on
        holds = seal_holds(seal, lambda message, name: verify(key, message, name))
        assure(holds and digest in seal.leaves, "a seal does not hold")

    def _new_letters(self) -> None:
        for node, life, seq, kept in self.of_hub("SELECT node, incarnation, seq, receipt FROM letter"):
            key = (node, life, seq)
            if key in self._receipts:
                assure(self._receipts[key] == kept, "a receipt was changed afterwards")
                continue
            (receipt,) = decode_letter(kept).frames
            assert isinstance(receipt, Receipt)
            self._receipts[key] = kept
            self._named[key] = {dossier for dossier, _ in (*receipt.heads, *receipt.outcomes)}
            for dossier, digest in receipt.heads:
                assure(digest == self._heads(dossier), "a receipt does not speak of the heads")

    def _heads(self, dossier: str) -> bytes:
        """Digest of the changes that nothing depends on, of those that are applied."""
        query = "SELECT hash, raw FROM change WHERE dossier = ? AND position IS NOT NULL"
        rows = dict(self.of_hub(query, dossier))
        return heads_digest(rows.keys() - {dep for raw in rows.values() for dep in parse_change(raw).deps})

    def _new_mail(self) -> None:
        for node, life in self.of_hub("SELECT node, incarnation FROM contact"):
            if life > self._lives[node]:
                self._lives[node], self.life_from[node] = life, self._last[node]
        for node, last in self.of_hub("SELECT node, last FROM mailbox"):
            rows = self.of_hub(
                "SELECT number, kind, subject, hashes FROM mailbox_item WHERE node = ? AND number > ?",
                node,
                self._last[node],
            )
            for number, kind, subject, joined in rows:
                self.mail[node][number] = self._item(kind, subject, joined)
            assure(last >= self._last[node], "a mailbox counts backwards")
            self._last[node] = last

    def _item(self, kind: str, subject: str, joined: bytes) -> Item:
        if kind == "register":
            return Item(register=int(subject))
        if kind == "changes":
            return Item(frozenset(joined[at : at + 32] for at in range(0, len(joined), 32)))
        return Item(frozenset(self._hashes[subject])) if kind == "dossier" else Item()

    # after each step of a device -----------------------------------------------------------------------------

    def device_stepped(self, device: Device) -> None:
        """What was promised is here, receipts are true, nothing in the mailbox was passed over."""
        held = {row[0] for row in self.of(device, "SELECT hash FROM changes")}
        for promise in self.promises:
            if promise.device == device.name and not promise.excused:
                assure(promise.change in held, "what a clerk was told is gone")
        applied = {row[0] for row in self.of(device, "SELECT hash FROM changes WHERE applied > 0")}
        assure(not applied & self.forged, "a change without its author's seal was merged")
        self._outbox(device)
        self._mailbox(device, held)

    def _outbox(self, device: Device) -> None:
        life = self.meta(device, "incarnation") or 1
        rows = self.of(
            device,
            "SELECT change, dossier, letter, coalesce(receipted_ms, 0), coalesce(aside, 0) FROM outbox"
            " LEFT JOIN letters ON seq = letter",
        )
        for change, dossier, letter, receipted, aside in rows:
            if letter <= 0 or aside:
                continue
            before = self._enclosed.setdefault((device.node, life, change), letter)
            assure(before == letter or self._is_done(device, before), "one change in two standing letters")
            if receipted:
                assure(change in self.bytes_of or self._is_quarantined(change), "receipted, not at the hub")
                named = self._named.get((device.node, life, letter), set())
                waited = (
                    change in self._waited
                )  # for a change that it depends on: there were no heads to name
                assure(dossier in named or waited, "a receipt that does not name what it is for")

    def _is_done(self, device: Device, seq: int) -> bool:
        """Whether the letter has its receipt or was given up: then its changes may be sent anew."""
        return not self.of(
            device, "SELECT 1 FROM letters WHERE seq = ? AND aside = 0 AND receipted_ms = 0", seq
        )

    def _is_quarantined(self, change: bytes) -> bool:
        return bool(self.of_hub("SELECT 1 FROM quarantine WHERE hash = ?", change))

    def _mailbox(self, device: Device, held: set[bytes]) -> None:
        cursor, life = self.meta(device, "mailbox"), self.meta(device, "incarnation") or 1
        assure(cursor <= self._last[device.node], "a cursor beyond the mailbox")
        start = max(self._checked[device.node, life], self.life_from[device.node])
        register = self.of(device, "SELECT coalesce(max(number), 0) FROM register_changes")[0][0]
        for number in range(start + 1, cursor + 1):
            item = self.mail[device.node].get(number, Item())
            assure(item.hashes <= held, "a mailbox number was skipped: changes")
            assure(item.register <= register, "a mailbox number was skipped: register")
        self._checked[device.node, life] = max(start, cursor)

    def meta(self, device: Device, name: str) -> int:
        """A number of the device's database."""
        rows = self.of(device, "SELECT value FROM meta WHERE name = ?", name)
        return int(rows[0][0]) if rows else 0

    def promise(self, device: Device, dossier: str, change: bytes, code: str = "") -> None:
        """A clerk was told that this is stored; `code` is what her receipt shows."""
        self.promises.append(Promise(device.name, dossier, change))
        if code and not code.startswith("TAM-"):
            other = self.codes.setdefault(code, dossier)
            assure(other == dossier, f"two dossiers with the code {code}")
