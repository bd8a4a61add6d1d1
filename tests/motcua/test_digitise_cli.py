"""`motcua digitise`: many inputs, one PDF/A, signed when a key is given, whole or not at all."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path

import pytest
from pikepdf import pdfa
from PIL import Image

from motcua.cli import main
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.small_disk import small_disk

EXAMPLES = Path(__file__).parents[2] / "examples"
CARD = EXAMPLES / "tro-giup" / "can-cuoc.jpg"
START, END = (
    datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(2029, 1, 1, tzinfo=datetime.UTC),
)


def test_makes_one_pdf_of_all_inputs_and_says_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("1", (1654, 2339), 1).save(tmp_path / "trang.png", dpi=(200, 200))
    out = tmp_path / "hồ sơ.pdf"
    before = CARD.read_bytes()
    assert main(["digitise", str(CARD), str(tmp_path / "trang.png"), "--out", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["pages"], answer["bytes"], answer["signed"]) == (2, out.stat().st_size, None)
    assert answer["codings"] == ["colour", "bilevel"]
    assert "013092690458" in {field["value"] for field in answer["fields"]}
    assert pdfa.validate_written(out, "2b").passed
    assert CARD.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hồ sơ.pdf", "trang.png"]


def test_signs_what_it_made_so_that_poppler_finds_the_signature(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_ca(tmp_path)
    key = issue_p12(tmp_path, "Nguyễn Thị Lan", "UBND xã Quảng Yên", Holder.OFFICER, "mật khẩu", START, END)
    (tmp_path / "pass").write_text("mật khẩu\n", encoding="utf-8")
    out = tmp_path / "out.pdf"
    words = ["digitise", str(CARD), "--out", str(out), "--sign", str(key)]
    assert main([*words, "--passphrase-file", str(tmp_path / "pass"), "--signer", "Nguyễn Thị Lan"]) == 0
    assert json.loads(capsys.readouterr().out)["signed"] == "B-B"
    said = subprocess.run(["pdfsig", "-nocert", out], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said


def test_leaves_nothing_behind_when_an_input_or_the_key_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"none")
    out = tmp_path / "sub" / "out.pdf"
    assert main(["digitise", str(CARD), "--out", str(out)]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "FOLDER_NOT_FOUND"
    out.parent.mkdir()
    assert main(["digitise", str(CARD), str(tmp_path / "bad.pdf"), "--out", str(out)]) == 1
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "NOT_A_PDF"
    assert "bad.pdf" in error["detail"]
    (tmp_path / "pass").write_text("x")
    words = ["digitise", str(CARD), "--out", str(out), "--sign", str(tmp_path / "absent.p12")]
    assert main([*words, "--passphrase-file", str(tmp_path / "pass")]) == 1
    assert list(out.parent.iterdir()) == []


def test_an_input_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan, link = tmp_path / "quet.jpg", tmp_path / "tro-toi.pdf"
    scan.write_bytes(CARD.read_bytes())
    link.symlink_to(scan)
    for out in (scan, link):
        assert main(["digitise", str(scan), "--out", str(out)]) == 1
        assert json.loads(capsys.readouterr().err)["error"]["code"] == "OUT_IS_INPUT"
    assert main(["digitise", str(scan), "--out", str(tmp_path)]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "OUT_IS_FOLDER"
    assert scan.read_bytes() == CARD.read_bytes()


def test_a_full_disk_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with small_disk(tmp_path / "day", 1) as disk:
        disk.fill()
        assert main(["digitise", str(CARD), "--out", str(disk.folder / "out.pdf")]) == 1
        error = json.loads(capsys.readouterr().err)["error"]
        assert (error["code"], error["retry"]) == ("DISK_FULL", "operator")
        assert [path.name for path in disk.folder.iterdir()] == ["ballast"]
