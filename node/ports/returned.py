"""Port to what became of tray pages as scans of dossiers, so that a scan that is taken out again finds its way back.

Part of `node.ports.store`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page of a tray file that became (part of) the scan `scan` of a dossier; `page` 0 stands for all pages of a file
    that had not come by the tray. `state` is placed | back (in the tray again) | gone_on (placed elsewhere since)."""

    sha256: str
    page: int
    component: str
    state: str


class ReturnBook(Protocol):
    """Which pages of the tray are which scan of which dossier."""

    def placed(self, dossier: str, scan: str, component: str, pages: Sequence[tuple[str, int]]) -> None:
        """These pages (sha256, page) are that scan now; where they came back from before, they have gone on."""
        ...

    def returned(self, dossier: str, scan: str, state: str) -> None:
        """Set the state of all pages of a scan."""
        ...

    def whole_file(self, dossier: str, scan: str, component: str) -> None:
        """A scan that had not come by the tray is in it now."""
        ...

    def of(self, dossier: str, scan: str) -> Sequence[PlacedPage]:
        """The pages of a scan, in order."""
        ...

    def back(self) -> Mapping[tuple[str, int], str]:
        """(sha256, page) of all that is in the tray again, with the dossier that it came back from."""
        ...

    def scans_back(self) -> frozenset[tuple[str, str]]:
        """(dossier, scan) of the same."""
        ...
