"""Marks of the digest, dossiers that left our scope, and tasks: `node.ports.ScopeBook`."""

from collections.abc import Mapping, Sequence

from dossier.exchange.digest import MASK, BucketSum, Mark, bucket_of, changed, mark_of
from dossier.exchange.seal import heads_digest
from node.ports.rows import Departed, TaskRow
from node.store.parts import in_parts, marks
from plumbing.sqlite import Connection

#: Condition of every list: what is out of sight is not in it.
IN_SIGHT = "dossier NOT IN (SELECT dossier FROM departed WHERE hidden_ms > 0)"
_HASH = 32
_OF_DOSSIER = (
    *("changes", "docs", "dossiers", "dossier_text", "papers", "reading", "outbox", "departed"),
    *("pages_aside", "found_papers", "dossier_blobs", "page_kinds", "corrections", "handed", "tray_pages"),
    *("result_reviews", "tray_scans", "scan_prints"),
)


class ScopeTables:
    """On one connection, which holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def keep_marks(self, heads: Mapping[str, Sequence[bytes]]) -> None:
        """These dossiers have these heads now."""
        seen: dict[str, Mark | None] = {
            dossier: mark_of(dossier, heads_digest(found)) for dossier, found in heads.items() if found
        }
        for part in in_parts(list(seen)):
            query = f"SELECT dossier FROM departed WHERE hidden_ms > 0 AND dossier IN ({marks(part)})"
            for (hidden,) in self._sql.execute(query, part).fetchall():
                del seen[hidden]
        self._mark(seen)

    def sums(self) -> Mapping[int, BucketSum]:
        """Sums of the digest's buckets; empty ones may be missing."""
        rows = self._sql.execute("SELECT bucket, high, low, count FROM mark_sums")
        return {row[0]: BucketSum(*row[1:]) for row in rows}

    def in_bucket(self, bucket: int) -> Mapping[str, Mark]:
        """Marks by dossier of one bucket."""
        rows = self._sql.execute("SELECT dossier, high, low FROM marks WHERE bucket = ?", (bucket,))
        return {row[0]: Mark(row[1], row[2]) for row in rows}

    def leave(self, dossier: str, at_ms: int) -> bool:
        """The hub says that the dossier has left our scope; False when it is not here or has left already."""
        made = self._sql.execute(
            "INSERT INTO departed SELECT dossier, ?, 0 FROM docs WHERE dossier = ?"
            " ON CONFLICT DO NOTHING RETURNING dossier",
            (at_ms, dossier),
        )
        return made.fetchone() is not None

    def hide(self, dossier: str, at_ms: int) -> None:
        """Out of sight: no list shows it and no digest counts it. It is still kept, and still rebuilt."""
        self._sql.execute("UPDATE departed SET hidden_ms = ? WHERE dossier = ?", (at_ms, dossier))
        self._mark({dossier: None})

    def come_back(self, dossier: str) -> None:
        """In scope again."""
        self._sql.execute("DELETE FROM departed WHERE dossier = ?", (dossier,))
        row = self._sql.execute("SELECT heads FROM docs WHERE dossier = ?", (dossier,)).fetchone()
        if row is not None and row[0]:
            self.keep_marks({dossier: [row[0][at : at + _HASH] for at in range(0, len(row[0]), _HASH)]})

    def departed(self) -> Sequence[Departed]:
        """Dossiers that have left, hidden or not, oldest first."""
        rows = self._sql.execute(
            "SELECT dossier, left_ms, hidden_ms, EXISTS (SELECT 1 FROM outbox LEFT JOIN letters ON seq = letter"
            " WHERE outbox.dossier = departed.dossier AND coalesce(receipted_ms, 0) = 0)"
            " FROM departed ORDER BY left_ms, dossier"
        )
        return [Departed(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def purge(self, dossier: str) -> None:
        """Drop everything of a hidden dossier but the audit, and the seals: they vouch for other dossiers too."""
        self._sql.execute(
            "INSERT INTO left_blobs SELECT sha256 FROM dossier_blobs WHERE dossier = ? ON CONFLICT DO NOTHING",
            (dossier,),
        )
        for table in _OF_DOSSIER:
            self._sql.execute(f"DELETE FROM {table} WHERE dossier = ?", (dossier,))

    def let_go(self, sha256: str) -> None:
        """A scan that is none of ours any more."""
        self._sql.execute("INSERT INTO left_blobs VALUES (?) ON CONFLICT DO NOTHING", (sha256,))
        named = self._sql.execute("SELECT 1 FROM dossier_blobs WHERE sha256 = ?", (sha256,)).fetchone()
        if named is None:
            self._sql.execute("UPDATE blobs SET sent = size, wanted = 0 WHERE sha256 = ?", (sha256,))

    def droppable(self, limit: int) -> Sequence[str]:
        """Scans that only dropped dossiers named, and that the hub has whole."""
        for still_used in ("dossier_blobs", "(SELECT sha256 FROM tray_scans WHERE state = 'back')"):
            self._sql.execute(f"DELETE FROM left_blobs WHERE sha256 IN (SELECT sha256 FROM {still_used})")
        rows = self._sql.execute(
            "SELECT sha256 FROM left_blobs LEFT JOIN blobs USING (sha256)"
            " WHERE coalesce(sent >= size OR NOT here, 1)"
            " AND sha256 NOT IN (SELECT sha256 FROM hurried WHERE outward) ORDER BY sha256 LIMIT ?",
            (limit,),
        )
        return [row[0] for row in rows]

    def dropped(self, sha256: str) -> None:
        """Its bytes are gone: nothing knows of it any longer."""
        for table in ("left_blobs", "blobs", "previews", "preview_asked", "hurried"):
            self._sql.execute(f"DELETE FROM {table} WHERE sha256 = ?", (sha256,))

    def with_changes_from(self, least: int, limit: int) -> Sequence[tuple[str, int]]:
        """(dossier, changes) of those with so many changes or more, the heaviest first."""
        rows = self._sql.execute(
            "SELECT dossier, applied FROM docs WHERE applied >= ? ORDER BY applied DESC, dossier LIMIT ?",
            (least, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def open_task(self, dossier: str, kind: str, reason_vi: str, at_ms: int) -> None:
        """Something a clerk must look at; an open one keeps the instant since which it is open."""
        self._sql.execute(
            "INSERT INTO tasks VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET reason_vi = excluded.reason_vi,"
            " opened_ms = CASE closed_ms WHEN 0 THEN opened_ms ELSE excluded.opened_ms END, closed_ms = 0",
            (dossier, kind, reason_vi, at_ms),
        )

    def close_task(self, dossier: str, kind: str, at_ms: int) -> None:
        """Done."""
        self._sql.execute(
            "UPDATE tasks SET closed_ms = ? WHERE dossier = ? AND kind = ? AND closed_ms = 0",
            (at_ms, dossier, kind),
        )

    def tasks(self, limit: int) -> Sequence[TaskRow]:
        """Open tasks, oldest first."""
        rows = self._sql.execute(
            "SELECT dossier, kind, reason_vi, opened_ms FROM tasks WHERE closed_ms = 0"
            " ORDER BY opened_ms, dossier, kind LIMIT ?",
            (limit,),
        )
        return [TaskRow(*row) for row in rows]

    def _mark(self, now: Mapping[str, Mark | None]) -> None:
        """The marks of these dossiers are these from now on (None = none), and the buckets' sums with them."""
        before: dict[str, Mark] = {}
        for part in in_parts(list(now)):
            rows = self._sql.execute(
                f"SELECT dossier, high, low FROM marks WHERE dossier IN ({marks(part)})", part
            )
            before |= {row[0]: Mark(row[1], row[2]) for row in rows}
        unlike = {dossier: mark for dossier, mark in now.items() if mark != before.get(dossier)}
        steps: dict[int, BucketSum] = {}
        for dossier, mark in unlike.items():
            bucket = bucket_of(dossier)
            steps[bucket] = steps.get(bucket, BucketSum()).plus(changed(before.get(dossier), mark))
        self._sql.executemany(
            "INSERT INTO mark_sums VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            f" high = (high + excluded.high) & {MASK}, low = (low + excluded.low) & {MASK},"
            " count = count + excluded.count",
            [(bucket, step.high, step.low, step.count) for bucket, step in steps.items()],
        )
        gone = [(dossier,) for dossier, mark in unlike.items() if mark is None]
        self._sql.executemany("DELETE FROM marks WHERE dossier = ?", gone)
        self._sql.executemany(
            "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
            [(dossier, bucket_of(dossier), mark.high, mark.low) for dossier, mark in unlike.items() if mark],
        )
