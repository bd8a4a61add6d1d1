"""What the hub's use cases ask of the world: small protocols, each with its contract.

All members of one `Transaction` commit together or not at all. A write transaction sees no other writer between
its first read and its commit for the rows that it locks; a read transaction sees one moment.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hub.records import (
    Account,
    AuditRow,
    ChangeRow,
    ContactRow,
    DossierQuery,
    DossierRow,
    GrantRow,
    LetterRow,
    MailboxRow,
    MailItem,
    QuarantineRow,
    RegisterRow,
    SealRow,
    Session,
    TokenRow,
    WorkItem,
)


class Clock(Protocol):
    """The hub's time; the only source of `now`."""

    def now_ms(self) -> int: ...

    def today(self) -> date: ...


class ChangeLog(Protocol):
    """Changes, seals and snapshots. Append-only; doubles are no error."""

    def known(self, dossier: str, hashes: Iterable[bytes]) -> frozenset[bytes]:
        """Which of these the log already has, applied or waiting."""
        ...

    def applied(self, dossier: str, after: int = 0) -> Sequence[ChangeRow]:
        """Applied changes with a position over `after`, in the order of application."""
        ...

    def applied_hashes(self, dossier: str) -> frozenset[bytes]: ...

    def last_position(self, dossier: str) -> int: ...

    def waiting(self, dossier: str) -> Sequence[ChangeRow]: ...

    def by_hash(self, dossier: str, hashes: Sequence[bytes]) -> Sequence[ChangeRow]:
        """These changes, in the order of application, waiting ones last; unknown ones left out."""
        ...

    def append(self, rows: Sequence[ChangeRow]) -> None: ...

    def place(self, dossier: str, positions: Mapping[bytes, int]) -> None:
        """Waiting changes that can now be applied, with their place."""
        ...

    def add_seal(self, seal: SealRow) -> None: ...

    def seals(self, keys: Iterable[tuple[str, bytes]]) -> Sequence[SealRow]:
        """Seals by (node, root)."""
        ...

    def snapshot(self, dossier: str) -> tuple[bytes, int]:
        """(snapshot, position it reaches to); (b"", 0) when there is none."""
        ...

    def save_snapshot(self, dossier: str, snapshot: bytes, position: int) -> None: ...

    def set_aside(self, row: QuarantineRow) -> None: ...

    def release(self, dossier: str, hashes: Iterable[bytes]) -> None:
        """These have been merged after all: no longer in quarantine."""
        ...

    def quarantine(self, limit: int) -> Sequence[QuarantineRow]: ...

    def quarantined(self) -> int: ...


class LetterBook(Protocol):
    """Letters that were merged, by (node, incarnation, seq)."""

    def find(self, node: str, incarnation: int, seq: int) -> LetterRow | None: ...

    def record(self, row: LetterRow) -> None: ...

    def last_seq(self, node: str, incarnation: int) -> int: ...


class Mailboxes(Protocol):
    """Numbered mailboxes. Numbers of one mailbox have no gaps, also with several writers at once."""

    def open(self, node: str) -> None:
        """Make sure that the mailbox exists."""
        ...

    def append(self, node: str, items: Sequence[MailItem]) -> int:
        """Number and store the items under the mailbox's row lock; the last number."""
        ...

    def acknowledge(self, node: str, number: int) -> None:
        """Forget the items up to `number`; a lower number than before changes nothing."""
        ...

    def after(self, node: str, number: int, limit: int) -> Sequence[MailItem]: ...

    def state(self, node: str) -> MailboxRow: ...

    def clear(self, node: str) -> None:
        """Drop every item and start acknowledging anew; numbers go on (a node's new life gets its scope again)."""
        ...


