"""Port to what the scans of a dossier look like, so that a second scan of the same sheet of paper is told.

Part of `node.ports.store`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Sheet = tuple[str, int]  # a scan's SHA-256, and which of its sheets (1-based)


@dataclass(frozen=True, slots=True)
class ScanPrint:
    """One sheet of a scan: where its ink stands, in hexadecimal and finer (see `PageLook`), and the sheet that seems to
    be the same paper, scanned before (None = none)."""

    scan: str
    sheet: int
    print_bits: str
    fine_bits: bytes
    same_as: Sheet | None = None


class PrintBook(Protocol):
    """Of sheets that were looked at on this node."""

    def keep(self, dossier: str, prints: Iterable[ScanPrint]) -> None:
        """Replace what was known of these sheets."""
        ...

    def of(self, dossier: str) -> Sequence[ScanPrint]:
        """All of a dossier."""
        ...

    def twins(self, dossier: str) -> Mapping[Sheet, Sheet]:
        """Sheets that seem to be another scan of one that was there before, with that one."""
        ...
