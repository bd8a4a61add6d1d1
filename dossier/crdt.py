"""The port to the CRDT engine, and what a dossier's document looks like.

One Automerge document per dossier. Its root map holds one string per fact (key → canonical JSON) and, under
`NOTE`, one text object for free notes, created with the dossier. Facts are never overwritten, so the map
never conflicts; the text merges letter by letter.

Changes travel and are stored as they are (uncompressed chunks of the Automerge binary format). Their header is
read here without the engine: hash, author, sequence and dependencies are what storage and seals need.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from dossier.errors import KernelError

NOTE = "note"
_MAGIC = bytes.fromhex("856f4a83")
_CHANGE = 1
MAX_CHANGE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawChange:
    """One change as it travels: `hash` is SHA-256 of the chunk after magic and checksum."""

    hash: bytes
    actor: bytes
    seq: int
    deps: tuple[bytes, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as the document holds it, with the actor who put it there."""

    key: str
    text: str
    actor: bytes


class OpenDocument(Protocol):
    """A dossier's document in memory. Keep it for one piece of work, never longer (91 kB each)."""

    def entries(self) -> Sequence[Entry]:
        """All facts, in no particular order."""
        ...

    def note(self) -> str:
        """The free note."""
        ...

    def heads(self) -> tuple[bytes, ...]:
        """Hashes of the newest changes, sorted."""
        ...

    def commit(self, actor: bytes, facts: Sequence[tuple[str, str]], note: str | None = None) -> RawChange:
        """Add facts (key, canonical text), and turn the note into `note` when given, as ONE change by `actor`.
        Raises KernelError(KEY_TAKEN) when a key is already there."""
        ...

    def snapshot(self) -> bytes:
        """The whole document; `Engine.open(snapshot, [])` gives it back with equal heads."""
        ...

    def changes(self) -> Sequence[RawChange]:
        """Every change of the document, dependencies first."""
        ...


class Engine(Protocol):
    """Opens documents. Raises KernelError(BAD_DOCUMENT) for bytes that are not one (also for no bytes)."""

    def new(self) -> OpenDocument:
        """An empty document."""
        ...

    def open(self, snapshot: bytes, changes: Iterable[bytes] = ()) -> OpenDocument:
        """A document from a snapshot (b"" = none) and changes, dependencies first. A change whose dependency
        is missing must not be passed: see `ready`. Heads are compared with what the changes promise."""
        ...


def parse_change(raw: bytes) -> RawChange:
    """Read the header of one change. Raises KernelError(BAD_CHANGE): truncated, altered or of another kind.
    Layout: magic 4, checksum 4, type 1, length uLEB, then deps, actor, seq …
    (Automerge binary document format)."""
    return _parsed_again(raw) if len(raw) <= _SMALL else _parsed(raw)


# On its way through a letter a change is looked at several times; the bound on size bounds the memory.
_SMALL, _KEPT = 4096, 2048


def _parsed(raw: bytes) -> RawChange:
    if len(raw) > MAX_CHANGE_BYTES or raw[:4] != _MAGIC or raw[8:9] != bytes([_CHANGE]):
        raise bad_change()
    digest = hashlib.sha256(raw[8:]).digest()
    if digest[:4] != raw[4:8]:
        raise bad_change()
    length, at = _uleb(raw, 9)
    if at + length != len(raw):
        raise bad_change()
    count, at = _uleb(raw, at)
    if count > (len(raw) - at) // 32:
        raise bad_change()
    deps = tuple(raw[at + 32 * i : at + 32 * (i + 1)] for i in range(count))
    actor_length, at = _uleb(raw, at + 32 * count)
    actor = raw[at : at + actor_length]
    seq, _ = _uleb(raw, at + actor_length)
    return RawChange(digest, actor, seq, deps, raw)


_parsed_again = lru_cache(maxsize=_KEPT)(_parsed)


def ready(changes: Iterable[RawChange], have: Iterable[bytes]) -> tuple[list[RawChange], list[RawChange]]:
    """Split changes into those that can be applied now, dependencies first, and those that must wait for a
    change not yet here. (The engine holds such a change silently; we never let it.) Doubles are dropped."""
    known = set(have)
    waiting = {change.hash: change for change in changes if change.hash not in known}
    ordered: list[RawChange] = []
    while True:
        batch = [change for change in waiting.values() if known.issuperset(change.deps)]
        if not batch:
            return ordered, list(waiting.values())
        for change in batch:
            ordered.append(change)
            known.add(change.hash)
            del waiting[change.hash]


def _uleb(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise bad_change()
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def bad_change() -> KernelError:
    """Bytes that are no whole change."""
    return KernelError(
        "BAD_CHANGE", "Bản ghi hỏng trên đường truyền; hãy gửi lại, dữ liệu đã có không bị mất."
    )
