"""Facts about papers used again, asked for again, revoked, and about old results; their stored form never changes."""

import json
from pathlib import Path
from typing import Any

import pytest

import dossier.fold as fold_module
from dossier.decide import Actor, Command, Moment, decide
from dossier.errors import Refuse
from dossier.facts import FactKind as K
from dossier.facts import fact_from_text, fact_to_text
from dossier.figures import figures_of
from dossier.fold import fold
from dossier.state import DossierState, SealedFact, Stage
from tests.dossier.province import DAY, Province, Writer, node_of, received_values

GOLDEN = Path(__file__).parent.parent / "golden" / "facts"
KINDS = ("ResultArchived", "ComponentReused", "PaperAskedAgain", "PaperRevoked")
OLD = {
    "title": "Giấy khai sinh",
    "number": "45/2009",
    "day": "2009-03-02",
    "issuing_unit": "quang-trach",
    "applicant": {"name": "Nguyễn Thị Lan", "id_number": "038175000123"},
    "blob": "c" * 64,
    "size": 12_000,
    "media_type": "image/jpeg",
    "batch": "Khai sinh 2009, hộp 3",
}


def written() -> list[SealedFact]:
    """One of each new kind, by the clerk of Quảng Yên."""
    lan = Writer("qy", "lan", "quang-trach")
    old = lan.fact(K.RESULT_ARCHIVED, OLD, dossier="d2")
    reused = lan.fact(
        K.COMPONENT_REUSED,
        {"component": "TP2", "blob": "a" * 64, "size": 900, "basis": "ban_so_da_ky", "source": "d0"},
    )
    again = lan.fact(
        K.PAPER_ASKED_AGAIN,
        {"component": "TP3", "blob": "b" * 64, "reason": "khong_doc_duoc", "note": "Ảnh mờ"},
    )
    revoked = lan.fact(
        K.PAPER_REVOKED, {"blob": "c" * 64, "reason": "Cải chính, thay bằng 12/2020"}, dossier="d2"
    )
    return [old, reused, again, revoked]


@pytest.mark.parametrize(("kind", "sealed"), list(zip(KINDS, written(), strict=True)))
def test_the_stored_form_stays_as_it_was_shipped(kind: str, sealed: SealedFact) -> None:
    text = (GOLDEN / f"{kind}.json").read_text(encoding="utf-8").rstrip("\n")
    assert fact_to_text(sealed.fact) == text
    assert fact_from_text(sealed.fact.key, text) == sealed.fact
    assert json.loads(text)["kind"] == kind


def test_an_old_result_is_over_from_the_start_and_counts_in_no_figure() -> None:
    old, _, _, revoked = written()
    state = fold("d2", [old], Province())
    assert (state.stage, state.receiving_unit, state.due_ms) == (Stage.COMPLETED, "quang-trach", 0)
    assert state.outcome is not None
    assert (state.outcome.number, str(state.outcome.day), state.outcome.unit) == (
        "45/2009",
        "2009-03-02",
        "quang-trach",
    )
    assert state.finished_ms
    assert figures_of(state, Province(), synced=True) is None
    assert fold("d2", [revoked, old], Province()).revoked == {"c" * 64: "Cải chính, thay bằng 12/2020"}


def test_reuse_and_asking_again_are_folded_and_counted() -> None:
    _, reused, again, _ = written()
    receipt = Writer("qy", "lan", "quang-trach", count=100).fact(K.RECEIVED, received_values())
    state = fold("d1", [receipt, reused, again], Province())
    assert [(one.component, one.size, one.source) for one in state.reuses] == [("TP2", 900, "d0")]
    assert [(one.component, one.reason) for one in state.asked_again] == [("TP3", "khong_doc_duoc")]
    row = figures_of(state, Province(), synced=True)
    assert row is not None
    assert (row.reused, row.asked_again) == (True, True)


def test_a_node_that_does_not_know_these_kinds_keeps_and_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    old, reused, again, revoked = written()
    monkeypatch.setattr(fold_module, "_KNOWN", fold_module._KNOWN - set(KINDS))
    state = fold("d2", [old, revoked], Province())
    assert state.unknown == tuple(sorted((old.fact.key, revoked.fact.key)))
    assert state.void == ()
    receipt = Writer("qy", "lan", "quang-trach", count=100).fact(K.RECEIVED, received_values())
    assert fold("d1", [receipt, reused, again], Province()).stage is Stage.RECEIVED


def decided(state: DossierState | None, kind: K, values: dict[str, Any], officer: str = "lan") -> str:
    actor = Actor(officer, "quang-yen", node_of("qy"))
    answer = decide("d2", state, Command(kind, values), Province(), actor, Moment(DAY, 2_000_000))
    return answer.code if isinstance(answer, Refuse) else "ok"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "ok"),
        ({"day": "2027-01-01"}, "OLD_RESULT_DAY"),
        ({"day": "02/03/2009"}, "OLD_RESULT_DAY"),
        ({"issuing_unit": "xa-nao-do"}, "UNIT_UNKNOWN"),
        ({"applicant": {"name": " "}}, "VALUE_MISSING"),
        ({"blob": ""}, "VALUE_MISSING"),
    ],
)
def test_an_old_result_needs_its_day_person_and_unit(change: dict[str, Any], code: str) -> None:
    assert decided(None, K.RESULT_ARCHIVED, OLD | change) == code


def test_who_has_no_part_in_intake_archives_nothing() -> None:
    assert decided(None, K.RESULT_ARCHIVED, OLD, "tap-su") == "NO_ROLE"


def test_only_a_paper_of_the_dossier_is_revoked_in_it() -> None:
    state = fold("d2", written()[:1], Province())
    assert decided(state, K.PAPER_REVOKED, {"blob": "c" * 64, "reason": "x"}) == "ok"
    assert decided(state, K.PAPER_REVOKED, {"blob": "d" * 64, "reason": "x"}) == "PAPER_NOT_HERE"
    assert decided(state, K.PAPER_REVOKED, {"blob": "c" * 64}) == "VALUE_MISSING"
