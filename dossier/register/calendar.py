"""The working calendar as a value: which days count, which days take dossiers in.

Public holidays and swap days are fixed each year by notice (Bộ luật Lao động 2019,
art. 112; yearly notice of Bộ Nội vụ), so they are data with a version and a source,
never computed. Two questions are kept apart on purpose: a centre may open on a
Saturday morning to take dossiers in (`is_intake_day`) although that day does not
run the clock (`is_counting_day`).

Row kinds of the data file (columns `kind,value,label_vi,status,source`):

    version         name of this edition of the calendar
    covers          FIRST..LAST, the days for which the file is complete
    session         HH:MM-HH:MM, one working session of a counting day
    intake_weekday  ISO weekday (6 = Saturday) on which dossiers are also taken in
    holiday         a day off
    makeup          a working day on a weekend, in exchange for a day off

Rows with status `uncertain` are kept and shown but never counted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from dossier.errors import MalformedValue, MissingRule
from dossier.local_time import VIETNAM

SATURDAY: Final = 6
COLUMNS: Final = ("kind", "value", "label_vi", "status", "source")


@dataclass(frozen=True, slots=True)
class Session:
    """One working session of a day, local time, `start` < `end`."""

    start: time
    end: time
    label_vi: str


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: kind `holiday` or `makeup`."""

    day: date
    kind: str
    label_vi: str
    source: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one edition; complete from `first` to `last`, both included."""

    version: str
    source: str
    first: date
    last: date
    sessions: tuple[Session, ...]
    special: Mapping[date, SpecialDay]
    uncertain: Mapping[date, SpecialDay]
    intake_weekdays: frozenset[int]

    def is_counting_day(self, day: date) -> bool:
        """Whether the time limit runs on `day`. Raises MissingRule outside the edition."""
        self.require(day)
        special = self.special.get(day)
        if special is not None:
            return special.kind == "makeup"
        return day.isoweekday() < SATURDAY

    def is_intake_day(self, day: date) -> bool:
        """Whether the counter takes dossiers in on `day`."""
        if self.is_counting_day(day):
            return True
        return day not in self.special and day.isoweekday() in self.intake_weekdays

    def why_not_counting(self, day: date) -> str:
        """Vietnamese reason why the limit does not run on `day`."""
        special = self.special.get(day)
        return special.label_vi if special is not None else "ngày nghỉ cuối tuần"

    def next_counting_day(self, day: date) -> date:
        """First counting day strictly after `day`."""
        candidate = day + timedelta(days=1)
        while not self.is_counting_day(candidate):
            candidate += timedelta(days=1)
        return candidate

    def counting_days_between(self, after: date, until: date) -> int:
        """Number of counting days d with `after` < d <= `until` (0 when none)."""
        span = (until - after).days
        return sum(self.is_counting_day(after + timedelta(days=n)) for n in range(1, span + 1))

    def end_of_day(self, day: date) -> datetime:
        """End of the last working session of `day`."""
        return datetime.combine(day, self.sessions[-1].end, VIETNAM)

    def require(self, day: date) -> None:
        """Raise MissingRule (CALENDAR_TOO_SHORT) unless this edition covers `day`."""
        if not self.first <= day <= self.last:
            raise MissingRule(
                "CALENDAR_TOO_SHORT",
                f"Lịch làm việc {self.version} chỉ có từ {self.first:%d/%m/%Y} đến "
                f"{self.last:%d/%m/%Y}, không có ngày {day:%d/%m/%Y}. "
                "Hãy cập nhật lịch mới từ trung tâm tỉnh.",
            )


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 date or date-time; without an offset it is Vietnamese time.

    A bare date means 00:00 of that day. Raises MalformedValue (DATETIME_MALFORMED).
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            return moment.replace(tzinfo=VIETNAM)
        # Far ends of the range cannot be expressed in another zone.
        return moment.astimezone(UTC).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        raise MalformedValue(
            "DATETIME_MALFORMED",
            f"Không đọc được thời điểm “{text}”. Hãy ghi như 2025-04-24T09:00.",
        ) from None


def parse_calendar(text: str) -> Calendar:
    """Build a calendar from the text of its data file.

    Lines that start with `#` are remarks. Raises MalformedValue (CALENDAR_MALFORMED)
    when a row cannot be read, a day stands twice, or version, covers or session is missing.
    """
    rows = _read_rows(text)
    try:
        first, last = (date.fromisoformat(part) for part in _single(rows, "covers").split(".."))
        sessions = tuple(_session(row) for row in rows if row["kind"] == "session")
        weekdays = frozenset(int(row["value"]) for row in rows if row["kind"] == "intake_weekday")
    except ValueError as cause:
        raise _malformed(str(cause)) from cause
    return Calendar(
        version=_single(rows, "version"),
        source=next(row["source"] for row in rows if row["kind"] == "version"),
        first=first,
        last=last,
        sessions=_ordered(sessions),
        special=_special_days(row for row in rows if row["status"] != "uncertain"),
        uncertain=_special_days(row for row in rows if row["status"] == "uncertain"),
        intake_weekdays=weekdays,
    )


def _read_rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise _malformed(f"cần các cột {', '.join(COLUMNS)}")
    known = {"version", "covers", "session", "intake_weekday", "holiday", "makeup"}
    rows = list(reader)
    for row in rows:
        if None in row or None in row.values() or row["kind"] not in known:
            raise _malformed(f"dòng không hợp lệ: {row}")
    return rows


def _single(rows: Iterable[Mapping[str, str]], kind: str) -> str:
    values = [row["value"] for row in rows if row["kind"] == kind]
    if len(values) != 1:
        raise _malformed(f"cần đúng một dòng “{kind}”, đang có {len(values)}")
    return values[0]


def _session(row: Mapping[str, str]) -> Session:
    start, end = (time.fromisoformat(part) for part in row["value"].split("-"))
    return Session(start, end, row["label_vi"])


def _ordered(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    edges = [edge for session in sessions for edge in (session.start, session.end)]
    if not sessions or any(a >= b for a, b in pairwise(edges)):
        raise _malformed("các buổi làm việc phải theo thứ tự và không chồng nhau")
    return sessions


def _special_days(rows: Iterable[Mapping[str, str]]) -> dict[date, SpecialDay]:
    days: dict[date, SpecialDay] = {}
    for row in rows:
        if row["kind"] not in ("holiday", "makeup"):
            continue
        try:
            day = date.fromisoformat(row["value"])
        except ValueError as cause:
            raise _malformed(str(cause)) from cause
        if day in days:
            raise _malformed(f"ngày {day} xuất hiện hai lần")
        days[day] = SpecialDay(day, row["kind"], row["label_vi"], row["source"])
    return days


def _malformed(detail: str) -> MalformedValue:
    return MalformedValue("CALENDAR_MALFORMED", f"Tệp lịch làm việc không đọc được: {detail}.")
