"""Time limits and how they are counted on the working calendar.

A limit is written `2h` (working hours), `3wd` (working days), `10d` (calendar days),
`1m` (months) or `SD` (the same day, the next working day when taken in after 15:00).

Day 0, the day of receipt, is excluded (Bộ luật Dân sự 2015, art. 147); a limit in days
or months that ends on a day off moves to the next working day (art. 148). Hours run only
inside working sessions and keep the minute of receipt. The 15:00 rule: Luật Hộ tịch
art. 5(3), Nghị định 23/2015/NĐ-CP art. 7.

Waiting for the citizen (`Wait`) stops the count: the day of the request still counts as
worked, the day on which the supplement arrives is a new day 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from dossier.errors import MalformedValue
from dossier.local_time import VIETNAM
from dossier.register.calendar import Calendar

AFTERNOON_CUT_OFF: Final = time(15, 0)
"""Taken in after this moment, a same-day matter may be returned the next working day."""

WEEKDAYS_VI: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class Unit(StrEnum):
    """What a limit counts."""

    HOURS = "h"
    WORKING_DAYS = "wd"
    DAYS = "d"
    MONTHS = "m"
    SAME_DAY = "SD"


UNIT_VI: Final = {
    Unit.HOURS: "giờ làm việc",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.DAYS: "ngày",
    Unit.MONTHS: "tháng",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: `amount` of `unit` (amount is 0 for the same day)."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return "SD" if self.unit is Unit.SAME_DAY else f"{self.amount}{self.unit.value}"

    @property
    def text_vi(self) -> str:
        """The limit as a receipt prints it."""
        if self.unit is Unit.SAME_DAY:
            return "trong ngày làm việc"
        return f"{self.amount:02d} {UNIT_VI[self.unit]}"


@dataclass(frozen=True, slots=True)
class Wait:
    """The clock stood still from `start` until `end`, local time."""

    start: datetime
    end: datetime

    def covers(self, day: date) -> bool:
        """Whether `day` is not counted because of this wait."""
        return self.start.date() < day <= self.end.date()


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count ended, and the Vietnamese sentences that tell why."""

    at: datetime
    steps: tuple[str, ...]


_LIMIT: Final = re.compile(r"(?P<amount>[1-9][0-9]{0,2})(?P<unit>h|wd|d|m)")


def parse_limit(text: str) -> Limit:
    """Read `3wd`, `2h`, `10d`, `1m` or `SD`; 1 to 999 of a unit.

    Raises MalformedValue (LIMIT_MALFORMED).
    """
    cleaned = text.strip()
    if cleaned.upper() == "SD":
        return Limit(0, Unit.SAME_DAY)
    match = _LIMIT.fullmatch(cleaned.lower())
    if match is None:
        raise MalformedValue(
            "LIMIT_MALFORMED",
            f"Không hiểu thời hạn “{text}”. Hãy ghi như 3wd (ngày làm việc), 2h (giờ làm việc), "
            "10d (ngày), 1m (tháng) hoặc SD (trong ngày).",
        )
    return Limit(int(match["amount"]), Unit(match["unit"]))


def count(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    waits: Sequence[Wait] = (),
    cut_off: time = AFTERNOON_CUT_OFF,
) -> Count:
    """Count `limit` from `start` (local time). Raises MissingRule beyond the calendar."""
    calendar.require(start.date())
    match limit.unit:
        case Unit.HOURS:
            return _hours(start, limit.amount, calendar, waits)
        case Unit.WORKING_DAYS:
            return _working_days(start.date(), limit.amount, calendar, waits)
        case Unit.SAME_DAY:
            complete = max([start, *(wait.end for wait in waits)])
            return _same_day(complete, calendar, cut_off)
        case Unit.DAYS:
            last = _plus_days(start.date(), limit.amount)
            return _calendar_end(last, limit, calendar, waits)
        case Unit.MONTHS:
            last = _plus_months(start.date(), limit.amount)
            return _calendar_end(last, limit, calendar, waits)


def day_vi(day: date) -> str:
    """`Thứ Năm 24/04/2025`."""
    return f"{WEEKDAYS_VI[day.weekday()]} {day:%d/%m/%Y}"


