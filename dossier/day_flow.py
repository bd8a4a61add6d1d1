"""What came in and went out day by day, for a picture of the last weeks: looked at, not reported.

Counted from the same rows as the figures. A dossier goes out on the day it was finished, on time when that was not
after the moment it was promised for (`dossier.punctuality` judges it for the report).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dossier.kpi_rows import DossierFigures
from dossier.local_time import to_local


@dataclass(frozen=True, slots=True)
class DayFlow:
    """One day: dossiers received, finished on time, finished late."""

    day: date
    received: int
    on_time: int
    late: int


def day_flows(rows: Iterable[DossierFigures], last: date, days: int) -> tuple[DayFlow, ...]:
    """The `days` days that end with `last`, the oldest first."""
    counts = {last - timedelta(days=back): [0, 0, 0] for back in range(days)}
    for row in rows:
        _count(counts, row.received_day, 0)
        if row.finished_at is not None:
            late = row.due_at is not None and row.finished_at > row.due_at
            _count(counts, to_local(row.finished_at).date(), 2 if late else 1)
    return tuple(DayFlow(day, *counts[day]) for day in sorted(counts))


def _count(counts: dict[date, list[int]], day: date, which: int) -> None:
    if day in counts:
        counts[day][which] += 1
