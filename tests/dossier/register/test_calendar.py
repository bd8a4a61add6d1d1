"""The calendar: what counts, what takes dossiers in, and files that must not be believed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dossier.errors import MalformedValue, MissingRule
from dossier.local_time import VIETNAM
from dossier.register.calendar import parse_calendar, parse_moment
from plumbing.rule_data import load_calendar

HEAD = "kind,value,label_vi,status,source\n"
MINIMAL = (
    HEAD + "version,t1,,official,test\ncovers,2026-01-01..2026-12-31,,official,\n"
    "session,08:00-12:00,sáng,official,\n"
)


def test_the_shipped_calendar_covers_three_years() -> None:
    calendar = load_calendar()
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2027, 12, 31))
    assert calendar.version
    assert calendar.source


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2025-04-26", True),  # Saturday worked for 2/5
        ("2025-05-02", False),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-11-24", False),
        ("2026-04-27", False),
        ("2027-02-10", False),
        ("2027-02-11", True),
        ("2026-01-02", True),  # uncertain swap: kept out of counting
        ("2026-01-10", False),
    ],
)
def test_days_of_the_shipped_calendar(day: str, counts: bool) -> None:
    assert load_calendar().is_counting_day(date.fromisoformat(day)) is counts


def test_uncertain_rows_are_kept_to_be_shown() -> None:
    assert set(load_calendar().uncertain) == {date(2026, 1, 2), date(2026, 1, 10)}


def test_a_saturday_may_take_dossiers_in_without_counting() -> None:
    calendar = parse_calendar(
        MINIMAL + "intake_weekday,6,sáng thứ Bảy,official,\nholiday,2026-01-03,nghỉ,official,\n"
    )
    saturday = date(2026, 1, 10)
    assert calendar.is_intake_day(saturday)
    assert not calendar.is_counting_day(saturday)
    assert not calendar.is_intake_day(date(2026, 1, 3))  # a holiday on a Saturday
    assert not calendar.is_intake_day(date(2026, 1, 11))
    assert not load_calendar().is_intake_day(saturday)


def test_outside_the_edition_there_is_no_answer() -> None:
    with pytest.raises(MissingRule, match="CALENDAR_TOO_SHORT"):
        parse_calendar(MINIMAL).is_counting_day(date(2027, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "day,kind\n2026-01-01,holiday\n",
        HEAD,
        MINIMAL + "version,t2,,official,test\n",
        MINIMAL + "holiday,2026-02-30,nghỉ,official,\n",
        MINIMAL + "holiday,2026-02-03,nghỉ,official,\nmakeup,2026-02-03,làm bù,official,\n",
        MINIMAL + "feast,2026-02-03,nghỉ,official,\n",
        MINIMAL + "holiday,2026-02-03\n",
        MINIMAL + "session,11:00-13:00,chồng,official,\n",
        MINIMAL.replace("08:00-12:00", "12:00-08:00"),
        MINIMAL.replace("2026-01-01..2026-12-31", "2026"),
    ],
)
def test_a_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="CALENDAR_MALFORMED"):
        parse_calendar(text)


def test_moments_are_vietnamese_unless_they_say_otherwise() -> None:
    assert parse_moment("2025-04-24T09:00") == datetime(2025, 4, 24, 9, tzinfo=VIETNAM)
    assert parse_moment("2025-04-24T02:00+00:00").hour == 9


@pytest.mark.parametrize("text", ["", "hôm nay", "24/04/2025", "2025-13-01", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="DATETIME_MALFORMED"):
        parse_moment(text)
