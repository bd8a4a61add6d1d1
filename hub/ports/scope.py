"""What the hub keeps of a node's scope: marks for the digest, and dossiers on their way beside the mailbox."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dossier.exchange.digest import BucketSum, Mark
from hub.records import GrowthRow


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

    def in_buckets(self, node: str, buckets: Sequence[int]) -> Mapping[str, Mark]:
        """Marks by dossier of everything in these buckets."""
        ...

    def is_empty(self) -> bool:
        """Whether nobody has a mark yet."""
        ...

    def grow(self, node: str, dossiers: Sequence[str]) -> None:
        """Queue whole dossiers beside the mailbox. An empty queue begins a new plan."""
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
        """Forget the queue."""
        ...
