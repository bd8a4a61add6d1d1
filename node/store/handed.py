"""What was prepared for a signature in another PC: `node.ports.handed.HandedBook`."""

from collections.abc import Sequence

from node.ports.handed import HandedRow
from plumbing.sqlite import Connection

_COLUMNS = (
    "id, dossier, component, officer, title, pages, basis, pdf, attributes, chain, made_ms, until_ms, used_ms"
)


class HandedTables:
    """On one connection, which holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, row: HandedRow) -> None:
        """See `HandedBook.add`."""
        values = tuple(getattr(row, name) for name in _COLUMNS.split(", "))
        self._sql.execute(f"INSERT INTO handed ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)
        self._sql.execute(
            "INSERT INTO handed_chains VALUES (?, ?) ON CONFLICT DO UPDATE SET chain = excluded.chain",
            (row.officer, row.chain),
        )

    def get(self, id_: str) -> HandedRow | None:
        """See `HandedBook.get`."""
        row = self._sql.execute(f"SELECT {_COLUMNS} FROM handed WHERE id = ?", (id_,)).fetchone()
        return HandedRow(*row) if row else None

    def use(self, id_: str, at_ms: int) -> bool:
        """See `HandedBook.use`."""
        taken = self._sql.execute(
            "UPDATE handed SET used_ms = ? WHERE id = ? AND used_ms = 0 RETURNING id", (at_ms, id_)
        )
        return taken.fetchone() is not None

    def over(self, now_ms: int) -> Sequence[HandedRow]:
        """See `HandedBook.over`."""
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM handed WHERE used_ms > 0 OR until_ms < ? ORDER BY until_ms, id",
            (now_ms,),
        )
        return [HandedRow(*row) for row in rows]

    def forget(self, before_ms: int) -> None:
        """See `HandedBook.forget`."""
        self._sql.execute("DELETE FROM handed WHERE until_ms < ?", (before_ms,))

    def chain(self, officer: str) -> bytes:
        """See `HandedBook.chain`."""
        row = self._sql.execute("SELECT chain FROM handed_chains WHERE officer = ?", (officer,)).fetchone()
        return bytes(row[0]) if row else b""
