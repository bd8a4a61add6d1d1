"""`motcua units`: one question or a file of them, answers as JSON, errors that say what the code names."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.cli import main
from motcua.units_cli import answer_or_error
from motcua.units_query import Questions
from plumbing.register_data import load_units

KEYS = ["unit_id", "code", "name", "type", "level", "parent_code", "valid_from", "valid_to"]


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict, dict]:
    status = main(["units", *words])
    told = capsys.readouterr()
    return status, json.loads(told.out or "{}"), json.loads(told.err or "{}").get("error", {})


def test_show_answers_the_unit_of_that_day(capsys) -> None:
    status, unit, _ = ask(capsys, "show", "15835", "--on", "2025-06-30")
    assert (status, list(unit), unit["name"]) == (0, KEYS, "Xã Thiệu Lý")
    _, unit, _ = ask(capsys, "show", "15835", "--on", "2025-07-01", "--level", "commune")
    assert (unit["unit_id"], unit["valid_from"], unit["valid_to"]) == ("15835@2025-07-01", "2025-07-01", None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "16447", "--on", "2026-01-01"], "UNIT_NOT_FOUND"),
        (["show", "99999", "--on", "2026-01-01"], "UNIT_NOT_FOUND"),
        (["show", "16480", "--on", "2026-01-01", "--level", "province"], "UNIT_NOT_FOUND"),
        (["show", "15835"], "UNIT_CODE_AMBIGUOUS"),
        (["show", "16480", "--on", "1/7/2025"], "DATE_MALFORMED"),
        (["show", "16480", "--on", "20250701"], "DATE_MALFORMED"),
        (["show", "16480", "--on", "2025-02-30"], "DATE_MALFORMED"),
        (["show", "16480", "--on", "2025-07-01", "--level", "ward"], "REQUEST_MALFORMED"),
        (["successors", "16480", "--on", "2026-01-01", "--at", "2025-01-01"], "UNIT_DAYS_REVERSED"),
        (["predecessors", "16480", "--on", "2026-01-01", "--at", "2026-02-01"], "UNIT_DAYS_REVERSED"),
        (["find", "Quảng Yên", "--on", "2026-01-01", "--within", "406"], "UNIT_NOT_FOUND"),
        ([], "REQUEST_MALFORMED"),
        (["--batch", "x.jsonl", "counts"], "REQUEST_MALFORMED"),
        (["--batch", "no-such.jsonl"], "BATCH_FILE_UNREADABLE"),
    ],
)
def test_errors_are_json_on_standard_error(capsys, words: list[str], code: str) -> None:
    status, answer, error = ask(capsys, *words)
    assert (status, answer, error["code"]) == (1, {}, code)
    assert error["message_vi"].endswith((".", "}."))


def test_a_code_that_names_nothing_that_day_says_what_it_names_when(capsys) -> None:
    _, _, error = ask(capsys, "show", "16447", "--on", "2026-01-01")
    assert [(u["name"], u["valid_to"]) for u in error["named"]] == [("Xã Quảng Trạch", "2025-07-01")]
    assert "đến hết 30/06/2025 là Xã Quảng Trạch" in error["message_vi"]
    _, _, error = ask(capsys, "show", "15835")
    assert [u["name"] for u in error["named"]] == ["Xã Thiệu Lý", "Xã Thiệu Trung"]


def test_successors_follow_and_predecessors_go_back(capsys) -> None:
    _, answer, _ = ask(capsys, "successors", "16447", "--on", "2025-06-01")
    assert [u["code"] for u in answer["units"]] == ["16480"]
    assert answer["units"][0]["relation"] == {"kind": "merge", "area": "all", "population": "all"}
    _, answer, _ = ask(capsys, "predecessors", "16480", "--on", "2026-01-01")
    assert [u["code"] for u in answer["units"]] == ["16447", "16477", "16480", "16483"]
    _, answer, _ = ask(capsys, "successors", "38", "--on", "2025-01-01", "--at", "2026-01-01")
    assert [u["relation"]["kind"] for u in answer["units"]] == ["unchanged"]


def test_find_and_its_suggestions(capsys) -> None:
    _, answer, _ = ask(capsys, "find", "xã Quảng Yên", "--on", "2026-01-01", "--within", "38")
    assert [u["code"] for u in answer["units"]] == ["16480"]
    _, answer, _ = ask(capsys, "find", "quang yen", "--on", "2026-01-01", "--within", "38")
    assert (answer["units"], [u["code"] for u in answer["suggestions"]]) == ([], ["16480"])
    _, answer, _ = ask(capsys, "find", "Chốn không tên", "--on", "2026-01-01")
    assert answer == {"units": [], "suggestions": []}


def test_units_of_a_day_are_counted(capsys) -> None:
    _, answer, _ = ask(capsys, "counts", "--on", "2026-09-20")
    assert (answer["province"], answer["district"], answer["commune"]) == (34, 0, 3321)
    assert answer["types"]["commune"] == {"xã": 2599, "phường": 709, "đặc khu": 13}
    assert answer["types"]["province"]["thành phố"] == 9


def test_a_batch_answers_line_by_line_and_survives_bad_lines(capsys, tmp_path: Path) -> None:
    lines = [
        '{"cmd": "show", "level": "commune", "code": "16480", "on": "2026-01-01"}',
        "not json",
        '{"cmd": "show", "code": 16480, "on": "2026-01-01"}',
        '{"cmd": "show", "code": "16447", "on": "2026-01-01"}',
        '["list"]',
        '{"cmd": "dance"}',
        '{"cmd": "counts", "on": "2025-06-30"}',
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["units", "--batch", str(tmp_path / "q.jsonl")]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [a.get("name") or a.get("commune") or a["error"]["code"] for a in answers] == [
        "Xã Quảng Yên",
        "BATCH_LINE_MALFORMED",
        "REQUEST_MALFORMED",
        "UNIT_NOT_FOUND",
        "BATCH_LINE_MALFORMED",
        "REQUEST_MALFORMED",
        10035,
    ]
    assert answers[3]["error"]["named"][0]["name"] == "Xã Quảng Trạch"


codes = st.sampled_from(["38", "15", "406", "16480", "16447", "15835", "23053", "11948", "99999"])
dates = st.sampled_from(["2025-01-01", "2025-06-30", "2025-07-01", "2026-09-20", "2026-9-2"])
requests = st.one_of(
    st.fixed_dictionaries({"cmd": st.just("show"), "code": codes, "on": dates}),
    st.fixed_dictionaries(
        {"cmd": st.sampled_from(["successors", "predecessors"]), "code": codes, "on": dates, "at": dates}
    ),
    st.fixed_dictionaries(
        {
            "cmd": st.just("find"),
            "name": st.sampled_from(["Quảng Yên", "xã hòa thắng"]),
            "on": dates,
            "within": codes,
        }
    ),
)


@settings(max_examples=40)
@given(st.lists(requests, min_size=1, max_size=4))
def test_a_batch_says_what_single_commands_say(asked: list[dict]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        told: list[dict] = []
        patch.setattr("builtins.print", lambda line, file=None: told.append(json.loads(line)))
        for request in asked:
            words = [request["cmd"], request.get("code") or request["name"]]
            options = [
                w for key in ("on", "at", "within") if key in request for w in (f"--{key}", request[key])
            ]
            main(["units", *words, *options])
    questions = Questions(load_units(), date(2026, 11, 22))
    assert told == [answer_or_error(questions, request) for request in asked]
