"""The code of a card is found on photos, and a card's picture is enough for the command."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageFilter

from motcua.cli import main
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader
from tests.corpus.make import sheet

CODE = "038190001234||Nguyễn Thị Lan|12031990|Nữ|Yên Trung, Thanh Hóa|25062021"


def photo(path: Path, *texts: str, blur: float = 0.0) -> Path:
    """Codes of 2.5 cm on a desk, tilted, a little out of focus, as JPEG."""
    desk = Image.new("RGB", (1500, 1000), (196, 188, 170))
    for place, text in enumerate(texts):
        drawn = io.BytesIO()
        segno.make_qr(text, error="m").save(drawn, kind="png", scale=5, border=4)
        code = Image.open(drawn).convert("RGB").rotate(6, expand=True, fillcolor=(196, 188, 170))
        desk.paste(code.resize((230, 230)), (900 - 400 * place, 500))
    desk.filter(ImageFilter.GaussianBlur(blur)).point(lambda v: v * 0.7).save(path, quality=60)
    return path


def test_every_code_of_a_photo_is_read(tmp_path: Path) -> None:
    path = photo(tmp_path / "the.jpg", CODE, "https://example.invalid", blur=1.2)
    assert set(ChildReader().codes(path)) == {CODE, "https://example.invalid"}


def test_a_code_out_of_focus_is_sharpened_until_it_is_read(tmp_path: Path) -> None:
    assert ChildReader().codes(photo(tmp_path / "mo.png", CODE, blur=2.4)) == (CODE,)


def test_a_picture_without_code_has_none_and_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    assert ChildReader().codes(photo(tmp_path / "ban.jpg")) == ()
    (tmp_path / "x.jpg").write_bytes(b"no picture")
    with pytest.raises(ReadingProblem, match="UNSUPPORTED_FILE_TYPE"):
        ChildReader().codes(tmp_path / "x.jpg")


def test_the_command_reads_the_card_off_a_photo_and_compares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = photo(tmp_path / "the.jpg", "https://example.invalid", CODE)
    assert main(["cccd", str(path), "--json", "--typed-sex", "Nam"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["source"], said["number"], said["full_name"]) == ("image", "038190001234", "Nguyễn Thị Lan")
    assert [warning["code"] for warning in said["warnings"]] == ["GENDER_DIFFERS"]


def test_the_command_says_when_a_picture_shows_no_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cccd", str(photo(tmp_path / "ban.png"))]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "QR_NOT_FOUND"


def test_where_there_is_no_code_the_sides_of_the_card_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = sheet("can_cuoc_mat_sau", 1)
    back.image.save(tmp_path / "mat-sau.png", dpi=(300, 300))
    assert main(["cccd", str(tmp_path / "mat-sau.png")]) == 0
    said, printed = json.loads(capsys.readouterr().out), {f["name"]: f["value"] for f in back.fields}
    assert (said["source"], said["number"]) == ("print", printed["person_id_number"])
    assert said["birth"]["text"] == printed["person_birth_date"]
    assert said["expires"]["text"] == printed["person_expires_on"]
    assert "CARD_FROM_PRINT" in [warning["code"] for warning in said["warnings"]]
