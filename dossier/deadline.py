"""When a dossier is due, and why on that day.

The due date is a proposal computed by rule; a person confirms it on the receipt. Supplements
follow one of two regimes, chosen per procedure: RESTART, the limit runs again from zero after
the complete dossier (Nghị định 61/2018/NĐ-CP art. 19(4)); PAUSE, the waiting time is left out
(as the index of Quyết định 766/QĐ-TTg counts). There is at most one re-appointment, announced
with form 04 at the latest one day before the due date (art. 19(9)); both dates are kept.

A supplement asked for after the due date does not move it: lateness is not undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from dossier.errors import MalformedValue, Refuse
from dossier.limit import (
    AFTERNOON_CUT_OFF,
    Count,
    Limit,
    Unit,
    Wait,
    count,
    day_vi,
    parse_limit,
)
from dossier.local_time import VIETNAM, to_local
from dossier.register.calendar import Calendar

__all__ = [
    "Due",
    "Extension",
    "Limit",
    "Regime",
    "Supplement",
    "Unit",
    "due",
    "parse_limit",
    "refuse_extension",
    "refuse_new_day",
    "transfer_by",
]

SUPPLEMENT_NOTICE_WORKING_DAYS: Final = 3
"""A supplement is asked for within this many working days of receipt (art. 19(4))."""


class Regime(StrEnum):
    """What waiting for a supplement does to the limit."""

    RESTART = "restart"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request for papers; `completed` is None while the citizen has not answered."""

    requested: datetime
    completed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """A re-appointment: form 04 sent at `notified`, result promised for `new_due`."""

    notified: datetime
    new_due: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The answer. `at` is the date on record now, `original_at` the one first promised.

    `before_extension` is set when a re-appointment took effect; `waiting_since` while a
    supplement is open (the clock stands, `at` is the last promise). `steps` explain the
    day in Vietnamese, `warnings` are what a person should check.
    """

    at: datetime
    original_at: datetime
    limit: Limit
    regime: Regime
    received: datetime
    steps: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    waiting_since: datetime | None = None
    before_extension: datetime | None = None


def due(
    received: datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    regime: Regime = Regime.RESTART,
    supplements: Sequence[Supplement] = (),
    extension: Extension | None = None,
    cut_off: time = AFTERNOON_CUT_OFF,
) -> Due:
    """Compute the due moment of a dossier complete at `received`.

    Raises MalformedValue for naive datetimes or supplements out of order, MissingRule
    when the calendar edition does not reach far enough. An extension that the rule does
    not allow is left out with a warning.
    """
    start = to_local(received)
    _check_order(start, supplements)
    first = count(start, limit, calendar, cut_off=cut_off)
    answer = Due(first.at, first.at, limit, regime, start, first.steps)
    waits: list[Wait] = []
    for number, supplement in enumerate(supplements, start=1):
        answer = _after_supplement(answer, number, supplement, waits, calendar, cut_off)
    answer = _extend(answer, extension) if extension is not None else answer
    return replace(answer, warnings=answer.warnings + _day_warnings(answer, supplements, calendar))


def _after_supplement(
    answer: Due,
    number: int,
    supplement: Supplement,
    waits: list[Wait],
    calendar: Calendar,
    cut_off: time,
) -> Due:
    requested = to_local(supplement.requested)
    if requested > answer.at:
        warning = f"Yêu cầu bổ sung lần {number} gửi sau hạn trả nên không làm thay đổi hạn."
        return replace(answer, warnings=(*answer.warnings, warning))
    if supplement.completed is None:
        step = f"Chờ bổ sung lần {number} từ {requested:%H:%M %d/%m/%Y}; hạn được tính lại khi đủ hồ sơ"
        return replace(answer, waiting_since=requested, steps=(*answer.steps, step))
    completed = to_local(supplement.completed)
    calendar.require(completed.date())
    waits.append(Wait(requested, completed))
    counted, step = _recount(answer, number, waits, calendar, cut_off)
    return replace(answer, at=counted.at, steps=(*answer.steps, step, *counted.steps))


def _recount(
    answer: Due, number: int, waits: Sequence[Wait], calendar: Calendar, cut_off: time
) -> tuple[Count, str]:
    completed = waits[-1].end
    if answer.regime is Regime.RESTART:
        step = f"Bổ sung lần {number} đủ lúc {completed:%H:%M %d/%m/%Y}: tính lại từ đầu"
        return count(completed, answer.limit, calendar, cut_off=cut_off), step
    step = f"Bổ sung lần {number} đủ lúc {completed:%H:%M %d/%m/%Y}: trừ thời gian chờ"
    return count(answer.received, answer.limit, calendar, waits, cut_off), step


def _check_order(received: datetime, supplements: Sequence[Supplement]) -> None:
    """Supplements follow one another, after receipt; only the last may be open.

    The first is compared by day, so that a request known only by its date may fall on
    the day of receipt.
    """
    previous = datetime.combine(received.date(), time(), VIETNAM)
    for position, supplement in enumerate(supplements):
        requested = to_local(supplement.requested)
        completed = None if supplement.completed is None else to_local(supplement.completed)
        is_last = position == len(supplements) - 1
        if requested < previous or (completed is None and not is_last):
            raise _out_of_order()
        if completed is not None and completed < requested:
            raise _out_of_order()
        previous = completed or requested


def _out_of_order() -> MalformedValue:
    return MalformedValue(
        "SUPPLEMENTS_OUT_OF_ORDER",
        "Các lần bổ sung phải sau lúc tiếp nhận, theo thứ tự, không chồng nhau; "
        "chỉ lần cuối được để ngỏ. Hãy kiểm tra lại ngày.",
    )


def refuse_extension(current: Due, extension: Extension) -> Refuse | None:
    """None when the re-appointment is allowed, else the reason why not (art. 19(9))."""
    if current.before_extension is not None:
        return Refuse("SECOND_EXTENSION", "Chỉ được hẹn lại ngày trả kết quả một lần.")
    return refuse_new_day(current.at, to_local(extension.notified).date(), to_local(extension.new_due))


def refuse_new_day(due_at: datetime, told: date, new_due: datetime) -> Refuse | None:
    """None when a re-appointment told on the day `told` may move what is due at `due_at` (local time) to `new_due`."""
    if new_due <= due_at:
        return Refuse("EXTENSION_NOT_LATER", "Ngày hẹn mới phải sau hạn trả hiện tại.")
    latest = due_at.date() - timedelta(days=1)
    if told > latest:
        return Refuse(
            "EXTENSION_TOO_LATE",
            f"Văn bản xin lỗi (mẫu 04) phải gửi chậm nhất {day_vi(latest)}, trước hạn trả 01 ngày.",
        )
    return None


def _extend(answer: Due, extension: Extension) -> Due:
    refusal = refuse_extension(answer, extension)
    if refusal is not None:
        warning = f"Gia hạn không có hiệu lực. {refusal.hint_vi}"
        return replace(answer, warnings=(*answer.warnings, warning))
    new_due = to_local(extension.new_due)
    step = f"Hẹn lại một lần (mẫu 04) đến {new_due:%H:%M} {day_vi(new_due.date())}"
    return replace(answer, at=new_due, before_extension=answer.at, steps=(*answer.steps, step))


def _day_warnings(answer: Due, supplements: Sequence[Supplement], calendar: Calendar) -> tuple[str, ...]:
    found: list[str] = []
    if len(supplements) > 1:
        found.append("Hơn một lần yêu cầu bổ sung: chỉ số 766 tính hồ sơ này là quá hạn.")
    for supplement in supplements[:1]:
        day = to_local(supplement.requested).date()
        elapsed = calendar.counting_days_between(answer.received.date(), day)
        if elapsed > SUPPLEMENT_NOTICE_WORKING_DAYS:
            found.append("Yêu cầu bổ sung muộn hơn 03 ngày làm việc kể từ ngày tiếp nhận.")
    for day, note in sorted(calendar.uncertain.items()):
        if answer.received.date() <= day <= answer.at.date():
            found.append(f"{day_vi(day)} {note.label_vi}; chưa kiểm chứng nên chưa tính.")
    return tuple(found)


def transfer_by(received: datetime, calendar: Calendar, cut_off: time = AFTERNOON_CUT_OFF) -> datetime:
    """Latest moment to pass a dossier on: the same day, or early next working day after 15:00.

    Source: Nghị định 61/2018/NĐ-CP art. 18(2).
    """
    start = to_local(received)
    if calendar.is_counting_day(start.date()) and start.time() <= cut_off:
        return calendar.end_of_day(start.date())
    following = calendar.next_counting_day(start.date())
    return datetime.combine(following, calendar.sessions[0].start, VIETNAM)
