"""Early, on time, late; and how a dossier that is still open stands today.

The three words of the control sheet (form 06) compare days when the limit is in days and the
moment when it is in hours. The index of Quyết định 766/QĐ-TTg has its own rule: see `kpi`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from dossier.deadline import Due
from dossier.limit import Unit
from dossier.register.calendar import Calendar, to_local


class Category(StrEnum):
    """How a finished dossier stands against its due date."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label_vi(self) -> str:
        """The word on the control sheet (form 06)."""
        return {"early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn"}[self.value]


class RunningStatus(StrEnum):
    """How a dossier that is still open stands today."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting"

    @property
    def label_vi(self) -> str:
        """The word on the work list."""
        return {
            "in_time": "còn hạn",
            "due_soon": "sắp đến hạn",
            "overdue": "quá hạn",
            "waiting": "tạm dừng chờ bổ sung",
        }[self.value]


def finish_category(promise: Due, finished: datetime) -> Category:
    """Early, on time or late. Limits in days compare days, limits in hours the moment."""
    end = to_local(finished)
    if promise.limit.unit is Unit.HOURS and promise.before_extension is None:
        is_early, is_late = end < promise.at, end > promise.at
    else:
        is_early, is_late = end.date() < promise.at.date(), end.date() > promise.at.date()
    if is_late:
        return Category.LATE
    return Category.EARLY if is_early else Category.ON_TIME


def running_status(
    promise: Due, now: datetime, calendar: Calendar, soon_working_days: int = 1
) -> RunningStatus:
    """Where an open dossier stands at `now`; due soon within `soon_working_days`."""
    if promise.waiting_since is not None:
        return RunningStatus.WAITING
    if finish_category(promise, now) is Category.LATE:
        return RunningStatus.OVERDUE
    left = calendar.counting_days_between(to_local(now).date(), promise.at.date())
    return RunningStatus.DUE_SOON if left <= soon_working_days else RunningStatus.IN_TIME
