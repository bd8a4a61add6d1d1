"""Results looked at before they are signed: `node.ports.reviews.ReviewBook`."""

from collections.abc import Mapping

from node.ports.reviews import ReviewRow
from plumbing.sqlite import Connection

_COLUMNS = "dossier, officer, choice, content, why, basis, at_ms"


class ReviewTable:
    """On one connection, which holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def put(self, row: ReviewRow) -> None:
        """See `ReviewBook.put`."""
        values = tuple(getattr(row, name) for name in _COLUMNS.split(", "))
        self._sql.execute(
            f"INSERT OR REPLACE INTO result_reviews ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values
        )

    def of(self, dossier: str) -> ReviewRow | None:
        """See `ReviewBook.of`."""
        row = self._sql.execute(
            f"SELECT {_COLUMNS} FROM result_reviews WHERE dossier = ?", (dossier,)
        ).fetchone()
        return ReviewRow(*row) if row else None

    def all(self) -> Mapping[str, ReviewRow]:
        """See `ReviewBook.all`."""
        rows = self._sql.execute(f"SELECT {_COLUMNS} FROM result_reviews ORDER BY dossier")
        return {row[0]: ReviewRow(*row) for row in rows}

    def drop(self, dossier: str) -> None:
        """See `ReviewBook.drop`."""
        self._sql.execute("DELETE FROM result_reviews WHERE dossier = ?", (dossier,))
