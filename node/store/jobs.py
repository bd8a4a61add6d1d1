"""Durable work as rows: the scheduler only rings; a process that dies in the middle finds its work again.

What a clerk has open goes first, then small files, then large ones, then the back-file; within a rank, the oldest.
A page that cannot be read stands in a row of its own, so that the rest of its file goes on.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from node.ports import PAGE_JOBS, AsidePage, JobRow, Rank
from plumbing.sqlite import Connection

_COLUMNS = "id, kind, args, state, tries, due_ms, progress, code, hint_vi, pages, rank"
_UNFINISHED = ("queued", "running", "aside", "cancelled")
_MOST_LISTED = 500
_MOST_TRIES = 3
_PAGE = "dossier, page_key, page, code, hint_vi, at_ms"


class JobsTable:
    """`node.ports.store.Jobs`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, kind: str, args: Mapping[str, Any], due_ms: int, rank: Rank = Rank.SMALL) -> int:
        """Queue work; gives its id. Equal unfinished work is not queued twice."""
        text = json.dumps(dict(args), sort_keys=True, ensure_ascii=False)
        held = self._sql.execute(
            "SELECT id FROM jobs WHERE kind = ? AND args = ? AND state IN ('queued', 'running')", (kind, text)
        ).fetchone()
        if held is not None:
            return int(held[0])
        made = self._sql.execute(
            "INSERT INTO jobs (kind, args, state, tries, due_ms, rank, dossier)"
            " VALUES (?, ?, 'queued', 0, ?, ?, ?) RETURNING id",
            (kind, text, due_ms, int(rank), str(args.get("dossier", ""))),
        ).fetchone()
        return int(made[0])

    def claim(self, kinds: Sequence[str], now_ms: int) -> JobRow | None:
        """Take the first due job by rank and age, and mark it running."""
        marks = ", ".join("?" for _ in kinds)
        row = self._sql.execute(
            "UPDATE jobs SET state = 'running', tries = tries + 1 WHERE id = (SELECT id FROM jobs"
            f" WHERE state = 'queued' AND due_ms <= ? AND kind IN ({marks}) ORDER BY rank, due_ms, id LIMIT 1)"
            f" RETURNING {_COLUMNS}",
            (now_ms, *kinds),
        ).fetchone()
        return _job(row) if row else None

    def is_due(self, kinds: Sequence[str], now_ms: int) -> bool:
        """Whether there is something to claim."""
        marks = ", ".join("?" for _ in kinds)
        query = f"SELECT 1 FROM jobs WHERE state = 'queued' AND due_ms <= ? AND kind IN ({marks}) LIMIT 1"
        return self._sql.execute(query, (now_ms, *kinds)).fetchone() is not None

    def must_make_way(self, job: int, now_ms: int) -> bool:
        """Whether it was cancelled, or something of a better rank is due."""
        row = self._sql.execute(
            "SELECT state != 'running' OR EXISTS (SELECT 1 FROM jobs better WHERE better.state = 'queued'"
            " AND better.due_ms <= ? AND better.rank < jobs.rank) FROM jobs WHERE id = ?",
            (now_ms, job),
        ).fetchone()
        return row is None or bool(row[0])

    def make_way(self, job: int) -> None:
        """Back into the queue with what is done; this was no try."""
        self._sql.execute(
            "UPDATE jobs SET state = 'queued', tries = max(0, tries - 1) WHERE id = ? AND state = 'running'",
            (job,),
        )

    def progress(self, job: int, done: int, pages: int, rank: Rank | None = None) -> None:
        """`done` of `pages` (0 = not known yet) are over; tries are counted anew from here. `rank` where the size
        is known better now: work that somebody waits for stays in front."""
        self._sql.execute(
            "UPDATE jobs SET progress = ?, pages = max(pages, ?), tries = min(tries, 1),"
            " rank = CASE WHEN rank = 0 OR ? IS NULL THEN rank ELSE ? END WHERE id = ?",
            (done, pages, rank, rank, job),
        )

    def finish(self, job: int, result: Mapping[str, Any]) -> None:
        """Done."""
        self._sql.execute(
            "UPDATE jobs SET state = 'done', code = '', hint_vi = '', result = ? WHERE id = ?",
            (json.dumps(dict(result), ensure_ascii=False), job),
        )

    def fail(self, job: int, code: str, hint_vi: str, due_ms: int) -> None:
        """Failed; tried again at `due_ms`, or set aside for a person when 0. Cancelled work stays cancelled."""
        self._sql.execute(
            "UPDATE jobs SET state = ?, code = ?, hint_vi = ?, due_ms = ? WHERE id = ? AND state = 'running'",
            ("queued" if due_ms else "aside", code, hint_vi, due_ms, job),
        )

    def retry(self, job: int, due_ms: int) -> None:
        """A person asks to try again."""
        self._sql.execute(
            "UPDATE jobs SET state = 'queued', tries = 0, code = '', hint_vi = '', due_ms = ?"
            " WHERE id = ? AND state IN ('aside', 'cancelled')",
            (due_ms, job),
        )

    def cancel(self, job: int, code: str, hint_vi: str) -> bool:
        """A person wants it no more; running work ends after its page. False when it was over before."""
        found = self._sql.execute(
            "UPDATE jobs SET state = 'cancelled', code = ?, hint_vi = ?"
            " WHERE id = ? AND state IN ('queued', 'running', 'aside') RETURNING id",
            (code, hint_vi, job),
        )
        return found.fetchone() is not None

    def bring_forward(self, dossier: str) -> None:
        """Somebody has this dossier open: its work goes before all other."""
        self._sql.execute(
            "UPDATE jobs SET rank = 0 WHERE dossier = ? AND state IN ('queued', 'running') AND rank > 0",
            (dossier,),
        )

    def recover(self, page_wise: Sequence[str] = ()) -> int:
        """See `node.ports.queue`."""
        marks = ", ".join("?" for _ in page_wise)
        self._sql.execute(
            "UPDATE jobs SET state = 'aside', code = 'JOB_KEEPS_DYING', hint_vi ="
            " 'Việc này đã làm máy dừng nhiều lần nên được để riêng; hãy xem lại tệp rồi thử lại bằng tay.'"
            f" WHERE state = 'running' AND tries >= ? AND kind NOT IN ({marks})",
            (_MOST_TRIES, *page_wise),
        )
        found = self._sql.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running' RETURNING id")
        return len(found.fetchall())

    def list(self, state: str) -> Sequence[JobRow]:
        """Jobs of one state ("" = all unfinished), in the order of their turn; at most 500."""
        states = (state,) if state else _UNFINISHED
        marks = ", ".join("?" for _ in states)
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE state IN ({marks})"
            f" ORDER BY state != 'running', rank, due_ms, id LIMIT {_MOST_LISTED}",
            states,
        )
        return [_job(row) for row in rows]

    def of_dossier(self, dossier: str) -> Sequence[JobRow]:
        """Unfinished jobs of one dossier."""
        marks = ", ".join("?" for _ in _UNFINISHED)
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE dossier = ? AND state IN ({marks}) ORDER BY id",
            (dossier, *_UNFINISHED),
        )
        return [_job(row) for row in rows]

    def totals(self) -> Mapping[str, tuple[int, int]]:
        """State → (jobs, pages still to do: of `PAGE_JOBS`; a file whose pages nobody has counted is one page)."""
        rows = self._sql.execute(
            "SELECT state, count(*), sum(max(pages - progress,"
            f" CASE WHEN pages OR kind NOT IN {PAGE_JOBS} THEN 0 ELSE 1 END)) FROM jobs"
            f" WHERE state IN {_UNFINISHED} GROUP BY state"
        )
        return {row[0]: (int(row[1]), int(row[2])) for row in rows}

    def set_page_aside(self, page: AsidePage) -> None:
        """This page cannot be read now."""
        self._sql.execute(
            f"INSERT OR REPLACE INTO pages_aside ({_PAGE}) VALUES (?, ?, ?, ?, ?, ?)",
            (page.dossier, page.page_key, page.page, page.code, page.hint_vi, page.at_ms),
        )

    def page_read(self, dossier: str, page_key: str, page: int) -> None:
        """It was read after all."""
        which = "dossier = ? AND page_key = ? AND page = ?"
        self._sql.execute(f"DELETE FROM pages_aside WHERE {which}", (dossier, page_key, page))

    def pages_aside(self, dossier: str = "") -> Sequence[AsidePage]:
        """Pages that stand aside, of one dossier or of all; at most 500."""
        rows = self._sql.execute(
            f"SELECT {_PAGE} FROM pages_aside WHERE ? IN ('', dossier) ORDER BY at_ms, page_key, page"
            f" LIMIT {_MOST_LISTED}",
            (dossier,),
        )
        return [AsidePage(*row) for row in rows]


def _job(row: Sequence[Any]) -> JobRow:
    number, kind, args, state, tries, due_ms, progress, code, hint_vi, pages, rank = row
    return JobRow(
        number, kind, json.loads(args), state, tries, due_ms, progress, code, hint_vi, pages, Rank(rank)
    )
