"""What scans of dossiers look like: `node.ports.prints.PrintBook`."""

from collections.abc import Iterable, Mapping, Sequence

from node.ports.prints import ScanPrint, Sheet
from plumbing.sqlite import Connection


class PrintTable:
    """On one connection, which holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def keep(self, dossier: str, prints: Iterable[ScanPrint]) -> None:
        """See `PrintBook.keep`."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO scan_prints (dossier, scan, sheet, print_bits, fine_bits, same_scan, same_sheet)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(dossier, p.scan, p.sheet, p.print_bits, p.fine_bits, *(p.same_as or ("", 0))) for p in prints],
        )

    def of(self, dossier: str) -> Sequence[ScanPrint]:
        """See `PrintBook.of`."""
        rows = self._sql.execute(
            "SELECT scan, sheet, print_bits, fine_bits, same_scan, same_sheet FROM scan_prints WHERE dossier = ?"
            " ORDER BY scan, sheet",
            (dossier,),
        )
        return [
            ScanPrint(scan, sheet, bits, bytes(fine), (same, same_sheet) if same else None)
            for scan, sheet, bits, fine, same, same_sheet in rows
        ]

    def twins(self, dossier: str) -> Mapping[Sheet, Sheet]:
        """See `PrintBook.twins`."""
        rows = self._sql.execute(
            "SELECT scan, sheet, same_scan, same_sheet FROM scan_prints WHERE dossier = ? AND same_scan != ''",
            (dossier,),
        )
        return {(scan, sheet): (same, same_sheet) for scan, sheet, same, same_sheet in rows}
