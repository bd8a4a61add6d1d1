"""The shipped tables load as packaged data, once."""

from __future__ import annotations

from plumbing.rule_data import load_calendar, load_procedures


def test_tables_are_loaded_once() -> None:
    assert load_calendar() is load_calendar()
    assert load_procedures() is load_procedures()


def test_tables_name_their_edition_and_source() -> None:
    assert load_calendar().version
    assert load_procedures().edition
    assert load_procedures().source
