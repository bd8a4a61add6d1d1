"""`motcua cccd` as a program sees it."""

from __future__ import annotations

import json

import pytest

from motcua.cli import main

FULL = "038090012345|012345678|Nguyễn Văn Hoà|05021990|Nam|Xã Quảng Trạch, Thanh Hóa|15042021"
Capture = pytest.CaptureFixture[str]


def test_a_card(capsys: Capture) -> None:
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


def test_a_bare_number(capsys: Capture) -> None:
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
def test_what_is_not_a_card(capsys: Capture, text: str, code: str) -> None:
    assert main(["cccd", text]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["error"]["code"] == code
