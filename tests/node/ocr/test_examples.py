"""How many fields of the example scans come out exactly, marks and case included."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from node.ocr.model import PageText
from node.ocr.process.child import ChildReader

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_four_of_five_fields_are_read_exactly_and_all_turns_are_right() -> None:
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
    assert {entry["file"] for entry in expected} == {
        str(p.relative_to(EXAMPLES)) for p in EXAMPLES.glob("*/*.jpg")
    }
    with ThreadPoolExecutor(2) as pool:
        read = dict(pool.map(_read, [entry["file"] for entry in expected]))
    truth = {(e["file"], f["name"], f["value"]) for e in expected for f in e["fields"]}
    found = {(file, field.name, field.value) for file, page in read.items() for field in page.fields}
    assert [read[entry["file"]].rotation for entry in expected] == [entry["rotation"] for entry in expected]
    missed = sorted(truth - found)
    # Measured: 35 of 36 with both readers. Missed: a similar mark on a photo in shadow. Tesseract alone reads some more
    # marks and slashed zeros otherwise.
    assert len(truth) - len(missed) >= 31, missed


def _read(file: str) -> tuple[str, PageText]:
    pages: list[PageText] = []
    ChildReader().read_pages(EXAMPLES / file, "image/jpeg", pages.append)
    return file, pages[0]
