"""Early, on time, late: the three words of the control sheet (form 06, Thông tư 03/2025/TT-VPCP).

Days are compared when the limit is in days, the moment when it is in hours. The index of Quyết định 766/QĐ-TTg has
its own rule: see `kpi`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from dossier.limit import Unit
from dossier.local_time import to_local


class Category(StrEnum):
    """How a finished dossier stands against its due date."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label_vi(self) -> str:
        """The word on the control sheet (form 06)."""
        return {"early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn"}[self.value]


def finish_category(due_at: datetime, unit: Unit, finished: datetime) -> Category:
    """Early, on time or late. `unit` is what the promise counts; a day appointed anew counts as days."""
    due, end = to_local(due_at), to_local(finished)
    if unit is Unit.HOURS:
        is_early, is_late = end < due, end > due
    else:
        is_early, is_late = end.date() < due.date(), end.date() > due.date()
    if is_late:
        return Category.LATE
    return Category.EARLY if is_early else Category.ON_TIME
