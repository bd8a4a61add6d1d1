"""Due dates: the golden vectors, the regimes, the extension and what must not be accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dossier.register
from dossier.deadline import (
    Due,
    Extension,
    Regime,
    Supplement,
    due,
    parse_limit,
    refuse_extension,
    transfer_by,
)
from dossier.errors import MalformedValue, MissingRule
from dossier.local_time import VIETNAM
from dossier.register.calendar import parse_calendar, parse_moment

CALENDAR = parse_calendar(
    (Path(dossier.register.__file__).parent / "data" / "calendar.csv").read_text(encoding="utf-8")
)


def at(text: str) -> datetime:
    return parse_moment(text)


def due_of(received: str, limit: str, **options: Any) -> Due:
    return due(at(received), parse_limit(limit), CALENDAR, **options)


GOLDEN = [
    ("2025-04-24T09:00", "3wd", "2025-04-28"),
    ("2025-04-29T09:00", "3wd", "2025-05-07"),
    ("2025-08-29T09:00", "3wd", "2025-09-05"),
    ("2026-02-12T09:00", "3wd", "2026-02-24"),
    ("2026-04-24T09:00", "1wd", "2026-04-28"),
    ("2026-08-21T09:00", "1wd", "2026-08-22"),
    ("2026-08-21T09:00", "2wd", "2026-08-24"),
    ("2026-08-28T09:00", "3wd", "2026-09-07"),
    ("2026-11-23T09:00", "1wd", "2026-11-25"),
    ("2027-02-03T09:00", "5wd", "2027-02-17"),
]


@pytest.mark.parametrize(("received", "limit", "expected"), GOLDEN)
def test_golden_vectors_give_their_day(received: str, limit: str, expected: str) -> None:
    answer = due_of(received, limit)
    assert answer.at == at(f"{expected}T17:00")
    assert answer.original_at == answer.at


@pytest.mark.parametrize("clock", ["00:00", "07:29", "14:59", "15:01", "23:59"])
def test_the_hour_of_receipt_does_not_move_a_limit_in_days(clock: str) -> None:
    assert due_of(f"2025-04-24T{clock}", "3wd").at == at("2025-04-28T17:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-23T08:00", "2026-11-23"),
        ("2026-11-23T15:00", "2026-11-23"),
        ("2026-11-23T15:00:01", "2026-11-25"),  # 24/11 is a holiday
        ("2025-04-25T16:00", "2025-04-26"),  # the Saturday is worked
        ("2025-04-27T09:00", "2025-04-28"),  # a Sunday
    ],
)
def test_same_day_and_the_15_hour_rule(received: str, expected: str) -> None:
    assert due_of(received, "SD").at == at(f"{expected}T17:00")


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2025-04-24T09:00", "2h", "2025-04-24T11:00"),
        ("2025-04-24T11:00", "2h", "2025-04-24T14:30"),  # over the lunch break
        ("2025-04-24T12:10", "1h", "2025-04-24T14:00"),  # in the lunch break
        ("2025-04-24T16:30", "1h", "2025-04-25T08:00"),
        ("2025-04-24T16:00", "1h", "2025-04-24T17:00"),  # exactly at the end
        ("2025-04-24T09:17", "8h", "2025-04-25T09:17"),  # one day is eight hours
        ("2025-04-24T18:00", "8h", "2025-04-25T17:00"),
        ("2025-04-29T16:00", "2h", "2025-05-05T08:30"),
    ],
)
def test_working_hours_keep_the_minute(received: str, limit: str, expected: str) -> None:
    assert due_of(received, limit).at == at(expected)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2025-04-10", "10d", "2025-04-21"),  # ends on Sunday 20/4
        ("2025-04-20", "10d", "2025-05-05"),  # ends on 30/4, then a long holiday
        ("2025-01-31", "1m", "2025-02-28"),
        ("2025-11-15", "3m", "2026-02-23"),  # ends on Sunday, then Tết
    ],
)
def test_calendar_days_and_months_end_on_a_working_day(received: str, limit: str, expected: str) -> None:
    assert due_of(received, limit).at.date() == date.fromisoformat(expected)


def test_restart_counts_again_from_zero() -> None:
    answer = due_of(
        "2026-03-02T09:00",
        "5wd",
        regime=Regime.RESTART,
        supplements=[Supplement(at("2026-03-04T10:00"), at("2026-03-10T10:00"))],
    )
    assert answer.at == at("2026-03-17T17:00")
    assert answer.original_at == at("2026-03-09T17:00")


def test_pause_leaves_the_waiting_out() -> None:
    answer = due_of(
        "2026-03-02T09:00",
        "5wd",
        regime=Regime.PAUSE,
        supplements=[Supplement(at("2026-03-04T10:00"), at("2026-03-10T10:00"))],
    )
    assert answer.at == at("2026-03-13T17:00")  # 3, 4, 11, 12, 13 March
    assert any("chờ bổ sung" in step for step in answer.steps)


def test_pause_in_hours_resumes_at_the_minute() -> None:
    answer = due_of(
        "2025-04-24T09:00",
        "4h",
        regime=Regime.PAUSE,
        supplements=[Supplement(at("2025-04-24T10:00"), at("2025-04-24T14:00"))],
    )
    assert answer.at == at("2025-04-24T17:00")


def test_an_open_supplement_stops_the_clock() -> None:
    answer = due_of("2026-03-02T09:00", "5wd", supplements=[Supplement(at("2026-03-04T10:00"))])
    assert answer.waiting_since == at("2026-03-04T10:00")
    assert answer.at == answer.original_at


@pytest.mark.parametrize("regime", list(Regime))
def test_a_request_after_the_due_date_does_not_undo_lateness(regime: Regime) -> None:
    answer = due_of(
        "2026-03-02T09:00",
        "1wd",
        regime=regime,
        supplements=[Supplement(at("2026-03-10T10:00"), at("2026-03-11T10:00"))],
    )
    assert answer.at == answer.original_at == at("2026-03-03T17:00")
    assert any("sau hạn trả" in warning for warning in answer.warnings)


def test_late_and_repeated_requests_are_pointed_out() -> None:
    answer = due_of(
        "2026-03-02T09:00",
        "10wd",
        supplements=[
            Supplement(at("2026-03-06T10:00"), at("2026-03-06T15:00")),
            Supplement(at("2026-03-09T10:00"), at("2026-03-09T15:00")),
        ],
    )
    assert any("03 ngày làm việc" in warning for warning in answer.warnings)
    assert any("766" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    "periods",
    [
        [("2026-03-01", "2026-03-04")],  # before receipt
        [("2026-03-04", "2026-03-03")],  # ends before it starts
        [("2026-03-04", None), ("2026-03-05", "2026-03-06")],  # open in the middle
        [("2026-03-04", "2026-03-06"), ("2026-03-05", "2026-03-07")],  # overlap
    ],
)
def test_supplements_out_of_order_are_refused(periods: list[tuple[str, str | None]]) -> None:
    supplements = [Supplement(at(a), None if b is None else at(b)) for a, b in periods]
    with pytest.raises(MalformedValue) as raised:
        due_of("2026-03-02T09:00", "5wd", supplements=supplements)
    assert raised.value.code == "SUPPLEMENTS_OUT_OF_ORDER"


def test_one_extension_keeps_both_dates() -> None:
    extension = Extension(notified=at("2026-03-08T08:00"), new_due=at("2026-03-12T17:00"))
    answer = due_of("2026-03-02T09:00", "5wd", extension=extension)
    assert (answer.at, answer.before_extension) == (at("2026-03-12T17:00"), at("2026-03-09T17:00"))
    again = refuse_extension(answer, Extension(at("2026-03-10"), at("2026-03-20")))
    assert again is not None
    assert again.code == "SECOND_EXTENSION"


@pytest.mark.parametrize(
    ("notified", "new_due", "code"),
    [
        ("2026-03-09T07:00", "2026-03-12T17:00", "EXTENSION_TOO_LATE"),
        ("2026-03-05T07:00", "2026-03-09T17:00", "EXTENSION_NOT_LATER"),
    ],
)
def test_an_extension_against_the_rule_has_no_effect(notified: str, new_due: str, code: str) -> None:
    extension = Extension(at(notified), at(new_due))
    plain = due_of("2026-03-02T09:00", "5wd")
    refusal = refuse_extension(plain, extension)
    assert refusal is not None
    assert refusal.code == code
    with_it = due_of("2026-03-02T09:00", "5wd", extension=extension)
    assert with_it.at == plain.at
    assert refusal.hint_vi in with_it.warnings[0]


def test_the_unverified_swap_is_warned_about_and_not_counted() -> None:
    answer = due_of("2025-12-31T09:00", "1wd")
    assert answer.at == at("2026-01-02T17:00")
    assert any("02/01/2026" in warning for warning in answer.warnings)


def test_steps_tell_why_this_day() -> None:
    steps = due_of("2025-04-24T09:00", "3wd").steps
    assert steps[0] == "Thứ Năm 24/04/2025: ngày tiếp nhận, không tính"
    assert steps[2] == "Thứ Bảy 26/04/2025: ngày thứ 2 (làm bù cho ngày 02/05/2025)"
    assert steps[3] == "Chủ nhật 27/04/2025: không tính (ngày nghỉ cuối tuần)"


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    late_evening_utc = datetime(2025, 4, 23, 20, 0, tzinfo=UTC)  # 03:00 on the 24th in Vietnam
    assert due(late_evening_utc, parse_limit("3wd"), CALENDAR).at == at("2025-04-28T17:00")


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(MalformedValue, match="DATETIME_WITHOUT_ZONE"):
        due(datetime(2025, 4, 24, 9, 0), parse_limit("3wd"), CALENDAR)


@pytest.mark.parametrize("text", ["", "3", "wd", "0wd", "-1wd", "3 wd", "3.5h", "1000d", "3w", "SDD", "٣wd"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="LIMIT_MALFORMED"):
        parse_limit(text)


@pytest.mark.parametrize(
    ("received", "limit"),
    [("2027-12-30", "5wd"), ("2024-12-31", "1wd"), ("2027-12-31T16:00", "2h"), ("9999-12-31", "999m")],
)
def test_beyond_the_calendar_an_operator_must_act(received: str, limit: str) -> None:
    with pytest.raises(MissingRule) as raised:
        due_of(received, limit)
    assert (raised.value.code, raised.value.retry) == ("CALENDAR_TOO_SHORT", "operator")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2025-04-24T15:00", "2025-04-24T17:00"),
        ("2025-04-24T15:01", "2025-04-25T07:30"),
        ("2025-04-29T16:00", "2025-05-05T07:30"),
    ],
)
def test_transfer_the_same_day_or_early_next_working_day(received: str, expected: str) -> None:
    assert transfer_by(at(received), CALENDAR) == at(expected)


moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 6, 1)).map(
    lambda naive: naive.replace(tzinfo=VIETNAM, microsecond=0)
)
limits = st.one_of(
    st.integers(1, 40).map(lambda n: f"{n}wd"),
    st.integers(1, 80).map(lambda n: f"{n}h"),
    st.integers(1, 60).map(lambda n: f"{n}d"),
    st.integers(1, 3).map(lambda n: f"{n}m"),
    st.just("SD"),
)


@given(moments, limits)
def test_due_is_after_receipt_on_a_counting_day(received: datetime, limit: str) -> None:
    answer = due(received, parse_limit(limit), CALENDAR)
    assert answer.at.date() >= received.date()
    assert CALENDAR.is_counting_day(answer.at.date())


@given(moments, st.integers(1, 40), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_later_receipt_is_never_due_earlier(received: datetime, days: int, later: timedelta) -> None:
    limit = parse_limit(f"{days}wd")
    assert due(received, limit, CALENDAR).at <= due(received + later, limit, CALENDAR).at


@given(moments, st.integers(1, 30))
def test_a_working_day_limit_holds_exactly_that_many_counting_days(received: datetime, days: int) -> None:
    answer = due(received, parse_limit(f"{days}wd"), CALENDAR)
    assert CALENDAR.counting_days_between(received.date(), answer.at.date()) == days


@given(moments, limits, st.integers(0, 20), st.integers(0, 20))
def test_restart_is_never_earlier_than_pause_and_pause_never_earlier_than_none(
    received: datetime, limit: str, wait_after: int, wait_days: int
) -> None:
    start = received + timedelta(days=wait_after)
    supplements = [Supplement(start, start + timedelta(days=wait_days))]
    plain = due(received, parse_limit(limit), CALENDAR)
    paused, restarted = (
        due(received, parse_limit(limit), CALENDAR, regime=regime, supplements=supplements)
        for regime in (Regime.PAUSE, Regime.RESTART)
    )
    assert plain.at <= paused.at
    assert paused.original_at == restarted.original_at == plain.at
    if parse_limit(limit).unit in ("wd", "h"):
        assert paused.at <= restarted.at
