"""Early, on time, late; in time, due soon, overdue, waiting."""

from __future__ import annotations

import pytest

from dossier.deadline import Supplement, due, parse_limit
from dossier.punctuality import Category, RunningStatus, finish_category, running_status
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
    assert finish_category(promise, parse_moment(finished)).label_vi == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-04-24T10:00", RunningStatus.IN_TIME),
        ("2025-04-26T10:00", RunningStatus.DUE_SOON),
        ("2025-04-27T10:00", RunningStatus.DUE_SOON),
        ("2025-04-28T23:00", RunningStatus.DUE_SOON),
        ("2025-04-29T00:00", RunningStatus.OVERDUE),
    ],
)
def test_an_open_dossier_on_the_work_list(now: str, expected: RunningStatus) -> None:
    promise = due(parse_moment("2025-04-24T09:00"), parse_limit("3wd"), load_calendar())
    assert running_status(promise, parse_moment(now), load_calendar()) is expected


def test_waiting_for_the_citizen_is_never_overdue() -> None:
    promise = due(
        parse_moment("2025-04-24T09:00"),
        parse_limit("3wd"),
        load_calendar(),
        supplements=[Supplement(parse_moment("2025-04-25T09:00"))],
    )
    status = running_status(promise, parse_moment("2025-06-02T09:00"), load_calendar())
    assert status is RunningStatus.WAITING


def test_every_word_has_a_vietnamese_label() -> None:
    assert {word.label_vi for word in RunningStatus} == {
        "còn hạn",
        "sắp đến hạn",
        "quá hạn",
        "tạm dừng chờ bổ sung",
    }
    assert len({word.label_vi for word in Category}) == 3
