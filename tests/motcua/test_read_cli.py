"""`motcua read`: one JSON object a file; a bad file does not stop the good ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from motcua.cli import main

CARD = Path(__file__).parents[2] / "examples" / "tro-giup" / "can-cuoc.jpg"


def test_reads_good_files_and_complains_of_the_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"none")
    assert main(["read", str(bad), str(CARD), "--json"]) == 1
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    answer = json.loads(line)
    assert {"file", "kind", "pages", "text", "fields"} <= answer.keys()
    assert {"text", "rotation", "skew", "words", "ms"} <= answer["pages"][0].keys()
    assert {"text", "confidence", "box"} <= answer["pages"][0]["words"][0].keys()
    assert (answer["kind"], answer["kind_vi"]) == ("can_cuoc", "Thẻ căn cước (mặt trước)")
    wanted = {"name", "type", "value", "confidence", "page", "box", "text", "review", "reason"}
    assert all(wanted <= field.keys() for field in answer["fields"])
    home = next(field for field in answer["fields"] if field["name"] == "person_residence")
    assert home["unit"]["level"] == "province"  # the commune is invented
    assert "013092690458" in answer["text"]
    error = json.loads(said.err)["error"]
    assert (error["code"], error["file"]) == ("NOT_A_PDF", str(bad))


def test_every_bad_file_is_told_and_the_good_ones_keep_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, absent, blank = tmp_path / "bad.pdf", tmp_path / "absent.jpg", tmp_path / "blank.png"
    bad.write_bytes(b"none")
    Image.new("L", (300, 400), 255).save(blank)
    files = [str(file) for file in (CARD, bad, blank, absent, blank)]
    assert main(["read", "--one-reader", "--workers", "3", *files]) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["file"] for line in said.out.splitlines()] == [files[0], files[2], files[4]]
    errors = [json.loads(line)["error"] for line in said.err.splitlines()]
    assert [(error["code"], error["file"]) for error in errors] == [
        ("NOT_A_PDF", files[1]),
        ("FILE_NOT_FOUND", files[3]),
    ]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "abc"])
def test_a_page_gets_whole_seconds(capsys: pytest.CaptureFixture[str], seconds: str) -> None:
    with pytest.raises(SystemExit):
        main(["read", f"--page-seconds={seconds}", str(CARD)])
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "USAGE"


def test_workers_are_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["read", "--workers", "0", str(CARD)])
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "USAGE"


def test_says_what_is_missing_before_it_reads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["read", str(CARD)]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "TESSERACT_MISSING"
