"""Port to the index of people's digitised papers. People are named by a keyed hash, never by their number."""

from collections.abc import Sequence
from typing import Protocol

from dossier.papers import Paper


class PaperIndex(Protocol):
    """Which dossier holds which paper of whom. Rebuildable from the facts."""

    def replace(self, dossier: str, papers: Sequence[tuple[str, Paper]]) -> None:
        """The papers of one dossier, each with the mark of its person, instead of those known before."""
        ...

    def of_person(self, mark: str) -> Sequence[Paper]:
        """All papers of one person, without her number."""
        ...

    def made_ms(self) -> int:
        """When the index was made for all dossiers, 0 = never."""
        ...

    def note_made(self, at_ms: int) -> None:
        """It has been."""
        ...
