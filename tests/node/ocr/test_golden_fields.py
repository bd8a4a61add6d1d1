"""Words that real readers read on fourteen kinds of paper, and what must be understood of them, kept as files.

`words` are [text, confidence, left, top, right, bottom, row, whether two readers agreed], from pages of `tests.corpus`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dossier.paper_kinds import KIND_NAMES
from node.ocr.fields import understand
from node.ocr.layouts import kinds
from node.ocr.model import Word

FOLDER = Path(__file__).parents[2] / "golden" / "fields"
PAPERS = sorted(path.stem for path in FOLDER.glob("*.json"))


def test_no_paper_is_missing() -> None:
    assert len(PAPERS) == 14
    assert set(PAPERS) <= set(kinds())


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_understood_as_before(paper: str) -> None:
    kept = json.loads((FOLDER / f"{paper}.json").read_text(encoding="utf-8"))
    words = [Word(w[0], w[1], (w[2], w[3], w[4], w[5]), w[6], w[7]) for w in kept["words"]]
    said = understand(words, 1)
    assert said.kind == kept["kind"] == paper
    fields = [
        {"name": f.name, "type": f.type, "value": f.value, "review": f.review, "reason": f.reason}
        for f in said.fields
    ]
    assert fields == kept["fields"]


def test_every_kind_that_can_be_recognised_has_a_name_for_people() -> None:
    assert set(kinds()) == set(KIND_NAMES)
