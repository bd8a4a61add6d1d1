"""`motcua cccd` as a program sees it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import segno

from motcua.cli import main

FULL = "038090012345|012345678|Nguyễn Văn Hoà|05021990|Nam|Xã Quảng Trạch, Thanh Hóa|15042021"
Capture = pytest.CaptureFixture[str]


def test_a_card_is_told_field_by_field(capsys: Capture) -> None:
    assert main(["cccd", FULL]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["number"] == "038090012345"
    assert answer["number_says"]["province"] == "Thanh Hóa"
    assert answer["full_name"] == "Nguyễn Văn Hoà"
    assert answer["birth"] == {"text": "05/02/1990", "iso": "1990-02-05", "precision": "day"}
    assert answer["issued"]["iso"] == "2021-04-15"
    assert answer["warnings"] == []


def test_typed_values_are_compared(capsys: Capture) -> None:
    main(["cccd", FULL, "--typed-name", "NGUYỄN VĂN HÒA", "--typed-birth", "1991"])
    answer = json.loads(capsys.readouterr().out)
    assert [warning["code"] for warning in answer["warnings"]] == ["BIRTH_DIFFERS"]


def test_a_bare_number_says_what_it_can(capsys: Capture) -> None:
    assert main(["cccd", "127 090 012345"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["number_says"]["birth_year"] == 1990
    assert [warning["code"] for warning in answer["warnings"]] == ["CCCD_PREFIX_UNKNOWN"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "QR_TOO_FEW_FIELDS"),
        ("xin chào", "QR_TOO_FEW_FIELDS"),
        ("12345", "CCCD_MALFORMED"),
        (FULL.replace("038", "38"), "CCCD_MALFORMED"),
    ],
)
def test_what_is_not_a_card_is_refused_with_its_code(capsys: Capture, text: str, code: str) -> None:
    assert main(["cccd", text]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["error"]["code"] == code


def as_typed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_several_cards_are_told_in_their_order_and_a_bad_one_stops_no_other(
    capsys: Capture, tmp_path: Path
) -> None:
    picture = tmp_path / "the.png"
    segno.make_qr(FULL).save(str(picture), scale=6, border=6)
    assert main(["cccd", str(picture), "không phải thẻ", "127 090 012345", str(tmp_path / "absent.jpg")]) == 1
    out, err = capsys.readouterr()
    assert [(one["input"], one["kind"]) for one in lines(out)] == [(1, "card"), (3, "number")]
    assert (lines(out)[0]["file"], lines(out)[0]["source"]) == (str(picture), "image")
    wrong = [one["error"] for one in lines(err)]
    assert [(one["input"], one["code"]) for one in wrong] == [(2, "QR_TOO_FEW_FIELDS"), (4, "FILE_NOT_FOUND")]


def test_a_scanner_types_cards_into_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = [
        "IDVNM0960012345001096001234<<5",
        "9608125M2608129VNM<<<<<<<<<<<8",
        "NGUYEN<<VAN<HOA<<<<<<<<<<<<<<<",
    ]
    as_typed(monkeypatch, "\r\n".join([FULL, "", "038090012345", *zone, "\xff xx", FULL, ""]).encode())
    assert main(["cccd", "-"]) == 1
    out, err = capsys.readouterr()
    told = {one["input"]: one["kind"] for one in lines(out)}
    assert told == {1: "card", 2: "number", 5: "card"}
    assert [one["error"]["input"] for one in lines(err)] == [3, 4]
    assert lines(err)[0]["error"]["code"] == "MRZ_MALFORMED"


def test_nothing_typed_is_nothing_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    as_typed(monkeypatch, b"\n \r\n")
    assert main(["cccd", "-"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_card_is_told_before_the_next_one_is_scanned() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "motcua", "cccd", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{FULL}\r\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["number"] == "038090012345"


def test_typed_values_are_compared_with_one_card_only(capsys: Capture) -> None:
    assert main(["cccd", FULL, FULL, "--typed-name", "Lan"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "CCCD_TYPED_FOR_ONE"
