"""Port to what this node has learned from its own clerks: kinds of pages, corrections, spellings that were confirmed.

All of it stays on this node. Part of `node.ports.store`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KindRow:
    """The kind of paper that the machine took a page for; `sure` 0–100."""

    dossier: str
    page_key: str
    page: int
    kind: str
    sure: int


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What a person made of what the machine read: `read` became `value`; where it stands, on what kind of paper."""

    dossier: str
    page_key: str
    page: int
    box: str
    kind: str
    field: str
    type: str
    read: str
    value: str
    officer: str
    at_ms: int


class Learning(Protocol):
    """What people confirmed and corrected here."""

    def put_kind(self, row: KindRow) -> None:
        """Replace what was thought of this page."""
        ...

    def kinds(self, dossier: str) -> Sequence[KindRow]:
        """Kinds of the pages of a dossier, by page."""
        ...

    def corrected(self, row: CorrectionRow) -> None:
        """Keep a correction with where it comes from; never changed afterwards."""
        ...

    def corrections(self, dossier: str) -> Sequence[CorrectionRow]:
        """Corrections of a dossier, the oldest first."""
        ...

    def confirmed(self, what: str, spellings: Iterable[tuple[str, str]], at_ms: int) -> None:
        """(skeleton, spelling) as a person confirmed them; each counts once more. `what` is name | address."""
        ...

    def spellings(self, what: str, skeletons: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """Skeleton → spelling → how often it was confirmed; skeletons never seen are left out."""
        ...
