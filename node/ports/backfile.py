"""Port to the batches of old results that are being digitised. What travels are the facts made of them; the batches
themselves stay on the node that scans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Batch:
    """A stack of old results: one kind of paper, one issuing unit (as of then), one place on the shelf. `expected` 0 =
    nobody counted the sheets. `sample` is the share in percent that a second officer checks. `hint_vi` says why the
    last signing stopped."""

    id: int
    title: str
    paper: str
    unit: str
    shelf: str
    officer: str
    made_ms: int
    expected: int
    sample: int
    code: str = ""
    hint_vi: str = ""


@dataclass(frozen=True, slots=True)
class OldPaper:
    """One paper of a batch. `state` is stored | read | aside | indexed | signed | dropped; `pdf` the searchable copy,
    `read` what the machine proposes and `values` what a person wrote; `checked_by` the second officer, `wrong` whether
    she had to correct it, `sampled` whether she is to look at it."""

    batch: int
    n: int
    blob: str
    media_type: str
    size: int
    name: str
    state: str = "stored"
    pdf: str = ""
    pages: int = 0
    read: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    indexed_by: str = ""
    sampled: bool = False
    checked_by: str = ""
    wrong: bool = False
    dossier: str = ""
    signed_ms: int = 0
    code: str = ""
    hint_vi: str = ""


class BackfileBook(Protocol):
    """Batches and their papers."""

    def open(self, batch: Batch) -> int:
        """Keep a new batch; gives its id."""
        ...

    def batch(self, batch: int) -> Batch | None:
        """One batch."""
        ...

    def batches(self) -> Sequence[Batch]:
        """All of them, newest first."""
        ...

    def stopped(self, batch: int, code: str, hint_vi: str) -> None:
        """Why signing stopped; "" when it went through."""
        ...

    def add(self, paper: OldPaper) -> int:
        """Keep a paper under the next number; 0 when the batch has these bytes already."""
        ...

    def save(self, paper: OldPaper) -> None:
        """What is known of a paper now."""
        ...

    def paper(self, batch: int, n: int) -> OldPaper | None:
        """One paper."""
        ...

    def papers(
        self, batch: int, states: Sequence[str] = (), after: int = 0, limit: int = -1
    ) -> Sequence[OldPaper]:
        """Papers of a batch by number, of these states (none named = all), those after a number; at most `limit` (-1 =
        all)."""
        ...

    def next_to_check(self, batch: int, officer: str) -> OldPaper | None:
        """The first paper of the sample that another officer wrote up and nobody has checked."""
        ...

    def counts(self, batch: int) -> Mapping[str, int]:
        """State → papers; besides "sampled", "checked" and "wrong"."""
        ...
