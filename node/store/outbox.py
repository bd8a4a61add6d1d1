"""Outbox and letters: queued in the transaction of the act, kept until the hub's signed receipt."""

from collections.abc import Mapping, Sequence

from node.ports import LetterRow, OutboxRow
from node.store.parts import in_parts, marks
from plumbing.sqlite import Connection

_ROW = "n, dossier, change, size, lane, at_ms, letter, seal"
_LETTER = "seq, addressee, envelope, created_ms, left_ms, receipted_ms, road"
_STANDING = "receipted_ms = 0 AND aside = 0"
_AT_ONCE = 100  # dossiers
#: Without a name SQLite walks everything that waits, for every letter anew (`letter = 0` is all of it after a rush).
_IN_TURN, _OF_DOSSIERS = "outbox INDEXED BY outbox_open", "outbox INDEXED BY outbox_dossier"
#: Without a receipt: in no letter, or in one that waits for its own. Years of receipted rows are never walked through.
_OPEN = (
    " FROM outbox INDEXED BY outbox_letter LEFT JOIN letters ON seq = letter"
    " WHERE letter IN (SELECT 0 UNION ALL SELECT seq FROM letters WHERE receipted_ms = 0)"
)


class OutboxTables:
    """`node.ports.store.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection
        self.has_queued = False

    def add(self, dossier: str, change: bytes, size: int, lane: int, at_ms: int, seal: str) -> None:
        """Queue a change, in the transaction that made it; harmless for one that is queued."""
        self.has_queued = True
        self._sql.execute(
            "INSERT INTO outbox (dossier, change, size, lane, at_ms, seal) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (dossier, change, size, lane, at_ms, seal),
        )

    def send_again(self, dossier: str, change: bytes, size: int, at_ms: int, seal: str) -> None:
        """Queue a change whatever became of it before, unless it waits for a receipt anyway."""
        self.add(dossier, change, size, 1, at_ms, seal)
        self._sql.execute(
            "UPDATE outbox SET letter = 0 WHERE change = ? AND letter IN"
            " (SELECT seq FROM letters WHERE receipted_ms > 0)",
            (change,),
        )

    def unsent(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest rows that are in no letter, by lane."""
        rows = self._sql.execute(
            f"SELECT {_ROW} FROM {_IN_TURN} WHERE letter = 0 ORDER BY lane, n LIMIT ?", (limit,)
        )
        return [OutboxRow(*row) for row in rows]

    def next_dossiers(self, limit: int, size: int) -> Sequence[OutboxRow]:
        """About so many rows (or bytes of changes) that are in no letter: all those of a dossier together, dossiers by
        their oldest row, so that it is opened and folded once on the other side."""
        oldest = self._sql.execute(
            f"SELECT dossier FROM {_IN_TURN} WHERE letter = 0 ORDER BY lane, n LIMIT ?", (limit,)
        )
        taken: list[OutboxRow] = []
        for part in in_parts(list(dict.fromkeys(row[0] for row in oldest)), _AT_ONCE):
            rows = self._sql.execute(
                f"SELECT {_ROW} FROM {_OF_DOSSIERS} WHERE letter = 0 AND dossier IN ({marks(part)}) ORDER BY n",
                part,
            )
            grouped: dict[str, list[OutboxRow]] = {dossier: [] for dossier in part}
            for row in rows:
                grouped[row[1]].append(OutboxRow(*row))
            taken += [row for rows in grouped.values() for row in rows]
            if len(taken) >= limit or sum(row.size for row in taken) >= size:
                break
        return taken

    def open_dossiers(self) -> frozenset[str]:
        """Dossiers of which something has no receipt yet."""
        return frozenset(row[0] for row in self._sql.execute(f"SELECT DISTINCT dossier{_OPEN}"))

    def unreceipted(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest rows without a receipt, in a letter or not: what a courier to a neighbour carries."""
        rows = self._sql.execute(f"SELECT {_ROW}{_OPEN} ORDER BY lane, n LIMIT ?", (limit,))
        return [OutboxRow(*row) for row in rows]

    def enclose(self, rows: Sequence[int], letter: LetterRow) -> None:
        """Keep a sealed letter and note that these rows are in it."""
        self._sql.execute(
            f"INSERT INTO letters ({_LETTER}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                letter.seq,
                letter.addressee,
                letter.envelope,
                letter.created_ms,
                letter.left_ms,
                letter.receipted_ms,
                letter.road,
            ),
        )
        self._sql.executemany("UPDATE outbox SET letter = ? WHERE n = ?", [(letter.seq, n) for n in rows])

    def letters(self, addressee: str, limit: int) -> Sequence[LetterRow]:
        """Letters without a receipt, oldest first."""
        rows = self._sql.execute(
            f"SELECT {_LETTER} FROM letters WHERE addressee = ? AND {_STANDING} ORDER BY seq LIMIT ?",
            (addressee, limit),
        )
        return [LetterRow(*row) for row in rows]

    def letter(self, seq: int) -> LetterRow | None:
        """One letter."""
        row = self._sql.execute(f"SELECT {_LETTER} FROM letters WHERE seq = ?", (seq,)).fetchone()
        return LetterRow(*row) if row else None

    def pending(self, addressee: str) -> tuple[int, ...]:
        """Numbers of letters without a receipt that nobody has set aside, oldest first."""
        rows = self._sql.execute(
            f"SELECT seq FROM letters WHERE addressee = ? AND {_STANDING} ORDER BY seq",
            (addressee,),
        )
        return tuple(row[0] for row in rows)

    def held_here(self, dossiers: Sequence[str]) -> Mapping[str, frozenset[bytes]]:
        """Hashes of all changes of these dossiers that are here, applied or waiting."""
        return self._hashes("SELECT dossier, hash FROM changes WHERE dossier IN ({})", dossiers)

    def held_by_hub(self, dossiers: Sequence[str]) -> Mapping[str, frozenset[bytes]]:
        """Hashes of the changes of these dossiers that the hub certainly has: they came from it, or their letter has
        its receipt."""
        return self._hashes(
            "SELECT dossier, hash FROM changes c WHERE dossier IN ({}) AND applied > 0 AND NOT EXISTS (SELECT 1 FROM"
            " outbox o LEFT JOIN letters ON seq = letter WHERE o.change = c.hash AND coalesce(receipted_ms, 0) = 0)",
            dossiers,
        )

    def take_back(self, seq: int) -> None:
        """The letter is given up; what it held will be in a new one."""
        self._sql.execute("UPDATE outbox SET letter = 0 WHERE letter = ?", (seq,))
        self._sql.execute("DELETE FROM letters WHERE seq = ?", (seq,))

    def set_aside(self, seq: int) -> None:
        """The peer will never take this letter: what follows flows on, its bytes are kept."""
        self._sql.execute("UPDATE letters SET aside = 1 WHERE seq = ?", (seq,))

    def sealed_later_than(self, at_ms: int) -> bool:
        """Whether a letter without a receipt was sealed later than `at_ms`."""
        found = self._sql.execute(
            f"SELECT 1 FROM letters WHERE {_STANDING} AND created_ms > ? LIMIT 1", (at_ms,)
        ).fetchone()
        return found is not None

    def withdraw_later_than(self, at_ms: int) -> None:
        """Letters without a receipt that were sealed later than `at_ms` are given up; their changes are free for new
        letters (the hub knows changes by their hash, so a double does no harm)."""
        future = f"SELECT seq FROM letters WHERE {_STANDING} AND created_ms > ?"
        self._sql.execute(f"UPDATE outbox SET letter = 0 WHERE letter IN ({future})", (at_ms,))
        self._sql.execute(f"UPDATE letters SET aside = 1 WHERE {_STANDING} AND created_ms > ?", (at_ms,))

    def reopen(self) -> None:
        """After a restore: letters of the old life without a receipt are given up, their changes are free for new
        letters (the hub knows changes by their hash, so a double does no harm)."""
        self._sql.execute(
            "UPDATE outbox SET letter = 0 WHERE letter IN (SELECT seq FROM letters WHERE receipted_ms = 0)"
        )
        self._sql.execute("UPDATE outbox SET letter = -1 WHERE letter > 0")
        self._sql.execute("DELETE FROM letters")
        self._sql.execute(
            "INSERT INTO letters (seq, addressee, envelope, created_ms, receipted_ms) VALUES (-1, '', x'', 1, 1)"
        )

    def letter_left(self, seq: int, at_ms: int, road: str) -> None:
        """The letter was handed to a road."""
        self._sql.execute("UPDATE letters SET left_ms = ?, road = ? WHERE seq = ?", (at_ms, road, seq))

    def letter_receipted(self, seq: int, at_ms: int) -> None:
        """The hub's signed receipt for the letter is here; its bytes are not needed again."""
        self._sql.execute(
            "UPDATE letters SET receipted_ms = ?, envelope = x'' WHERE seq = ? AND receipted_ms = 0",
            (at_ms, seq),
        )

    def ladder(self, dossier: str) -> tuple[int, int, int, str]:
        """(saved, left, received, road): the instants by which ALL queued changes of the dossier are there."""
        row = self._sql.execute(
            "SELECT max(at_ms), min(coalesce(left_ms, 0)), max(coalesce(left_ms, 0)),"
            " min(coalesce(receipted_ms, 0)), max(coalesce(receipted_ms, 0)), max(coalesce(road, ''))"
            " FROM outbox LEFT JOIN letters ON seq = letter WHERE dossier = ?",
            (dossier,),
        ).fetchone()
        if row[0] is None:
            return (0, 0, 0, "")
        return (row[0], row[2] if row[1] else 0, row[4] if row[3] else 0, row[5])

    def _hashes(self, query: str, dossiers: Sequence[str]) -> dict[str, frozenset[bytes]]:
        found: dict[str, set[bytes]] = {dossier: set() for dossier in dossiers}
        for part in in_parts(dossiers):
            for dossier, digest in self._sql.execute(query.format(marks(part)), part):
                found[dossier].add(digest)
        return {dossier: frozenset(hashes) for dossier, hashes in found.items()}

    def totals(self) -> Sequence[tuple[int, int, int, int]]:
        """(lane, rows, bytes, oldest instant) of what has no receipt yet."""
        rows = self._sql.execute(
            f"SELECT lane, count(*), sum(outbox.size), min(at_ms){_OPEN} GROUP BY lane ORDER BY lane"
        )
        return [tuple(row) for row in rows]

    def by_dossier(self, limit: int) -> Sequence[tuple[str, int, int, int, int, str]]:
        """(dossier, changes, bytes, oldest, left, road) of what has no receipt yet, oldest first."""
        rows = self._sql.execute(
            "SELECT dossier, count(*), sum(outbox.size), min(at_ms), min(coalesce(left_ms, 0)),"
            f" max(coalesce(road, '')){_OPEN} GROUP BY dossier ORDER BY min(at_ms) LIMIT ?",
            (limit,),
        )
        return [tuple(row) for row in rows]
