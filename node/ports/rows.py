"""Rows that cross the store port, as frozen values. Instants are milliseconds since 1970 UTC, 0 = never."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from dossier.crdt import RawChange
from dossier.papers import Paper


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A dossier's document as stored: a snapshot (b"" = none yet) and the changes applied after it, in order."""

    dossier: str
    snapshot: bytes
    changes: tuple[bytes, ...]
    heads: tuple[bytes, ...]
    applied: int


@dataclass(frozen=True, slots=True)
class DossierLog:
    """What is here of one dossier when a letter comes: hashes `known` (applied), raw bytes of those that wait, and
    what opens it: snapshot and the `changes` after it. `applied` and `saved` are places in the order of application."""

    known: frozenset[bytes] = frozenset()
    waiting: tuple[bytes, ...] = ()
    snapshot: bytes = b""
    changes: tuple[bytes, ...] = ()
    applied: int = 0
    saved: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What a letter adds to a dossier: changes `now` applied from place `first` on, changes that wait, and (when some
    were applied) the heads after them, with a new snapshot or None."""

    dossier: str
    now: tuple[RawChange, ...]
    later: tuple[RawChange, ...]
    first: int
    heads: tuple[bytes, ...]
    snapshot: bytes | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for one it depends on."""

    dossier: str
    hash: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A change that must leave. `lane` 1 facts, 2 results and receipts; `letter` 0 = not in a letter yet.
    `seal` is the root of the original seal when the change is relayed for another node, "" when it is ours."""

    n: int
    dossier: str
    change: bytes
    size: int
    lane: int
    at_ms: int
    letter: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as it was sealed; it is sent again byte for byte until its receipt is here."""

    seq: int
    addressee: str
    envelope: bytes
    created_ms: int
    left_ms: int = 0
    receipted_ms: int = 0
    road: str = ""


@dataclass(frozen=True, slots=True)
class DossierRow:
    """Projection of one dossier for lists and look-ups. Units are named as in the acts; who stands for them
    today is asked of the register when a list is shown. `body` is JSON of what lists and figures need."""

    dossier: str
    code: str
    stage: str
    holder: str
    offered_to: str
    receiving_unit: str
    competent_unit: str
    procedure: str
    applicant: str
    due_ms: int
    received_ms: int
    finished_ms: int
    updated_ms: int
    disputes: int
    provisional: bool
    facts: int
    heads: str
    body: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """What the province said when it was asked for a paper of a dossier's applicant: where it is, not the paper."""

    dossier: str
    component: str
    blob: str
    title: str
    code: str
    source_dossier: str
    source: str
    unit_name: str
    size: int
    issued: str
    held_ms: int
    asked_ms: int
    good: str
    reason_vi: str
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Projection:
    """All that lists, searches and reuse read of one dossier. `blobs` are the blobs that it names; `scanned` is what
    the machine read on its pages: searched like the row's own words, and stored nowhere else again."""

    row: DossierRow
    papers: tuple[Paper, ...] = ()
    blobs: tuple[str, ...] = ()
    scanned: str = ""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What the machine read on one page: a proposal, never a value. `words` is JSON [[text, conf, l, t, r, b]…],
    `fields` is JSON [{name, value, confidence, page, box}…]; boxes are pixels of a `width` × `height` page."""

    dossier: str
    page_key: str
    page: int
    width: int
    height: int
    text: str
    words: str
    fields: str


class Rank(IntEnum):
    """Whose turn it is: what a clerk has open, then small files, then large ones, then the back-file."""

    OPEN = 0
    SMALL = 1
    BULK = 2
    BACKFILE = 3


#: Kinds of work that is done page by page; all other work has none.
PAGE_JOBS: Final = ("read", "backfile")


@dataclass(frozen=True, slots=True)
class JobRow:
    """Durable work. `state` is queued | running | done | aside (poison: a person must look) | cancelled. `tries`
    counts starts since the last progress; `pages` 0 = not counted yet."""

    id: int
    kind: str
    args: Mapping[str, Any]
    state: str
    tries: int
    due_ms: int
    progress: int = 0
    code: str = ""
    hint_vi: str = ""
    pages: int = 0
    rank: Rank = Rank.SMALL


@dataclass(frozen=True, slots=True)
class AsidePage:
    """A page of a scan that could not be read, while the rest of its file was."""

    dossier: str
    page_key: str
    page: int
    code: str
    hint_vi: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of the audit chain: `digest` = SHA-256 over the link before and this row."""

    n: int
    at_ms: int
    officer: str
    action: str
    dossier: str
    digest: str


@dataclass(frozen=True, slots=True)
class BlobRow:
    """A blob that some fact names. `here` whether its bytes are stored, `sent` bytes known to be at the hub."""

    sha256: str
    size: int
    media_type: str
    here: bool
    sent: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Something that was set aside, with the reason; its bytes are kept."""

    n: int
    what: str
    code: str
    reason_vi: str
    at_ms: int
    size: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in officer. Only the SHA-256 of the token is stored."""

    token_hash: str
    officer: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Departed:
    """A dossier that has left our scope. `hidden_ms` 0 = still in sight; `unsent` when some of our own changes to
    it have no receipt yet."""

    dossier: str
    left_ms: int
    hidden_ms: int
    unsent: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something that a clerk must look at. `kind` is late_edit | code | missing."""

    dossier: str
    kind: str
    reason_vi: str
    opened_ms: int


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A lease or a credential as the hub signed it."""

    kind: str
    id: str
    text: str
    signature: bytes
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of the book of outgoing results. `state` is signing | free (given back) | used | void (số hủy)."""

    year: int
    number: int
    dossier: str
    state: str
    reason_vi: str
    at_ms: int
