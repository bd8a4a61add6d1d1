"""Batches of old results."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

from node.ports.backfile import Batch, OldPaper
from plumbing.sqlite import Connection

_BATCH = ", ".join(one.name for one in fields(Batch))
_MARKS = ", ".join("?" for _ in fields(OldPaper))
_JSON = ("read", "values")
_SEEN = ("sampled", "checked", "wrong")
_ALL = -1


class BackfileTables:
    """`node.ports.backfile.BackfileBook`."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def open(self, batch: Batch) -> int:
        """Keep a new batch; gives its id."""
        names = ", ".join(one.name for one in fields(Batch)[1:])
        marks = ", ".join("?" for _ in fields(Batch)[1:])
        made = self._sql.execute(
            f"INSERT INTO backfile_batches ({names}) VALUES ({marks}) RETURNING id", astuple(batch)[1:]
        ).fetchone()
        return int(made[0])

    def batch(self, batch: int) -> Batch | None:
        """One batch."""
        row = self._sql.execute(f"SELECT {_BATCH} FROM backfile_batches WHERE id = ?", (batch,)).fetchone()
        return Batch(*row) if row else None

    def batches(self) -> Sequence[Batch]:
        """All of them, newest first."""
        rows = self._sql.execute(f"SELECT {_BATCH} FROM backfile_batches ORDER BY id DESC")
        return [Batch(*row) for row in rows]

    def stopped(self, batch: int, code: str, hint_vi: str) -> None:
        """Why signing stopped."""
        self._sql.execute(
            "UPDATE backfile_batches SET code = ?, hint_vi = ? WHERE id = ?", (code, hint_vi, batch)
        )

    def add(self, paper: OldPaper) -> int:
        """Keep a paper under the next number; 0 when the batch has these bytes already."""
        known = self._sql.execute(
            "SELECT 1 FROM backfile_papers WHERE batch = ? AND blob = ?", (paper.batch, paper.blob)
        ).fetchone()
        if known is not None:
            return 0
        last = self._sql.execute(
            "SELECT coalesce(max(n), 0) FROM backfile_papers WHERE batch = ?", (paper.batch,)
        ).fetchone()
        number = int(last[0]) + 1
        self._sql.execute(
            f"INSERT INTO backfile_papers ({_quoted()}) VALUES ({_MARKS})",
            (paper.batch, number, *_columns(paper)[2:]),
        )
        return number

    def save(self, paper: OldPaper) -> None:
        """What is known of a paper now."""
        self._sql.execute(
            f"INSERT OR REPLACE INTO backfile_papers ({_quoted()}) VALUES ({_MARKS})", _columns(paper)
        )

    def paper(self, batch: int, n: int) -> OldPaper | None:
        """One paper."""
        row = self._sql.execute(
            f"SELECT {_quoted()} FROM backfile_papers WHERE batch = ? AND n = ?", (batch, n)
        ).fetchone()
        return _row(row) if row else None

    def papers(
        self, batch: int, states: Sequence[str] = (), after: int = 0, limit: int = _ALL
    ) -> Sequence[OldPaper]:
        """Papers of a batch by number, of these states (none named = all), those after a number."""
        marks = ", ".join("?" for _ in states)
        narrowed = f" AND state IN ({marks})" if states else ""
        rows = self._sql.execute(
            f"SELECT {_quoted()} FROM backfile_papers WHERE batch = ? AND n > ?{narrowed} ORDER BY n LIMIT ?",
            (batch, after, *states, limit),
        )
        return [_row(row) for row in rows]

    def next_to_check(self, batch: int, officer: str) -> OldPaper | None:
        """The first paper of the sample that another officer wrote up and nobody has checked."""
        row = self._sql.execute(
            f"SELECT {_quoted()} FROM backfile_papers WHERE batch = ? AND state = 'indexed' AND sampled"
            " AND checked_by = '' AND indexed_by != ? ORDER BY n LIMIT 1",
            (batch, officer),
        ).fetchone()
        return _row(row) if row else None

    def counts(self, batch: int) -> Mapping[str, int]:
        """State → papers; besides "sampled", "checked" and "wrong"."""
        rows = self._sql.execute(
            "SELECT state, count(*), sum(sampled), sum(checked_by != ''), sum(wrong)"
            " FROM backfile_papers WHERE batch = ? GROUP BY state",
            (batch,),
        ).fetchall()
        seen = {name: sum(row[at] for row in rows) for at, name in enumerate(_SEEN, start=2)}
        return {**{row[0]: row[1] for row in rows}, **seen}


def _quoted() -> str:
    return ", ".join(f'"{one.name}"' for one in fields(OldPaper))


def _columns(paper: OldPaper) -> tuple[Any, ...]:
    values = {one.name: getattr(paper, one.name) for one in fields(OldPaper)}
    values |= {name: json.dumps(dict(values[name]), ensure_ascii=False) for name in _JSON}
    return tuple(values.values())


def _row(row: Sequence[Any]) -> OldPaper:
    values = dict(zip((one.name for one in fields(OldPaper)), row, strict=True))
    values |= {name: json.loads(values[name]) for name in _JSON}
    return OldPaper(**{**values, "sampled": bool(values["sampled"]), "wrong": bool(values["wrong"])})
