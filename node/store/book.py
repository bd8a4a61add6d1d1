"""The book of outgoing results: no number is given twice, and none is lost without a reason."""

from collections.abc import Sequence

from node.ports import NumberRow
from plumbing.sqlite import Connection

_COUNTER = "result_number:{}"


class ResultBookTable:
    """`node.ports.records.ResultBook`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def take(self, year: int, dossier: str, at_ms: int) -> int:
        """The lowest number given back, else the next one."""
        row = self._sql.execute(
            "SELECT min(number) FROM result_numbers WHERE year = ? AND state = 'free'", (year,)
        ).fetchone()
        number = int(row[0] or self._next(year))
        self._sql.execute(
            "INSERT OR REPLACE INTO result_numbers VALUES (?, ?, ?, 'signing', '', ?)",
            (year, number, dossier, at_ms),
        )
        return number

    def use(self, year: int, number: int) -> None:
        """It stands on a recorded result."""
        self._set(year, number, "used", "")

    def give_back(self, year: int, number: int, reason_vi: str) -> None:
        """Nothing was signed with it."""
        self._set(year, number, "free", reason_vi)

    def write_off(self, year: int, number: int, reason_vi: str) -> None:
        """Never given again."""
        self._set(year, number, "void", reason_vi)

    def recover(self, reason_vi: str) -> int:
        """Write off what a crash cut off; gives how many."""
        done = self._sql.execute(
            "UPDATE result_numbers SET state = 'void', reason_vi = ? WHERE state = 'signing'", (reason_vi,)
        )
        return int(done.rowcount)

    def unused(self, limit: int) -> Sequence[NumberRow]:
        """Numbers given back or written off, newest first."""
        rows = self._sql.execute(
            "SELECT year, number, dossier, state, reason_vi, at_ms FROM result_numbers"
            " WHERE state IN ('free', 'void') ORDER BY year DESC, number DESC LIMIT ?",
            (limit,),
        )
        return [NumberRow(*row) for row in rows]

    def _next(self, year: int) -> int:
        row = self._sql.execute(
            "INSERT INTO meta VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
            (_COUNTER.format(year),),
        ).fetchone()
        return int(row[0])

    def _set(self, year: int, number: int, state: str, reason_vi: str) -> None:
        self._sql.execute(
            "UPDATE result_numbers SET state = ?, reason_vi = ? WHERE year = ? AND number = ?",
            (state, reason_vi, year, number),
        )