def _same_day(start: datetime, calendar: Calendar, cut_off: time) -> Count:
    day = start.date()
    if not calendar.is_counting_day(day):
        reason = f"{day_vi(day)}: {calendar.why_not_counting(day)}, trả vào ngày làm việc tiếp theo"
    elif start.time() > cut_off:
        reason = f"Tiếp nhận sau {cut_off:%H:%M}, trả vào ngày làm việc tiếp theo"
    else:
        return Count(calendar.end_of_day(day), (f"Trả trong ngày tiếp nhận, {day_vi(day)}",))
    last = calendar.next_counting_day(day)
    return Count(calendar.end_of_day(last), (reason, f"Hạn trả: {day_vi(last)}"))


def _working_days(start: date, amount: int, calendar: Calendar, waits: Sequence[Wait]) -> Count:
    steps = [f"{day_vi(start)}: ngày tiếp nhận, không tính"]
    day, counted = start, 0
    while counted < amount:
        day += timedelta(days=1)
        if not calendar.is_counting_day(day):
            steps.append(f"{day_vi(day)}: không tính ({calendar.why_not_counting(day)})")
        elif any(wait.covers(day) for wait in waits):
            steps.append(f"{day_vi(day)}: không tính (chờ bổ sung hồ sơ)")
        else:
            counted += 1
            steps.append(f"{day_vi(day)}: ngày thứ {counted}{_makeup_note(day, calendar)}")
    return Count(calendar.end_of_day(day), tuple(steps))


def _makeup_note(day: date, calendar: Calendar) -> str:
    special = calendar.special.get(day)
    return f" ({special.label_vi})" if special is not None else ""


def _calendar_end(last: date, limit: Limit, calendar: Calendar, waits: Sequence[Wait]) -> Count:
    steps = [f"Đủ {limit.text_vi} vào {day_vi(last)}"]
    waited = sum((wait.end.date() - wait.start.date()).days for wait in waits)
    if waited:
        last = _plus_days(last, waited)
        steps.append(f"Cộng {waited} ngày chờ bổ sung hồ sơ: {day_vi(last)}")
    if not calendar.is_counting_day(last):
        reason = calendar.why_not_counting(last)
        last = calendar.next_counting_day(last)
        steps.append(f"Ngày cuối là ngày nghỉ ({reason}), chuyển sang {day_vi(last)}")
    return Count(calendar.end_of_day(last), tuple(steps))


def _plus_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _plus_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month0 + 1) // 12, (month0 + 1) % 12 + 1, 1)
    last_day = (first_of_next - timedelta(days=1)).day
    return date(year, month0 + 1, min(day.day, last_day))


def _hours(start: datetime, amount: int, calendar: Calendar, waits: Sequence[Wait]) -> Count:
    remaining = timedelta(hours=amount)
    steps = [f"Tính từ {start:%H:%M} {day_vi(start.date())}"]
    for begin, end in _working_time(start, calendar, waits):
        spent = min(remaining, end - begin)
        remaining -= spent
        stop = begin + spent
        steps.append(f"{day_vi(begin.date())}: {begin:%H:%M}–{stop:%H:%M}")
        if not remaining:
            return Count(stop, tuple(steps))
    raise AssertionError("working time never ends: the calendar raises first")


def _working_time(
    start: datetime, calendar: Calendar, waits: Sequence[Wait]
) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of session time after `start` outside all waits, without end."""
    day = start.date()
    while True:
        if calendar.is_counting_day(day):
            for session in calendar.sessions:
                begin = max(start, datetime.combine(day, session.start, VIETNAM))
                yield from _outside(begin, datetime.combine(day, session.end, VIETNAM), waits)
        day += timedelta(days=1)


def _outside(begin: datetime, end: datetime, waits: Sequence[Wait]) -> Iterator[tuple[datetime, datetime]]:
    """The parts of [begin, end) that no wait covers, in order; waits are in order."""
    for wait in waits:
        if wait.end <= begin or wait.start >= end:
            continue
        if begin < wait.start:
            yield begin, wait.start
        begin = wait.end
    if begin < end:
        yield begin, end
