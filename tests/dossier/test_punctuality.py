"""Early, on time, late."""

from __future__ import annotations

import pytest

from dossier.deadline import due, parse_limit
from dossier.limit import Unit
from dossier.punctuality import Category, finish_category
from dossier.register.calendar import parse_moment
from plumbing.rule_data import load_calendar


@pytest.mark.parametrize(
    ("limit", "finished", "expected"),
    [
        ("3wd", "2025-04-26T16:00", "trước hạn"),
        ("3wd", "2025-04-28T08:00", "đúng hạn"),
        ("3wd", "2025-04-28T18:30", "đúng hạn"),
        ("3wd", "2025-04-29T07:30", "quá hạn"),
        ("2h", "2025-04-24T10:59", "trước hạn"),
        ("2h", "2025-04-24T11:00", "đúng hạn"),
        ("2h", "2025-04-24T11:01", "quá hạn"),
    ],
)
def test_a_finished_dossier_has_one_of_three_words(limit: str, finished: str, expected: str) -> None:
    promise = due(parse_moment("2025-04-24T09:00"), parse_limit(limit), load_calendar())
    assert finish_category(promise.at, promise.limit.unit, parse_moment(finished)).label_vi == expected


def test_a_limit_in_hours_that_was_appointed_anew_compares_days() -> None:
    late_in_the_day = finish_category(
        parse_moment("2025-04-25T17:00"), Unit.DAYS, parse_moment("2025-04-25T18:00")
    )
    assert late_in_the_day is Category.ON_TIME
