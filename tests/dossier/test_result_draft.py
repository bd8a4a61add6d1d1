"""What a result is going to say: the newest draft that has effect, else words from what is known of the dossier."""

from dataclasses import replace
from datetime import date

import pytest

from dossier.facts import Fact, Hlc
from dossier.facts import FactKind as K
from dossier.result_draft import draft_of, proposed_content, verdict_due
from dossier.state import DossierState, FieldValue, ResultDraft, Stage


def act(kind: K, **values: object) -> Fact:
    return Fact("a-1", kind, "d", "n", "lan", "u", date(2026, 11, 22), Hlc(1, 0), 1, values=values)


def test_the_newest_draft_counts_and_an_approval_may_put_it_right() -> None:
    acts = [
        act(K.APPRAISED, verdict="declined", opinion="Thiếu giấy."),
        act(K.SUBMITTED_FOR_APPROVAL, draft="Bản một."),
        act(K.APPRAISED, verdict="granted"),
        act(K.SUBMITTED_FOR_APPROVAL),
    ]
    assert draft_of(acts) == ResultDraft("granted", "", "Bản một.")
    assert draft_of([*acts, act(K.APPROVED, draft="Bản hai.")]).content == "Bản hai."
    assert draft_of([*acts, act(K.APPROVED, comment="Được.")]).content == "Bản một."
    assert draft_of([]) == ResultDraft()


@pytest.mark.parametrize(
    ("stage", "verdict", "due"),
    [
        (Stage.APPROVED, "granted", "granted"),
        (Stage.SUBMITTED, "declined", "declined"),
        (Stage.SUBMITTED, "granted", ""),
        (Stage.IN_APPRAISAL, "declined", ""),
        (Stage.ISSUED, "granted", ""),
    ],
)
def test_what_waits_for_its_signatures(stage: Stage, verdict: str, due: str) -> None:
    assert verdict_due(DossierState("d", stage=stage, draft=ResultDraft(verdict))) == due


def test_without_a_draft_the_words_come_from_what_a_person_confirmed() -> None:
    def value(name: str, text: str, confirmed: bool = True) -> FieldValue:
        return FieldValue(name, text, "k", "person", confirmed, "lan")

    fields = (
        value("child_name", "NGUYỄN AN"),
        value("child_birth_date", "01/02/2026"),
        value("child_id_number", "038226000001", confirmed=False),
        value("wife_name", ""),
    )
    state = DossierState("d", stage=Stage.APPROVED, fields={one.name: one for one in fields})
    assert proposed_content(state, "Giấy khai sinh") == (
        "Kết quả giải quyết: giấy khai sinh.\nNgười con: NGUYỄN AN, sinh ngày 01/02/2026."
    )
    drafted = replace(state, draft=ResultDraft("granted", "", "Như đã trình."))
    assert proposed_content(drafted, "Giấy khai sinh") == "Như đã trình."
    assert proposed_content(DossierState("d"), "") == ""


def test_a_refusal_begins_with_the_appraisers_reasons() -> None:
    draft = ResultDraft("declined", "Chưa đủ điều kiện theo Điều 5.")
    state = DossierState("d", stage=Stage.SUBMITTED, draft=draft)
    assert proposed_content(state, "Giấy khai sinh") == "Chưa đủ điều kiện theo Điều 5."