class DossierIndex(Protocol):
    """Projections of dossiers, who is entitled to them, and which blobs they name."""

    def save(self, row: DossierRow) -> None: ...

    def get(self, dossier: str) -> DossierRow | None: ...

    def search(self, query: DossierQuery) -> Sequence[DossierRow]: ...

    def unfinished(self) -> Sequence[DossierRow]: ...

    def disputed(self) -> int: ...

    def all_figures(self) -> Iterator[DossierRow]: ...

    def entitled(self, dossier: str) -> Mapping[str, bool]:
        """Nodes that ever got the dossier → whether they are entitled now."""
        ...

    def entitle(self, dossier: str, nodes: Mapping[str, bool]) -> None: ...

    def of_node(self, node: str) -> Sequence[str]:
        """Dossiers that the node is entitled to now."""
        ...

    def name_blobs(self, dossier: str, blobs: Mapping[str, int]) -> None: ...

    def blob_bytes(self, dossiers: Sequence[str]) -> int:
        """Size of all blobs that these dossiers name."""
        ...

    def may_have_blob(self, node: str, blob: str) -> bool:
        """Whether a dossier that the node is entitled to names this blob."""
        ...

    def blob_size(self, blob: str) -> int | None:
        """Size announced for a blob by any dossier or letter, None when nobody named it."""
        ...

    def expect_blobs(self, node: str, blobs: Mapping[str, int]) -> None:
        """Blobs that a node's letter announced."""
        ...

    def announced(self, node: str, blob: str) -> bool: ...


class WorkList(Protocol):
    """What waits for a person of the province, one item per dossier and kind."""

    def open(self, item: WorkItem) -> None: ...

    def close(self, dossier: str, kind: str, at_ms: int) -> None: ...

    def opened(self) -> Sequence[WorkItem]: ...


class RegisterLog(Protocol):
    """Signed change sets in their order, and the grants and invitations made under them."""

    def last_number(self) -> int: ...

    def after(self, number: int) -> Sequence[RegisterRow]: ...

    def append(self, row: RegisterRow) -> None: ...

    def pending(self) -> bool:
        """Whether this very transaction has appended a change set."""
        ...

    def lock(self) -> None:
        """Only one writer issues at a time, until the transaction ends."""
        ...

    def add_token(self, row: TokenRow) -> None: ...

    def token(self, secret_hash: str) -> TokenRow | None: ...

    def use_token(self, secret_hash: str, node: str, now_ms: int) -> bool:
        """Take the token for this node, once, in one statement; False when somebody was faster."""
        ...

    def tokens(self) -> Sequence[TokenRow]: ...

    def add_grant(self, row: GrantRow) -> None: ...

    def grants(self, node: str = "") -> Sequence[GrantRow]:
        """Grants of one node, or of all; void ones included."""
        ...

    def grant(self, node: str, grant: str) -> GrantRow | None: ...

    def void_grants(self, node: str, at_ms: int) -> None: ...


class Fleet(Protocol):
    """The hub's knowledge of each node's line, kept apart from the register."""

    def get(self, node: str) -> ContactRow | None: ...

    def save(self, row: ContactRow) -> None: ...

    def note_refusal(self, node: str, code: str, at_ms: int) -> None: ...

    def all(self) -> Sequence[ContactRow]: ...


class Accounts(Protocol):
    """Log-ins of the province's officers at the hub itself."""

    def save(self, account: Account) -> None: ...

    def by_login(self, login: str) -> Account | None: ...

    def by_officer(self, officer: str) -> Account | None: ...

    def open_session(self, token_hash: str, session: Session) -> None: ...

    def session(self, token_hash: str) -> Session | None: ...

    def close_session(self, token_hash: str) -> None: ...

    def drop_expired(self, now_ms: int) -> None: ...

    def audit(self, row: AuditRow) -> None: ...

    def count_since(self, act: str, subject: str, since_ms: int) -> int:
        """How often the audit has this act on this subject since an instant."""
        ...

    def audited(self, limit: int) -> Sequence[AuditRow]: ...


@dataclass(frozen=True, slots=True)
class Transaction:
    """Everything that one transaction may touch."""

    changes: ChangeLog
    letters: LetterBook
    mailboxes: Mailboxes
    dossiers: DossierIndex
    work: WorkList
    register: RegisterLog
    fleet: Fleet
    accounts: Accounts


class Store(Protocol):
    """Where it is all kept."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that commits at the end of the block, or rolls back on any exception."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view; writing in it is an error."""
        ...
