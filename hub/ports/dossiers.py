"""What the hub keeps by dossier: changes, projections, entitlements, work items."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from hub.records import ChangeRow, DossierLog, DossierQuery, DossierRow, QuarantineRow, SealRow, WorkItem


class ChangeLog(Protocol):
    """Changes, seals and snapshots. Append-only; doubles are no error."""

    def logs(self, dossiers: Sequence[str]) -> Mapping[str, DossierLog]:
        """What the log has of these dossiers; of one it does not know, an empty log."""
        ...

    def applied(self, dossier: str, after: int = 0) -> Sequence[ChangeRow]:
        """Applied changes with a position over `after`, in the order of application."""
        ...

    def tails(self, reach: Mapping[str, int]) -> Mapping[str, Sequence[bytes]]:
        """The bytes of the applied changes of each dossier behind its position, in order."""
        ...

    def waiting(self, dossier: str) -> Sequence[ChangeRow]:
        """Changes that wait for one they depend on."""
        ...

    def by_hashes(self, named: Sequence[tuple[str, bytes]]) -> Sequence[ChangeRow]:
        """These changes (dossier, hash), each dossier's in the order of application, waiting ones last; unknown ones
        left out."""
        ...

    def append(self, rows: Sequence[ChangeRow]) -> None:
        """Keep changes; those that are known stay as they are."""
        ...

    def place(self, dossier: str, positions: Mapping[bytes, int]) -> None:
        """Waiting changes that can now be applied, with their place."""
        ...

    def add_seals(self, seals: Sequence[SealRow]) -> None:
        """Keep seals; those that are known stay as they are."""
        ...

    def seals(self, keys: Iterable[tuple[str, bytes]]) -> Sequence[SealRow]:
        """Seals by (node, root)."""
        ...

    def snapshot(self, dossier: str) -> tuple[bytes, int]:
        """(snapshot, position it reaches to); (b"", 0) when there is none."""
        ...

    def save_snapshot(self, dossier: str, snapshot: bytes, position: int) -> None:
        """Replace the snapshot by one that reaches to `position`."""
        ...

    def set_aside(self, rows: Sequence[QuarantineRow]) -> None:
        """Keep what could not be merged, with the reason, for a person to see."""
        ...

    def release(self, merged: Iterable[tuple[str, bytes]]) -> None:
        """These (dossier, name) have been merged after all: no longer in quarantine."""
        ...

    def dossiers(self) -> Sequence[str]:
        """Every dossier of which there is a change, sorted."""
        ...

    def seals_of(self, nodes: Sequence[str]) -> Iterator[SealRow]:
        """Every seal of these nodes, one at a time."""
        ...

    def quarantine(self, limit: int) -> Sequence[QuarantineRow]:
        """What was set aside, the newest first."""
        ...

    def quarantined(self) -> int:
        """How much is set aside."""
        ...


class DossierIndex(Protocol):
    """Projections of dossiers, who is entitled to them, and which blobs they name."""

    def save(self, rows: Sequence[DossierRow]) -> None:
        """Replace the projections of these dossiers."""
        ...

    def get(self, dossiers: Sequence[str]) -> Mapping[str, DossierRow]:
        """Projections by dossier; unknown ones left out."""
        ...

    def digests(self, dossiers: Sequence[str]) -> Mapping[str, bytes]:
        """Heads digests by dossier; unknown ones left out."""
        ...

    def search(self, query: DossierQuery) -> Sequence[DossierRow]:
        """Projections that the query finds, last changed first."""
        ...

    def unfinished(self) -> Sequence[DossierRow]:
        """Projections of all dossiers that still run."""
        ...

    def count_unfinished(self) -> int:
        """How many still run."""
        ...

    def open_by_holder(self, now_ms: int) -> Sequence[tuple[str, int, int]]:
        """(unit as named in the acts, how many still run there, how many of them are past their due moment)."""
        ...

    def with_void(self) -> Sequence[str]:
        """Dossiers with facts that have no effect, sorted."""
        ...

    def disputed(self) -> int:
        """How many dossiers have an open dispute."""
        ...

    def figures_between(self, first_ms: int, end_ms: int) -> Iterator[str]:
        """Figures (JSON) of those that were received, due or finished from one instant to before the other, a few
        at a time."""
        ...

    def all_figures(self) -> Iterator[DossierRow]:
        """Every projection with its figures, one at a time."""
        ...

    def entitled(self, dossiers: Sequence[str]) -> Mapping[tuple[str, str], bool]:
        """(dossier, node) for every node that ever got one of these dossiers → whether it is entitled now."""
        ...

    def entitle(self, changes: Mapping[tuple[str, str], bool]) -> None:
        """From now on these (dossier, node) are entitled, or are no more."""
        ...

    def touched_since(self, node: str, at_ms: int) -> Sequence[str]:
        """Those of the node whose projection has changed since an instant."""
        ...

    def name_blobs(self, blobs: Mapping[tuple[str, str], int]) -> None:
        """Sizes of blobs by (dossier, blob)."""
        ...

    def name_no_other_blobs(self, named: Mapping[str, Collection[str]]) -> None:
        """By dossier all blobs that it names: what it named before and names no longer is nobody's by it any more."""
        ...

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

    def announced(self, node: str, blob: str) -> bool:
        """Whether a letter of the node announced this blob."""
        ...


class WorkList(Protocol):
    """What waits for a person of the province, one item per dossier and kind."""

    def open(self, items: Sequence[WorkItem]) -> None:
        """Open items, or give open ones a new reason; they keep the instant since which they are open."""
        ...

    def close(self, items: Sequence[tuple[str, str]], at_ms: int) -> None:
        """Close open items by (dossier, kind)."""
        ...

    def opened(self, dossiers: Sequence[str] | None = None) -> Sequence[WorkItem]:
        """Open items, oldest first; those of some dossiers, or all."""
        ...
