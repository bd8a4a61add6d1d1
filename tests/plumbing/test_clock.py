"""Instants in UTC, moved where a demonstration wants it."""

from datetime import timedelta

from dossier.local_time import local
from plumbing.clock import OffsetClock, SystemClock


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
