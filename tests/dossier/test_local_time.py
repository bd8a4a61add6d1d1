"""Instants in UTC, days in Việt Nam."""

from datetime import date, time

from dossier.local_time import DAY_MS, instant_ms, local


def test_local_time_is_seven_hours_ahead_of_utc():
    midnight = local(1_751_302_800_000)  # 2025-06-30T17:00:00Z
    assert midnight.isoformat() == "2025-07-01T00:00:00+07:00"
    assert local(1_751_302_799_999).date() == date(2025, 6, 30)
    assert local(1_751_302_799_999).microsecond == 999_000


def test_a_day_begins_and_ends_here_not_in_utc() -> None:
    begin = instant_ms(date(2025, 7, 1))
    assert begin == 1_751_302_800_000
    assert instant_ms(date(2025, 7, 2)) - begin == DAY_MS
    assert local(instant_ms(date(2025, 7, 1), time(17))).isoformat() == "2025-07-01T17:00:00+07:00"
