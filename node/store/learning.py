"""Kinds of pages, corrections and confirmed spellings, in SQLite."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from node.ports.learning import CorrectionRow, KindRow
from plumbing.sqlite import Connection

_COLUMNS = "dossier, page_key, page, box, kind, field, type, read, value, officer, at_ms"


class LearningTables:
    """`node.ports.learning.Learning`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def put_kind(self, row: KindRow) -> None:
        """Replace what was thought of this page."""
        self._sql.execute(
            "INSERT OR REPLACE INTO page_kinds (dossier, page_key, page, kind, sure) VALUES (?, ?, ?, ?, ?)",
            astuple(row),
        )

    def kinds(self, dossier: str) -> Sequence[KindRow]:
        """Kinds of the pages of a dossier, by page."""
        rows = self._sql.execute(
            "SELECT dossier, page_key, page, kind, sure FROM page_kinds WHERE dossier = ? ORDER BY page_key, page",
            (dossier,),
        )
        return [KindRow(*row) for row in rows]

    def corrected(self, row: CorrectionRow) -> None:
        """Keep a correction with where it comes from; never changed afterwards."""
        self._sql.execute(
            f"INSERT INTO corrections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(row)
        )

    def corrections(self, dossier: str) -> Sequence[CorrectionRow]:
        """Corrections of a dossier, the oldest first."""
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM corrections WHERE dossier = ? ORDER BY n", (dossier,)
        )
        return [CorrectionRow(*row) for row in rows]

    def confirmed(self, what: str, spellings: Iterable[tuple[str, str]], at_ms: int) -> None:
        """(skeleton, spelling) as a person confirmed them; each counts once more."""
        self._sql.executemany(
            "INSERT INTO spellings (what, skeleton, spelling, times, at_ms) VALUES (?, ?, ?, 1, ?)"
            " ON CONFLICT DO UPDATE SET times = times + 1, at_ms = excluded.at_ms",
            [(what, skeleton, spelling, at_ms) for skeleton, spelling in spellings],
        )

    def spellings(self, what: str, skeletons: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """Skeleton → spelling → how often it was confirmed; skeletons never seen are left out."""
        found: dict[str, dict[str, int]] = {}
        for skeleton in dict.fromkeys(skeletons):
            rows = self._sql.execute(
                "SELECT spelling, times FROM spellings WHERE what = ? AND skeleton = ?", (what, skeleton)
            ).fetchall()
            if rows:
                found[skeleton] = {str(spelling): int(times) for spelling, times in rows}
        return found
