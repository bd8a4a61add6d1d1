"""docs/bad-input.md is true: its codes, words and sentences are the program's, its tests exist, nothing is left out."""

import ast
import re

import pytest

from tests.error_catalogue import ROOT, catalogue

TEXT = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|") and not line.startswith(("| input", "|---"))
]
PROMISED = (
    "truncated envelope",
    "flipped bit",
    "foreign file",
    "foreign sender",
    "replayed envelope",
    "oversized envelope",
    "PDF that is not one",
    "encrypted PDF",
    "500-page PDF",
    "600-dpi A3 scan",
    "already signed PDF",
    "QR with 6 fields",
    "QR with 9 fields",
    "register change set with a bad signature",
    "register change set with a gap",
    "full disk during a scan",
    "clock 3 days ahead",
)
CODES = catalogue()


@pytest.mark.parametrize(("given", "code", "again", "seen", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_what_the_source_says(given: str, code: str, again: str, seen: str, test: str) -> None:
    path, _, name = test.strip("`").partition("::")
    functions = [
        one.name for one in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(one, ast.FunctionDef)
    ]
    assert name in functions
    if code == "none":
        assert again == "–"
        return
    said = [one for one in CODES[code.strip("`")] if one.sentence == seen]
    assert said, f"{code} is never told like this"
    assert again in {one.retry or "note" for one in said}


@pytest.mark.parametrize("given", PROMISED)
def test_every_promised_input_has_a_row(given: str) -> None:
    assert [row[0] for row in ROWS if row[0].startswith(given)]


def test_no_test_is_marked_to_be_passed_over() -> None:
    for row in ROWS:
        path, _, name = row[4].strip("`").partition("::")
        source = (ROOT / path).read_text()
        before = re.split(rf"def {name}\b", source)[0].rsplit("\n\n\n", 1)[-1]
        assert not re.search(r"mark\.(skip|xfail|full)", before)
