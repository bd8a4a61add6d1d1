"""Words that real readers read on every kind of paper, and what was printed there, kept as files.

`truth` is what the paper's maker printed, `missed` is what of it is known not to be found (a misread letter, mostly),
`unflagged` what is known to be wrong without a flag: neither list may grow unseen.
`words` are [text, confidence, left, top, right, bottom, row, whether readers agreed]. Made by `tests.corpus.golden`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.field_score import is_right
from dossier.paper_kinds import KIND_NAMES
from node.api.field_words import REASON_VI, field_vi
from node.ocr.fields import evidence
from node.ocr.fields.candidates import Understood, understand
from node.ocr.fields.layouts import kinds
from node.ocr.model import Word

FOLDER = Path(__file__).parents[2] / "golden" / "fields"
PAPERS = sorted(path.stem for path in FOLDER.glob("*.json"))


def kept(paper: str) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads((FOLDER / f"{paper}.json").read_text(encoding="utf-8"))
    return golden


def understood(golden: dict[str, Any]) -> Understood:
    return understand([Word(w[0], w[1], (w[2], w[3], w[4], w[5]), w[6], w[7]) for w in golden["words"]], 1)


def test_every_kind_that_can_be_recognised_has_a_paper() -> None:
    assert {kept(paper)["kind"] for paper in PAPERS} == set(kinds())


@pytest.mark.parametrize("paper", PAPERS)
def test_what_was_printed_is_found_under_its_name(paper: str) -> None:
    golden = kept(paper)
    said = understood(golden)
    assert said.kind == golden["kind"]
    named = {(f.name, f.type, f.value) for f in said.fields}
    unnamed = {("", f.type, f.value) for f in said.fields}
    missed = [field for field in golden["truth"] if tuple(field) not in named | unnamed]
    assert missed == golden["missed"]


@pytest.mark.parametrize("paper", PAPERS)
def test_no_more_than_is_known_is_wrong_without_a_flag_and_every_flag_has_its_words(paper: str) -> None:
    golden = kept(paper)
    printed = {
        "text": golden["printed"],
        "fields": [{"type": kind, "value": value} for _, kind, value in golden["truth"]],
    }
    for field in understood(golden).fields:
        is_known = [field.name, field.value] in golden["unflagged"]
        assert field.review or is_known or is_right(field.type, field.value, printed), field
        assert field.review == (field.reason != "")
        assert not field.review or REASON_VI[field.reason]
        assert field_vi(field.name) != field.name, f"no Vietnamese name for {field.name}"


def test_every_reason_is_said_in_vietnamese() -> None:
    reasons = {value for name, value in vars(evidence).items() if name.isupper() and isinstance(value, str)}
    assert reasons <= set(REASON_VI)


def test_every_kind_that_can_be_recognised_has_a_name_for_people() -> None:
    assert set(kinds()) == set(KIND_NAMES)
