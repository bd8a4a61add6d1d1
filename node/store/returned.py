"""Tray pages as scans of dossiers: `node.ports.returned.ReturnBook`."""

from collections.abc import Mapping, Sequence

from node.ports.returned import PlacedPage
from plumbing.sqlite import Connection


class ReturnTable:
    """On one connection, which holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def placed(self, dossier: str, scan: str, component: str, pages: Sequence[tuple[str, int]]) -> None:
        """See `ReturnBook.placed`."""
        self._sql.executemany(
            "UPDATE tray_scans SET state = 'gone_on' WHERE sha256 = ? AND page IN (?, 0) AND state = 'back'",
            pages,
        )
        self._sql.executemany(
            "INSERT OR REPLACE INTO tray_scans (dossier, scan, sha256, page, component, state)"
            " VALUES (?, ?, ?, ?, ?, 'placed')",
            [(dossier, scan, sha256, page, component) for sha256, page in pages],
        )

    def returned(self, dossier: str, scan: str, state: str) -> None:
        """See `ReturnBook.returned`."""
        self._sql.execute(
            "UPDATE tray_scans SET state = ? WHERE dossier = ? AND scan = ?", (state, dossier, scan)
        )

    def whole_file(self, dossier: str, scan: str, component: str) -> None:
        """See `ReturnBook.whole_file`."""
        self._sql.execute(
            "INSERT OR REPLACE INTO tray_scans (dossier, scan, sha256, page, component, state)"
            " VALUES (?, ?, ?, 0, ?, 'back')",
            (dossier, scan, scan, component),
        )

    def of(self, dossier: str, scan: str) -> Sequence[PlacedPage]:
        """See `ReturnBook.of`."""
        rows = self._sql.execute(
            "SELECT sha256, page, component, state FROM tray_scans WHERE dossier = ? AND scan = ?"
            " ORDER BY sha256, page",
            (dossier, scan),
        )
        return [PlacedPage(*row) for row in rows]

    def back(self) -> Mapping[tuple[str, int], str]:
        """See `ReturnBook.back`."""
        rows = self._sql.execute("SELECT sha256, page, dossier FROM tray_scans WHERE state = 'back'")
        return {(sha256, page): dossier for sha256, page, dossier in rows}

    def scans_back(self) -> frozenset[tuple[str, str]]:
        """See `ReturnBook.scans_back`."""
        rows = self._sql.execute("SELECT DISTINCT dossier, scan FROM tray_scans WHERE state = 'back'")
        return frozenset((dossier, scan) for dossier, scan in rows)
