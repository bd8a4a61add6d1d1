"""Durable work as rows: the scheduler only rings; a process that dies in the middle finds its work again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from node.ports import JobRow
from plumbing.sqlite import Connection

_COLUMNS = "id, kind, args, state, tries, due_ms, progress, code, hint_vi"
_UNFINISHED = ("queued", "running", "aside")


class JobsTable:
    """`node.ports.store.Jobs`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, kind: str, args: Mapping[str, Any], due_ms: int) -> int:
        """Queue work; gives its id. Equal unfinished work is not queued twice."""
        text = json.dumps(dict(args), sort_keys=True, ensure_ascii=False)
        held = self._sql.execute(
            "SELECT id FROM jobs WHERE kind = ? AND args = ? AND state IN ('queued', 'running')", (kind, text)
        ).fetchone()
        if held is not None:
            return int(held[0])
        made = self._sql.execute(
            "INSERT INTO jobs (kind, args, state, tries, due_ms) VALUES (?, ?, 'queued', 0, ?) RETURNING id",
            (kind, text, due_ms),
        ).fetchone()
        return int(made[0])

    def claim(self, kinds: Sequence[str], now_ms: int) -> JobRow | None:
        """Take the oldest due job and mark it running."""
        marks = ", ".join("?" for _ in kinds)
        row = self._sql.execute(
            "UPDATE jobs SET state = 'running', tries = tries + 1 WHERE id = (SELECT id FROM jobs"
            f" WHERE state = 'queued' AND due_ms <= ? AND kind IN ({marks}) ORDER BY due_ms, id LIMIT 1)"
            f" RETURNING {_COLUMNS}",
            (now_ms, *kinds),
        ).fetchone()
        return _job(row) if row else None

    def progress(self, job: int, done: int) -> None:
        """How much of it is done (a page number, a byte count)."""
        self._sql.execute("UPDATE jobs SET progress = ? WHERE id = ?", (done, job))

    def finish(self, job: int, result: Mapping[str, Any]) -> None:
        """Done."""
        self._sql.execute(
            "UPDATE jobs SET state = 'done', code = '', hint_vi = '', result = ? WHERE id = ?",
            (json.dumps(dict(result), ensure_ascii=False), job),
        )

    def fail(self, job: int, code: str, hint_vi: str, due_ms: int) -> None:
        """Failed; tried again at `due_ms`, or set aside for a person when 0."""
        self._sql.execute(
            "UPDATE jobs SET state = ?, code = ?, hint_vi = ?, due_ms = ? WHERE id = ?",
            ("queued" if due_ms else "aside", code, hint_vi, due_ms, job),
        )

    def retry(self, job: int, due_ms: int) -> None:
        """A person asks to try again."""
        self._sql.execute(
            "UPDATE jobs SET state = 'queued', tries = 0, due_ms = ? WHERE id = ? AND state = 'aside'",
            (due_ms, job),
        )

    def recover(self, most_tries: int = 3) -> int:
        """At start: work that was running when the process died is due again; what has died with it
        `most_tries` times is set aside. Gives how many rows were found."""
        self._sql.execute(
            "UPDATE jobs SET state = 'aside', code = 'JOB_KEEPS_DYING', hint_vi ="
            " 'Việc này đã làm máy dừng nhiều lần nên được để riêng; hãy xem lại tệp rồi thử lại bằng tay.'"
            " WHERE state = 'running' AND tries >= ?",
            (most_tries,),
        )
        found = self._sql.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running' RETURNING id")
        return len(found.fetchall())

    def list(self, state: str) -> Sequence[JobRow]:
        """Jobs of one state ("" = all unfinished)."""
        states = (state,) if state else _UNFINISHED
        marks = ", ".join("?" for _ in states)
        rows = self._sql.execute(f"SELECT {_COLUMNS} FROM jobs WHERE state IN ({marks}) ORDER BY id", states)
        return [_job(row) for row in rows]


def _job(row: Sequence[Any]) -> JobRow:
    return JobRow(row[0], row[1], json.loads(row[2]), *row[3:])
