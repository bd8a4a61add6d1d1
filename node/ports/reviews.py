"""Port to results that were looked at before they are signed many at once: what was agreed, and what stays out.

Part of `node.ports.store`. Stays on this node: the signed paper says what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One result as `officer` last saw it. `choice` is agreed | left | edited (only worded so far), `content` what it
    is to say, `why` the reason for leaving it out, `basis` the dossier's newest act then."""

    dossier: str
    officer: str
    choice: str
    content: str
    why: str
    basis: str
    at_ms: int


class ReviewBook(Protocol):
    """One row a dossier."""

    def put(self, row: ReviewRow) -> None:
        """In place of what stood."""
        ...

    def of(self, dossier: str) -> ReviewRow | None:
        """That of one dossier."""
        ...

    def all(self) -> Mapping[str, ReviewRow]:
        """By dossier."""
        ...

    def drop(self, dossier: str) -> None:
        """Forget it; harmless where there is none."""
        ...
