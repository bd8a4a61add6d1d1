"""Sessions, log-in tries, quarantine, and the hash-chained audit."""

import hashlib
from collections.abc import Iterable, Sequence

from dossier.facts import canonical
from node.ports import AuditRow, QuarantineRow, SessionRow
from plumbing.sqlite import Connection


class AuditTable:
    """`node.ports.store.Audit`: each link's digest is SHA-256 over the digest before and the row."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, at_ms: int, officer: str, action: str, dossier: str) -> None:
        """Add a link."""
        last = self._sql.execute("SELECT n, digest FROM audit ORDER BY n DESC LIMIT 1").fetchone() or (0, "")
        n = last[0] + 1
        self._sql.execute(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)",
            (n, at_ms, officer, action, dossier, link(last[1], n, at_ms, officer, action, dossier)),
        )

    def list(self, limit: int) -> Sequence[AuditRow]:
        """Newest first."""
        return [
            AuditRow(*row)
            for row in self._sql.execute("SELECT * FROM audit ORDER BY n DESC LIMIT ?", (limit,))
        ]

    def broken_at(self) -> int:
        """Number of the first link that does not follow from the one before, 0 when the chain holds."""
        expected, before = 1, ""
        for n, at_ms, officer, action, dossier, digest in self._sql.execute("SELECT * FROM audit ORDER BY n"):
            if n != expected or digest != link(before, n, at_ms, officer, action, dossier):
                return expected
            expected, before = n + 1, digest
        return 0


def link(before: str, n: int, at_ms: int, officer: str, action: str, dossier: str) -> str:
    """Digest of one link."""
    return hashlib.sha256(canonical([before, n, at_ms, officer, action, dossier]).encode()).hexdigest()


class DeskTables:
    """`node.ports.store.Desk`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def open_session(self, row: SessionRow) -> None:
        """Remember a session."""
        self._sql.execute(
            "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)", (row.token_hash, row.officer, row.expires_ms)
        )

    def session(self, token_hash: str, now_ms: int) -> SessionRow | None:
        """A session that has not expired."""
        row = self._sql.execute(
            "SELECT * FROM sessions WHERE token_hash = ? AND expires_ms > ?", (token_hash, now_ms)
        ).fetchone()
        return SessionRow(*row) if row else None

    def close_session(self, token_hash: str) -> None:
        """Forget it."""
        self._sql.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))

    def tries(self, login: str, since_ms: int) -> int:
        """Failed log-ins since the instant."""
        row = self._sql.execute(
            "SELECT count(*) FROM login_tries WHERE login = ? AND at_ms >= ?", (login, since_ms)
        ).fetchone()
        return int(row[0])

    def note_try(self, login: str, at_ms: int, ok: bool) -> None:
        """Record a try; a good one clears the failed ones."""
        if ok:
            self._sql.execute("DELETE FROM login_tries WHERE login = ?", (login,))
        else:
            self._sql.execute("INSERT INTO login_tries VALUES (?, ?)", (login, at_ms))

    def set_aside(self, what: str, code: str, reason_vi: str, data: bytes, at_ms: int) -> None:
        """Quarantine: keep the bytes and the reason; the same bytes once."""
        held = self._sql.execute(
            "SELECT 1 FROM quarantine WHERE what = ? AND code = ? AND data = ?", (what, code, data)
        ).fetchone()
        if held is None:
            self._sql.execute(
                "INSERT INTO quarantine (what, code, reason_vi, data, at_ms) VALUES (?, ?, ?, ?, ?)",
                (what, code, reason_vi, data, at_ms),
            )

    def held(self, code: str) -> Sequence[tuple[int, str, bytes]]:
        """(number, what, bytes) of everything set aside for this reason, oldest first."""
        rows = self._sql.execute("SELECT n, what, data FROM quarantine WHERE code = ? ORDER BY n", (code,))
        return [(row[0], row[1], row[2]) for row in rows]

    def about(self, beginning: str) -> Sequence[tuple[int, str, str]]:
        """(number, what, code) of the rows whose `what` begins like this, oldest first."""
        rows = self._sql.execute(
            "SELECT n, what, code FROM quarantine WHERE what >= ? AND what < ? ORDER BY n",
            (beginning, beginning + "\U0010ffff"),
        )
        return [tuple(row) for row in rows]

    def bytes_of(self, number: int) -> bytes:
        """What was set aside under this number, b"" when nothing is."""
        row = self._sql.execute("SELECT data FROM quarantine WHERE n = ?", (number,)).fetchone()
        return bytes(row[0]) if row else b""

    def release(self, numbers: Iterable[int]) -> None:
        """The reason is gone: these are no longer set aside."""
        self._sql.executemany("DELETE FROM quarantine WHERE n = ?", [(number,) for number in numbers])

    def aside(self, limit: int) -> Sequence[QuarantineRow]:
        """What was set aside, newest first."""
        rows = self._sql.execute(
            "SELECT n, what, code, reason_vi, at_ms, length(data) FROM quarantine ORDER BY n DESC LIMIT ?",
            (limit,),
        )
        return [QuarantineRow(*row) for row in rows]
