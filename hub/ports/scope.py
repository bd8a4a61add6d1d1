"""What the hub keeps of a node's scope: marks for the digest, and dossiers on their way beside the mailbox."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from dossier.exchange.digest import BucketSum, Mark
from hub.records import GrowthRow, ScopeJob


class ScopeBook(Protocol):
    """Per node: the mark of every dossier in its scope, their sums by bucket, and the queue of its growth."""

    def marks(self, dossiers: Sequence[str]) -> Mapping[tuple[str, str], Mark]:
        """Marks by (dossier, node)."""
        ...

    def change(self, marks: Mapping[tuple[str, str], Mark | None]) -> None:
        """From now on these (dossier, node) have these marks (None = out of scope); the sums follow."""
        ...

    def sums(self, node: str) -> Mapping[int, BucketSum]:
        """The sums of the node's buckets; empty ones may be missing."""
        ...

    def count(self, node: str) -> int:
        """How many dossiers are in the node's scope."""
        ...

    def in_buckets(self, node: str, buckets: Sequence[int]) -> Mapping[str, Mark]:
        """Marks by dossier of everything in these buckets."""
        ...

    def is_empty(self) -> bool:
        """Whether nobody has a mark yet."""
        ...

    def grow(self, node: str, dossiers: Sequence[str]) -> None:
        """Queue whole dossiers beside the mailbox. An empty queue begins a new plan, unless a job still fills it."""
        ...

    def growth(self, node: str) -> GrowthRow:
        """How far the node's growth has come."""
        ...

    def growing(self, node: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """(number, dossier) of the queue behind `after`."""
        ...

    def grown(self, node: str, upto: int) -> None:
        """The node holds everything up to this number: forget it."""
        ...

    def stop_growth(self, node: str) -> None:
        """Forget the queue; what is queued next begins a new plan."""
        ...


class ScopeJobs(Protocol):
    """The work of filling a node's scope, one job a node: it survives a stop of the hub and goes on at its cursor."""

    def get(self, node: str) -> ScopeJob | None:
        """The node's last job, done or not."""
        ...

    def all(self) -> Sequence[ScopeJob]:
        """Every node's last job, by node id."""
        ...

    def save(self, job: ScopeJob) -> None:
        """Replace the node's job."""
        ...

    def units(self) -> frozenset[str]:
        """Every unit_id that any dossier names as its receiver, holder, addressee or competent unit."""
        ...

    def count(self, units: Collection[str], since_ms: int) -> int:
        """How many dossiers name one of the units; finished ones only from `since_ms` on."""
        ...

    def page(self, job: ScopeJob, since_ms: int, limit: int) -> Sequence[tuple[int, str]]:
        """(received_ms, dossier) of what comes next behind the job's cursor, newest first, of its stage."""
        ...
