"""Old results by command: a folder goes in file by file, what cannot be taken is told, the index comes out."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from motcua.cli import main
from tests.node.api.counter import photo
from tests.node.commune import commune


def backfile(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    assert main(["backfile", *words]) == status
    told = capsys.readouterr()
    return json.loads(told.err if status else told.out)


def test_a_folder_goes_in_and_the_index_comes_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = commune(tmp_path).root / "yen"
    (data / "node.toml").write_text('data = "."\nhub_url = "https://hub.invalid"\nreplica_dir = ""\n')
    at = ("--data", str(data))
    by = (*at, "--officer", "lan")
    opened = backfile(
        capsys, "new", *by, "--title", "Khai sinh 2009", "--paper", "Giấy khai sinh", "--unit", "16447"
    )
    assert opened == {"batch": 1, "unit": "16447@0"}
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / "a.jpg").write_bytes(photo(100))
    (stack / "b.jpg").write_bytes(photo(100))
    (stack / "c.pdf").write_bytes(b"not a pdf")
    (stack / "readme.txt").write_text("không phải giấy")
    (stack / "Thumbs.db").write_bytes(b"of the system")
    (stack / "quyen 2").mkdir()
    taken = backfile(capsys, "add", *by, "1", str(stack))
    assert taken["added"] == 1
    assert [(one["file"], one.get("code", "")) for one in taken["files"]] == [
        ("a.jpg", ""),
        ("b.jpg", "BACKFILE_TWICE"),
        ("c.pdf", "UNSUPPORTED_FILE_TYPE"),
        ("quyen 2", "NOT_A_FILE"),
        ("readme.txt", "UNSUPPORTED_FILE_TYPE"),
    ]
    assert {"a.jpg", "b.jpg", "c.pdf", "readme.txt"} < {path.name for path in stack.iterdir()}
    (batch,) = backfile(capsys, "status", *at)["batches"]
    assert (batch["total"], batch["step"]) == (1, "read")
    out = tmp_path / "index.csv"
    backfile(capsys, "export", *at, "1", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["file_name"], row["state"]) == ("a.jpg", "stored")
    pin = tmp_path / "pin"
    pin.write_text("x")
    refused = backfile(capsys, "sign", *by, "1", "--passphrase-file", str(pin), status=1)
    assert refused["error"]["code"] == "BACKFILE_NOT_READY"
    assert backfile(capsys, "add", *by, "9", str(stack), status=1)["error"]["code"] == "BACKFILE_UNKNOWN"
