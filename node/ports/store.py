"""Port to the database. `Store.writing()` is ONE transaction (BEGIN IMMEDIATE, one writer at a time): what a
use case does inside is there entirely after it, or not at all, whatever happens to the power.
`Store.reading()` is a read-only snapshot for lists and pages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from dossier.crdt import RawChange
from dossier.exchange.frames import SealFrame
from dossier.papers import Paper
from node.ports.backfile import BackfileBook
from node.ports.desk import Desk
from node.ports.handed import HandedBook
from node.ports.learning import Learning
from node.ports.prints import PrintBook
from node.ports.queue import Jobs
from node.ports.records import Audit, Blobs, FoundPapers, Reading, RegisterLog, ResultBook
from node.ports.returned import ReturnBook
from node.ports.reviews import ReviewBook
from node.ports.roads import Forwarding, RoadBook, ScanLane
from node.ports.rows import (
    Brought,
    DossierLog,
    DossierRow,
    LetterRow,
    OutboxRow,
    Projection,
    StoredDocument,
    Waiting,
)
from node.ports.scope import ScopeBook
from node.ports.tray import TrayBook


class Meta(Protocol):
    """Small named values: identity, counters, clock, cursors."""

    def number(self, name: str) -> int:
        """The integer under `name`, 0 when there is none."""
        ...

    def text(self, name: str) -> str:
        """The text under `name`, "" when there is none."""
        ...

    def put(self, name: str, value: int | str) -> None:
        """Set a value."""
        ...

    def take(self, name: str) -> int:
        """Raise the counter by one and give the new value (1 the first time)."""
        ...


class Changes(Protocol):
    """The facts as they travel; the truth of the node. Nothing here is ever deleted or altered."""

    def document(self, dossier: str) -> StoredDocument | None:
        """What is needed to open the dossier, or None."""
        ...

    def known(self, dossier: str) -> frozenset[bytes]:
        """Hashes of all applied changes of the dossier."""
        ...

    def logs(self, dossiers: Sequence[str]) -> Mapping[str, DossierLog]:
        """What is here of each of these dossiers, an empty log for one that is new."""
        ...

    def apply(self, dossier: str, change: RawChange, author: str, at_ms: int) -> None:
        """Keep a change as the next applied one; harmless for one that is applied already."""
        ...

    def keep(self, brought: Sequence[Brought], at_ms: int) -> None:
        """Keep what a letter brought to many dossiers: as `apply` and `save` for what was applied (none of it was
        before), and beside it what waits. Every author is the one that the change's actor names."""
        ...

    def last_from(self, author: str) -> int:
        """When the newest change of this author came (ms), 0 = none is here."""
        ...

    def unsaved(self, dossier: str) -> int:
        """How many changes were applied since the last snapshot."""
        ...

    def waiting(self, dossier: str) -> Sequence[Waiting]:
        """Changes of the dossier that still wait."""
        ...

    def save(self, dossier: str, heads: Sequence[bytes], snapshot: bytes | None) -> None:
        """Record the heads, and the snapshot when given, of the document as applied so far."""
        ...

    def raw(self, hashes: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """The bytes of these changes, as far as they are here."""
        ...

    def listed(self, dossier: str) -> Sequence[tuple[bytes, str, bytes]]:
        """(hash, author, bytes) of all applied changes, in the order they were applied."""
        ...

    def dossiers(self) -> Iterator[str]:
        """All dossier ids, sorted."""
        ...


class Seals(Protocol):
    """Signed Merkle roots and the change hashes that they vouch for."""

    def add(self, seal: SealFrame, incarnation: int) -> None:
        """Keep a seal, together with what an excerpt of it proved before; harmless when known."""
        ...

    def covering(self, change: bytes, author: str) -> bytes | None:
        """Root of a seal by which this author vouches for this change, or None."""
        ...

    def of(self, root: bytes) -> Sequence[SealFrame]:
        """Every seal with this root, as much as is known of each: nodes that seal the same changes share it."""
        ...


class Outbox(Protocol):
    """What must leave, and the letters it left in."""

    def add(self, dossier: str, change: bytes, size: int, lane: int, at_ms: int, seal: str) -> None:
        """Queue a change, in the transaction that made it."""
        ...

    def send_again(self, dossier: str, change: bytes, size: int, at_ms: int, seal: str) -> None:
        """Queue a change whatever became of it before, unless it waits for a receipt anyway."""
        ...

    def unsent(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest rows that are in no letter, lane 1 and 2 first."""
        ...

    def next_dossiers(self, limit: int, size: int) -> Sequence[OutboxRow]:
        """About so many rows (or bytes of changes) that are in no letter, those of a dossier together, dossiers by
        their oldest row."""
        ...

    def held_here(self, dossiers: Sequence[str]) -> Mapping[str, frozenset[bytes]]:
        """Hashes of all changes of these dossiers that are here, applied or waiting."""
        ...

    def held_by_hub(self, dossiers: Sequence[str]) -> Mapping[str, frozenset[bytes]]:
        """Hashes of those that the hub certainly has."""
        ...

    def take_back(self, seq: int) -> None:
        """The letter is given up; what it held will be in a new one."""
        ...

    def enclose(self, rows: Sequence[int], letter: LetterRow) -> None:
        """Keep a sealed letter and note that these rows are in it."""
        ...

    def letters(self, addressee: str, limit: int) -> Sequence[LetterRow]:
        """Letters without a receipt, oldest first."""
        ...

    def letter(self, seq: int) -> LetterRow | None:
        """One letter."""
        ...

    def pending(self, addressee: str) -> tuple[int, ...]:
        """Numbers of letters without a receipt that nobody has set aside, oldest first."""
        ...

    def set_aside(self, seq: int) -> None:
        """The peer will never take this letter: what follows flows on, its bytes are kept."""
        ...

    def sealed_later_than(self, at_ms: int) -> bool:
        """Whether a letter without a receipt was sealed later than `at_ms`."""
        ...

    def withdraw_later_than(self, at_ms: int) -> None:
        """Give up letters without a receipt that were sealed later than `at_ms`: their changes are unsent again."""
        ...

    def reopen(self) -> None:
        """After a restore: give up letters without a receipt; their changes are free for new letters."""
        ...

    def letter_left(self, seq: int, at_ms: int, road: str) -> None:
        """The letter was handed to a road."""
        ...

    def letter_receipted(self, seq: int, at_ms: int) -> None:
        """The hub's signed receipt for the letter is here."""
        ...

    def ladder(self, dossier: str) -> tuple[int, int, int, str]:
        """(saved, left, received, road) of the newest own changes: the instant by which ALL of them are saved,
        left, receipted; 0 while one is missing."""
        ...

    def open_dossiers(self) -> frozenset[str]:
        """Dossiers of which something has no receipt yet."""
        ...

    def unreceipted(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest rows without a receipt, in a letter or not: what a courier to a neighbour carries."""
        ...

    def by_dossier(self, limit: int) -> Sequence[tuple[str, int, int, int, int, str]]:
        """(dossier, changes, bytes, oldest, left, road) of what has no receipt yet, oldest first."""
        ...

    def totals(self) -> Sequence[tuple[int, int, int, int]]:
        """(lane, rows, bytes, oldest instant) of what has no receipt yet."""
        ...


class Projections(Protocol):
    """What lists and searches read. Rebuildable from changes."""

    def put(self, projections: Sequence[Projection]) -> None:
        """Replace the projections of these dossiers, each named once."""
        ...

    def dossiers_of(self, sha256: str) -> Sequence[str]:
        """Dossiers that name this blob, sorted."""
        ...

    def get(self, dossier: str) -> DossierRow | None:
        """One dossier."""
        ...

    def rows(self, where: Mapping[str, Any], limit: int, offset: int) -> Sequence[DossierRow]:
        """Dossiers that match all of: stage, stages, holder, offered_to and receiving_unit (tuples of unit_ids as
        stored), disputes (at least), due_from, due_before, received_from, received_before, open, unfinished
        (bool), either (a tuple of such mappings, of which one must match). Ordered by due, then id."""
        ...

    def count(self, where: Mapping[str, Any]) -> int:
        """How many match."""
        ...

    def units(self) -> frozenset[str]:
        """Every unit_id that received, holds or is offered an unfinished dossier, as named in the acts."""
        ...

    def bodies(self, first_ms: int, end_ms: int) -> Iterator[tuple[str, str]]:
        """(dossier, body) of those that were received, due or finished from one instant to before the other."""
        ...

    def search(self, text: str, limit: int) -> Sequence[DossierRow]:
        """Full-text, with and without marks; prefix of the last word."""
        ...

    def papers(self, person: str) -> Sequence[Paper]:
        """Papers that this person gave before, newest first."""
        ...

    def drop_strays(self) -> None:
        """Drop rows that belong to no dossier that is here."""
        ...


class Tables(Protocol):
    """Everything in one transaction."""

    @property
    def meta(self) -> Meta: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def seals(self) -> Seals: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def projections(self) -> Projections: ...
    @property
    def handed(self) -> HandedBook: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def learning(self) -> Learning: ...
    @property
    def backfile(self) -> BackfileBook: ...
    @property
    def found_papers(self) -> FoundPapers: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def register(self) -> RegisterLog: ...
    @property
    def blobs(self) -> Blobs: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def numbers(self) -> ResultBook: ...
    @property
    def reviews(self) -> ReviewBook: ...
    @property
    def scope(self) -> ScopeBook: ...
    @property
    def forwarding(self) -> Forwarding: ...
    @property
    def roads(self) -> RoadBook: ...
    @property
    def scan_lane(self) -> ScanLane: ...
    @property
    def tray(self) -> TrayBook: ...
    @property
    def returned(self) -> ReturnBook: ...
    @property
    def prints(self) -> PrintBook: ...


class Store(Protocol):
    """The node's database."""

    def writing(self) -> AbstractContextManager[Tables]:
        """One write transaction; commits at the end, rolls back on any exception. Raises Problem DISK_FULL."""
        ...

    def reading(self) -> AbstractContextManager[Tables]:
        """A read-only snapshot; writing through it raises."""
        ...
