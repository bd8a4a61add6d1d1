"""Values that pass between the hub's use cases and its store. No behaviour, no I/O.

Days are ISO dates, instants milliseconds since 1970 UTC, hashes raw bytes. Nothing here identifies a citizen:
the hub's projections hold codes, units and figures, never names or numbers of persons.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a dossier; `seal` is the Merkle root of the author's seal that covers it. `position` is its
    place in the order of application, None while a change that it needs is missing."""

    dossier: str
    hash: bytes
    author: str
    raw: bytes
    seal: bytes
    position: int | None = None


@dataclass(frozen=True, slots=True)
class DossierLog:
    """What the log has of one dossier: hashes of the applied changes, the changes that wait, and the position that
    the snapshot reaches to (0 = none)."""

    applied: frozenset[bytes] = frozenset()
    waiting: tuple[ChangeRow, ...] = ()
    reach: int = 0

    @property
    def known(self) -> frozenset[bytes]:
        """Every change that is here, applied or waiting."""
        return self.applied.union(row.hash for row in self.waiting)


@dataclass(frozen=True, slots=True)
class SealRow:
    """A node's seal over change hashes (`leaves`, 32 bytes each, one after the other)."""

    node: str
    root: bytes
    signature: bytes
    leaves: bytes


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that was merged: its digest and the receipt that answered it, for ever the same."""

    node: str
    incarnation: int
    seq: int
    digest: bytes
    receipt: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A change set aside: kept, shown, not merged. `sender` brought it, `author` is who it claims to be by."""

    dossier: str
    hash: bytes
    author: str
    sender: str
    code: str
    reason_vi: str
    raw: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class MailItem:
    """One numbered thing for one node. `kind` is changes | dossier | joined | left | register | grant | trust;
    `subject` the dossier, the change set's number or the grant's id; `hashes` the changes (32
    bytes each), empty otherwise."""

    kind: str
    subject: str
    hashes: bytes = b""
    number: int = 0


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """How far a node's mailbox has been filled and emptied; `depth` counts the items not yet acknowledged."""

    node: str
    last: int
    acked: int
    depth: int


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """How far the growth of a node's scope has come: it holds `held` of `last` dossiers of plan `plan`."""

    plan: int = 0
    last: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class ScopeJob:
    """How far a node's scope has been filled from the dossiers that name `units`. `stage` is open | finished | done;
    (`before_ms`, `before_dossier`) is the last dossier looked at, `again` = also what the node was given before;
    `seen` of `total` dossiers have been looked at."""

    node: str
    units: tuple[str, ...]
    again: bool
    stage: str
    before_ms: int
    before_dossier: str
    seen: int
    total: int
    begun_ms: int
    done_ms: int = 0


@dataclass(frozen=True, slots=True)
class DossierRow:
    """Projection of one dossier; rebuilt from its changes at any time. `figures` feeds the KPIs."""

    dossier: str
    code: str
    procedure: str
    stage: str
    national: int
    receiving_unit: str
    competent_unit: str
    holder: str
    offered_to: str
    received_day: date | None
    received_ms: int
    due_ms: int
    finished_ms: int
    disputes: int
    void: int
    waiting: int
    facts: int
    digest: str
    updated_ms: int
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DossierQuery:
    """What a search of dossiers asks; empty members do not narrow. `text` is part of a code or dossier id."""

    text: str = ""
    unit: str = ""
    stage: str = ""
    disputed: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something the rules cannot decide and a person of the province must."""

    dossier: str
    kind: str
    reason_vi: str
    options: tuple[str, ...]
    opened_ms: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What the hub knows of a node's line. `offset_ms` = node's clock minus the hub's; `unsent` 1 when
    the node said at its last contact that another letter was ready, 0 when not, -1 = never said."""

    node: str
    incarnation: int = 1
    last_seq: int = 0
    last_ms: int = 0
    offset_ms: int = 0
    register: int = 0
    unsent: int = -1
    refusal: str = ""
    refusal_ms: int = 0


@dataclass(frozen=True, slots=True)
class CrlSourceRow:
    """An address that revocation lists are fetched from. `etag` and `modified` are what it called the version that was
    taken, `got_ms` when it last answered well, `failed_ms` since when it does not (0 = it does), with `code` and
    `hint_vi`; `next_ms` when it is asked again."""

    url: str
    etag: str = ""
    modified: str = ""
    got_ms: int = 0
    next_ms: int = 0
    failed_ms: int = 0
    tries: int = 0
    code: str = ""
    hint_vi: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One signed change set, as issued."""

    number: int
    text: str
    signature: bytes
    officer: str
    issued_ms: int


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A signed grant to one node (a lease of numbers, a credential). `void_ms` 0 = it stands."""

    node: str
    grant: str
    kind: str
    text: str
    signature: bytes
    issued_ms: int
    void_ms: int = 0


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An invitation: only the secret's SHA-256 is kept."""

    secret_hash: str
    unit: str
    kind: str
    name: str
    expires_ms: int
    used_by: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What an officer logs in with; who she is and what she may do stands in the register. `password` is an
    argon2 hash, which also travels as a signed grant to the nodes of her unit."""

    officer: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in that lasts until `expires_ms`; `csrf` must come back with every form."""

    officer: str
    csrf: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act of an administrator."""

    at_ms: int
    officer: str
    act: str
    subject: str
