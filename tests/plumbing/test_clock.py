"""Instants in UTC, days in Việt Nam."""

from datetime import date, timedelta

from plumbing.clock import OffsetClock, SystemClock, local


def test_local_time_is_seven_hours_ahead_of_utc():
    midnight = local(1_751_302_800_000)  # 2025-06-30T17:00:00Z
    assert midnight.isoformat() == "2025-07-01T00:00:00+07:00"
    assert local(1_751_302_799_999).date() == date(2025, 6, 30)
    assert local(1_751_302_799_999).microsecond == 999_000


def test_the_offset_is_read_at_each_look(tmp_path):
    clock, device = OffsetClock(tmp_path / "offset"), SystemClock()
    (tmp_path / "offset").write_text("864000\n")
    assert clock.now_ms() - device.now_ms() >= 863_999_000
    assert clock.today() >= local(device.now_ms()).date() + timedelta(days=9)
    (tmp_path / "offset").write_text("-864000")
    assert clock.now_ms() - device.now_ms() <= -863_999_000


def test_a_broken_offset_counts_as_none(tmp_path):
    clock, device = OffsetClock(tmp_path / "offset"), SystemClock()
    before = device.now_ms()
    assert before <= clock.now_ms()
    (tmp_path / "offset").write_text("mai")
    assert before <= clock.now_ms() <= device.now_ms()
