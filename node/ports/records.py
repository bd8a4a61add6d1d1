"""Port to the small records beside the facts: what was read, the audit, the register log, what is known of blobs, the
desk, the book of outgoing numbers. Part of `node.ports.store`.
"""

from collections.abc import Sequence
from typing import Protocol

from node.ports.rows import (
    AuditRow,
    BlobRow,
    CandidateRow,
    FoundPaper,
    GrantRow,
    NumberRow,
)


class Reading(Protocol):
    """What the machine read, per page."""

    def put(self, rows: Sequence[CandidateRow]) -> None:
        """Replace what was read of these pages."""
        ...

    def of(self, dossier: str) -> Sequence[CandidateRow]:
        """All pages read of a dossier."""
        ...


class Audit(Protocol):
    """Hash-chained record of who did what here."""

    def add(self, at_ms: int, officer: str, action: str, dossier: str) -> None:
        """Add a link."""
        ...

    def list(self, limit: int) -> Sequence[AuditRow]:
        """Newest first."""
        ...

    def broken_at(self) -> int:
        """Number of the first link that does not follow from the one before, 0 when the chain holds."""
        ...


class FoundPapers(Protocol):
    """What the province said of papers of a dossier's applicant that other communes hold."""

    def put(self, dossier: str, component: str, found: Sequence[FoundPaper]) -> None:
        """Replace what was found for one component."""
        ...

    def of(self, dossier: str) -> Sequence[FoundPaper]:
        """All that was found for a dossier."""
        ...


class RegisterLog(Protocol):
    """Signed register change sets and the grants for this node, in order."""

    def add_change(self, number: int, text: str, signature: bytes) -> None:
        """Keep a verified change set."""
        ...

    def changes(self) -> Sequence[tuple[int, str, bytes]]:
        """All of them, by number."""
        ...

    def add_grant(self, grant: GrantRow) -> None:
        """Keep a verified grant; a newer one of the same kind and id replaces it."""
        ...

    def grants(self, kind: str) -> Sequence[GrantRow]:
        """Grants of one kind, by id."""
        ...


class Blobs(Protocol):
    """What is known of blobs; the bytes are in the blob store."""

    def note(self, sha256: str, size: int, media_type: str, here: bool) -> None:
        """A fact names this blob; never turns `here` back to false."""
        ...

    def get(self, sha256: str) -> BlobRow | None:
        """One blob."""
        ...

    def unsent(self, limit: int) -> Sequence[BlobRow]:
        """Blobs that are here and not completely at the hub, smallest first."""
        ...

    def wanted(self, limit: int) -> Sequence[BlobRow]:
        """Blobs that are asked for and not here."""
        ...

    def sent(self, sha256: str, offset: int) -> None:
        """The hub has this many bytes."""
        ...

    def want(self, sha256: str) -> None:
        """Fetch it at the next contact."""
        ...

    def totals(self) -> tuple[int, int]:
        """(blobs, bytes) still to send."""
        ...


class ResultBook(Protocol):
    """The book of outgoing results: which numbers of which year were taken, and what became of each."""

    def take(self, year: int, dossier: str, at_ms: int) -> int:
        """The lowest number that was given back, else the next one; it stands as `signing` until told otherwise."""
        ...

    def use(self, year: int, number: int) -> None:
        """The number stands on a recorded result."""
        ...

    def give_back(self, year: int, number: int, reason_vi: str) -> None:
        """Nothing was signed with it: the next result gets it."""
        ...

    def write_off(self, year: int, number: int, reason_vi: str) -> None:
        """A paper with this number may exist, no result was recorded: never given again (số hủy)."""
        ...

    def recover(self, reason_vi: str) -> int:
        """At start: numbers whose signing was cut off are written off; gives how many."""
        ...

    def unused(self, limit: int) -> Sequence[NumberRow]:
        """Numbers given back or written off, newest first."""
        ...
