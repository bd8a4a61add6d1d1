"""What the hub's use cases ask of the world: small protocols, each with its contract.

All members of one `Transaction` commit together or not at all. A write transaction sees no other writer between
its first read and its commit for the rows that it locks; a read transaction sees one moment.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hub.ports.authority import Accounts, CrlSources, Fleet, RegisterLog
from hub.ports.dossiers import ChangeLog, DossierIndex, WorkList
from hub.ports.letters import LetterBook, Mailboxes
from hub.ports.papers import PaperIndex
from hub.ports.scans import ScanDesk
from hub.ports.scope import ScopeBook, ScopeJobs

__all__ = [
    "Accounts",
    "ChangeLog",
    "Clock",
    "CrlSources",
    "DossierIndex",
    "Fleet",
    "LetterBook",
    "Mailboxes",
    "PaperIndex",
    "RegisterLog",
    "ScanDesk",
    "ScopeBook",
    "ScopeJobs",
    "Store",
    "Transaction",
    "WorkList",
]


class Clock(Protocol):
    """The hub's time; the only source of `now`."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    def today(self) -> date:
        """The local day (UTC+7)."""
        ...


@dataclass(frozen=True, slots=True)
class Transaction:
    """Everything that one transaction may touch."""

    changes: ChangeLog
    letters: LetterBook
    mailboxes: Mailboxes
    dossiers: DossierIndex
    scans: ScanDesk
    papers: PaperIndex
    work: WorkList
    register: RegisterLog
    fleet: Fleet
    crl_sources: CrlSources
    accounts: Accounts
    scope: ScopeBook
    scope_jobs: ScopeJobs


class Store(Protocol):
    """Where it is all kept."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that commits at the end of the block, or rolls back on any exception."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view; writing in it is an error."""
        ...
