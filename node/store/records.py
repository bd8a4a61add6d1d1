"""Small records: named values, register log and grants, what was read, what is known of blobs."""

import json
from collections.abc import Sequence
from dataclasses import astuple, fields

from node.ports import BlobRow, CandidateRow, FoundPaper
from node.ports.rows import GrantRow
from plumbing.sqlite import Connection

_FOUND = ", ".join(field.name for field in fields(FoundPaper))
_FOUND_MARKS = ", ".join("?" for _ in fields(FoundPaper))


class MetaTable:
    """`node.ports.store.Meta`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def number(self, name: str) -> int:
        """The integer under `name`, 0 when there is none."""
        return int(self._value(name) or 0)

    def text(self, name: str) -> str:
        """The text under `name`, "" when there is none."""
        return str(self._value(name) or "")

    def put(self, name: str, value: int | str) -> None:
        """Set a value."""
        self._sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def take(self, name: str) -> int:
        """Raise the counter by one and give the new value (1 the first time)."""
        row = self._sql.execute(
            "INSERT INTO meta VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    def _value(self, name: str) -> int | str | None:
        row = self._sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None


class ReadingTable:
    """`node.ports.store.Reading`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def put(self, rows: Sequence[CandidateRow]) -> None:
        """Replace what was read of these pages."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO reading (dossier, page_key, page, width, height, text, words, fields)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [astuple(row) for row in rows],
        )

    def of(self, dossier: str) -> Sequence[CandidateRow]:
        """All pages read of a dossier."""
        rows = self._sql.execute(
            "SELECT dossier, page_key, page, width, height, text, words, fields FROM reading"
            " WHERE dossier = ? ORDER BY page_key, page",
            (dossier,),
        )
        return [CandidateRow(*row) for row in rows]


class FoundPapersTable:
    """`node.ports.records.FoundPapers`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def put(self, dossier: str, component: str, found: Sequence[FoundPaper]) -> None:
        """Replace what was found for one component."""
        self._sql.execute(
            "DELETE FROM found_papers WHERE dossier = ? AND component = ?", (dossier, component)
        )
        self._sql.executemany(
            f"INSERT OR REPLACE INTO found_papers ({_FOUND}) VALUES ({_FOUND_MARKS})",
            [astuple(one) for one in found],
        )

    def of(self, dossier: str) -> Sequence[FoundPaper]:
        """All that was found for a dossier."""
        rows = self._sql.execute(
            f"SELECT {_FOUND} FROM found_papers WHERE dossier = ? ORDER BY component, held_ms DESC, blob",
            (dossier,),
        )
        return [FoundPaper(*row) for row in rows]


class RegisterTables:
    """`node.ports.store.RegisterLog`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add_change(self, number: int, text: str, signature: bytes) -> None:
        """Keep a verified change set."""
        self._sql.execute("INSERT INTO register_changes VALUES (?, ?, ?)", (number, text, signature))

    def changes(self) -> Sequence[tuple[int, str, bytes]]:
        """All of them, by number."""
        rows = self._sql.execute("SELECT number, text, signature FROM register_changes ORDER BY number")
        return [tuple(row) for row in rows]

    def add_grant(self, grant: GrantRow) -> None:
        """Keep a verified grant; a newer one of the same kind and id replaces it."""
        body = json.dumps(dict(grant.body), ensure_ascii=False)
        self._sql.execute(
            "INSERT OR REPLACE INTO grants VALUES (?, ?, ?, ?, ?)",
            (grant.kind, grant.id, grant.text, grant.signature, body),
        )

    def grants(self, kind: str) -> Sequence[GrantRow]:
        """Grants of one kind, by id."""
        rows = self._sql.execute(
            "SELECT kind, id, text, signature, body FROM grants WHERE kind = ? ORDER BY id", (kind,)
        )
        return [GrantRow(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]


class BlobsTable:
    """`node.ports.store.Blobs`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def note(self, sha256: str, size: int, media_type: str, here: bool) -> None:
        """A fact names this blob; never turns `here` back to false."""
        self._sql.execute(
            "INSERT INTO blobs (sha256, size, media_type, here) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET here = max(here, excluded.here), wanted = wanted AND NOT excluded.here",
            (sha256, size, media_type, here),
        )

    def get(self, sha256: str) -> BlobRow | None:
        """One blob."""
        return next(iter(self._rows("WHERE sha256 = ?", (sha256,))), None)

    def unsent(self, limit: int) -> Sequence[BlobRow]:
        """Blobs that are here and not completely at the hub, smallest first."""
        return self._rows("WHERE here AND sent < size ORDER BY size, sha256 LIMIT ?", (limit,))

    def wanted(self, limit: int) -> Sequence[BlobRow]:
        """Blobs that are asked for and not here."""
        return self._rows("WHERE wanted AND NOT here ORDER BY size, sha256 LIMIT ?", (limit,))

    def sent(self, sha256: str, offset: int) -> None:
        """The hub has this many bytes."""
        self._sql.execute("UPDATE blobs SET sent = ? WHERE sha256 = ?", (offset, sha256))

    def want(self, sha256: str) -> None:
        """Fetch it at the next contact."""
        self._sql.execute("UPDATE blobs SET wanted = 1 WHERE sha256 = ? AND NOT here", (sha256,))

    def totals(self) -> tuple[int, int]:
        """(blobs, bytes) still to send."""
        row = self._sql.execute(
            "SELECT count(*), coalesce(sum(size - sent), 0) FROM blobs WHERE here AND sent < size"
        ).fetchone()
        return (int(row[0]), int(row[1]))

    def _rows(self, where: str, values: tuple[object, ...]) -> Sequence[BlobRow]:
        rows = self._sql.execute(
            f"SELECT sha256, size, media_type, here, sent, wanted FROM blobs {where}", values
        )
        return [BlobRow(r[0], r[1], r[2], bool(r[3]), r[4], bool(r[5])) for r in rows]
