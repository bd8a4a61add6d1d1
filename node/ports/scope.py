"""Port to what the node knows of its scope: marks for the digest, dossiers that left, tasks for a clerk."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dossier.exchange.digest import BucketSum, Mark
from node.ports.rows import Departed, TaskRow


class ScopeBook(Protocol):
    """The marks follow `Changes.save` by themselves; a dossier that is out of sight has none."""

    def sums(self) -> Mapping[int, BucketSum]:
        """Sums of the digest's buckets; empty ones may be missing."""
        ...

    def in_bucket(self, bucket: int) -> Mapping[str, Mark]:
        """Marks by dossier of one bucket."""
        ...

    def leave(self, dossier: str, at_ms: int) -> bool:
        """The hub says that the dossier has left our scope; False when it is not here or has left already."""
        ...

    def hide(self, dossier: str, at_ms: int) -> None:
        """Out of sight: no list shows it and no digest counts it. It is still kept, and still rebuilt."""
        ...

    def come_back(self, dossier: str) -> None:
        """In scope again."""
        ...

    def departed(self) -> Sequence[Departed]:
        """Dossiers that have left, hidden or not, oldest first."""
        ...

    def purge(self, dossier: str) -> None:
        """Drop everything of a hidden dossier but the audit; its scans are `droppable` from then on."""
        ...

    def let_go(self, sha256: str) -> None:
        """A scan that is none of ours any more, though a dossier of ours named it; whose it is has it. Not sent, not
        asked for, and `droppable` unless a dossier here names it."""
        ...

    def droppable(self, limit: int) -> Sequence[str]:
        """Scans that only dropped dossiers named, and that the hub has whole."""
        ...

    def dropped(self, sha256: str) -> None:
        """Its bytes are gone: nothing knows of it any longer."""
        ...

    def with_changes_from(self, least: int, limit: int) -> Sequence[tuple[str, int]]:
        """(dossier, changes) of those with so many changes or more, the heaviest first."""
        ...

    def open_task(self, dossier: str, kind: str, reason_vi: str, at_ms: int) -> None:
        """Something a clerk must look at; an open one keeps the instant since which it is open."""
        ...

    def close_task(self, dossier: str, kind: str, at_ms: int) -> None:
        """Done."""
        ...

    def tasks(self, limit: int) -> Sequence[TaskRow]:
        """Open tasks, oldest first."""
        ...
