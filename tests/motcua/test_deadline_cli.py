"""`motcua deadline` as a program sees it: JSON out, JSON errors, one line per request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from motcua.cli import main

Capture = pytest.CaptureFixture[str]


def ask(capsys: Capture, *words: str) -> tuple[int, list[Any], Any]:
    status = main(["deadline", *words])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], json.loads(err) if err else None


def test_one_question_is_answered_with_its_steps(capsys: Capture) -> None:
    status, [answer], _ = ask(capsys, "--received", "2025-04-24T09:00", "--limit", "3wd")
    assert status == 0
    assert answer["due"] == "2025-04-28T17:00:00+07:00"
    assert answer["due_date"] == "2025-04-28"
    assert any("26/04/2025" in step for step in answer["steps"])
    assert answer["calendar_version"]


@pytest.mark.parametrize(("regime", "expected"), [("restart", "2026-03-17"), ("pause", "2026-03-13")])
def test_a_supplement_moves_the_day_as_its_regime_says(capsys: Capture, regime: str, expected: str) -> None:
    words = ("--received", "2026-03-02T09:00", "--limit", "5wd", "--supplement", "2026-03-04..2026-03-10")
    _, [answer], _ = ask(capsys, *words, "--regime", regime)
    assert (answer["due_date"], answer["original_due"][:10]) == (expected, "2026-03-09")


def test_an_open_supplement_and_an_extension(capsys: Capture) -> None:
    words = ("--received", "2026-03-02", "--limit", "5wd")
    _, [waiting], _ = ask(capsys, *words, "--supplement", "2026-03-04T10:00..")
    assert waiting["waiting_since"] == "2026-03-04T10:00:00+07:00"
    _, [extended], _ = ask(capsys, *words, "--extension", "2026-03-06..2026-03-12T17:00")
    assert extended["due_date"] == "2026-03-12"
    assert extended["before_extension"][:10] == "2026-03-09"


def test_another_calendar_may_be_named(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "lich.csv"
    file.write_text(
        "kind,value,label_vi,status,source\nversion,x1,,official,thử\ncovers,2025-01-01..2025-12-31,,official,\n"
        "session,08:00-12:00,sáng,official,\n",
        encoding="utf-8",
    )
    _, [answer], _ = ask(capsys, "--received", "2025-04-29", "--limit", "3wd", "--calendar", str(file))
    assert (answer["due"], answer["calendar_version"]) == ("2025-05-02T12:00:00+07:00", "x1")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--limit", "3wd"), "REQUEST_KEY_MISSING"),
        (("--received", "2025-04-24"), "REQUEST_KEY_MISSING"),
        (("--received", "hôm qua", "--limit", "3wd"), "DATETIME_MALFORMED"),
        (("--received", "2025-04-24", "--limit", "3 ngày"), "LIMIT_MALFORMED"),
        (("--received", "2025-04-24", "--limit", "3wd", "--regime", "x"), "REGIME_UNKNOWN"),
        (("--received", "2025-04-24", "--limit", "3wd", "--supplement", "2025-04-25"), "PERIOD_MALFORMED"),
        (("--received", "2025-04-24", "--limit", "3wd", "--extension", "2025-04-25.."), "PERIOD_MALFORMED"),
        (("--received", "2031-04-24", "--limit", "3wd"), "CALENDAR_TOO_SHORT"),
        (("--batch", "khong-co.jsonl"), "BATCH_FILE_UNREADABLE"),
        (("--calendar", "khong-co.csv", "--limit", "3wd"), "CALENDAR_UNREADABLE"),
    ],
)
def test_errors_are_one_json_object(capsys: Capture, words: tuple[str, ...], code: str) -> None:
    status, answers, error = ask(capsys, *words)
    assert (status, answers) == (1, [])
    assert error["error"]["code"] == code
    assert error["error"]["message_vi"]
    assert error["error"]["retry"] in ("never", "later", "operator")


def test_batch_answers_line_by_line_with_errors_in_place(capsys: Capture, tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "received": "2025-04-24T09:00", "limit": "3wd"}',
        '{"id": 2, "received": "2025-04-24T09:00", "limit": "3x"}',
        "không phải JSON",
        "[1, 2]",
        "",
        '{"received": "2025-04-24T09:00", "limit": 3}',
        '{"received": "2025-04-24T09:00", "limit": "3wd", "regimen": "pause"}',
        '{"received": "2025-04-24T09:00", "limit": "3wd", "supplements": "2025-04-25..2025-04-26"}',
        '{"received": "2026-03-02", "limit": "5wd", "regime": "pause", "supplements": ["2026-03-04..2026-03-10"]}',
        "[" * 100_000,
    ]
    file = tmp_path / "requests.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    status, answers, _ = ask(capsys, "--batch", str(file))
    assert status == 0
    assert [answer.get("due_date") or answer["error"]["code"] for answer in answers] == [
        "2025-04-28",
        "LIMIT_MALFORMED",
        "BATCH_LINE_MALFORMED",
        "BATCH_LINE_MALFORMED",
        "REQUEST_KEY_MISSING",
        "REQUEST_KEY_UNKNOWN",
        "PERIOD_MALFORMED",
        "2026-03-13",
        "BATCH_LINE_MALFORMED",
    ]
    assert [answers[0]["id"], answers[1]["id"]] == [1, 2]
