"""The catalogue: the version of the day, withdrawn codes, conflicts, search, damaged files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import dossier.register
from dossier.codes import national_procedure
from dossier.deadline import due
from dossier.errors import MalformedValue, Refuse
from dossier.register.calendar import parse_moment
from dossier.register.procedures import Procedure, parse_procedures
from plumbing.rule_data import load_calendar, load_procedures

TABLE = load_procedures()
TODAY = date(2026, 11, 22)
TEXT = (Path(dossier.register.__file__).parent / "data" / "procedures.json").read_text(encoding="utf-8")


def at(code: str, day: date) -> Procedure:
    found = TABLE.at(code, day)
    assert isinstance(found, Procedure)
    return found


def test_at_least_eighty_procedures_are_in_force() -> None:
    in_force = TABLE.in_force(TODAY)
    assert len({item.code for item in in_force}) >= 80
    assert all(national_procedure(f"{item.code}.000.00.00.H56") == item.code for item in in_force)
    assert all(
        item.name and item.field and item.result and item.limit_text and item.fee_text for item in in_force
    )


def test_a_dossier_keeps_the_version_of_its_day() -> None:
    before, after = at("1.000894", date(2025, 12, 31)), at("1.000894", date(2026, 1, 1))
    assert any("tình trạng hôn nhân" in part.name for part in before.components)
    assert not any("tình trạng hôn nhân" in part.name for part in after.components)
    assert [item.version for item in TABLE.versions("1.000894")] == [1, 2]
    assert str(at("1.001776", date(2025, 6, 30)).limit) == "22wd"
    assert str(at("1.001776", date(2025, 7, 1)).limit) == "10wd"


@pytest.mark.parametrize(
    ("code", "successor"),
    [("2.000986", "3.000722"), ("2.002621", "3.000722"), ("2.001023", "3.000722"), ("2.002622", "2.002913")],
)
def test_withdrawn_codes_are_readable_but_take_nothing_in(code: str, successor: str) -> None:
    refused = TABLE.at(code, TODAY)
    assert isinstance(refused, Refuse)
    assert refused.code == "PROCEDURE_NOT_IN_FORCE"
    assert successor in refused.hint_vi
    assert at(code, date(2025, 8, 1)).name
    assert at(successor, TODAY).system_of_record.startswith("ministry:")


def test_an_unknown_code_is_refused() -> None:
    refused = TABLE.at("9.999999", TODAY)
    assert isinstance(refused, Refuse)
    assert refused.code == "PROCEDURE_UNKNOWN"
    assert TABLE.versions("9.999999") == ()


def test_a_local_code_leads_to_the_national_procedure() -> None:
    assert at("2.000815.000.00.00.H56", TODAY) == at("2.000815", TODAY)
    assert [item.code for item in TABLE.search("2.000815.000.00.00.H56", TODAY)] == ["2.000815"]


def test_codes_that_sources_disagree_about_are_shown() -> None:
    assert {item.code for item in TABLE.unsettled(TODAY)} == {"2.000815", "2.000884", "1.012753", "1.013978"}
    assert all(item.code_status == "C?" for item in TABLE.unsettled(TODAY))


def test_residence_belongs_to_the_police_and_is_only_prepared_here() -> None:
    residence = [item for item in TABLE.in_force(TODAY) if item.field == "Cư trú"]
    assert len(residence) == 8
    assert {(item.system_of_record, item.offline_allowed) for item in residence} == {("police", "prepare")}


def test_certified_copies_are_priced_by_the_page_and_due_in_two_days() -> None:
    item = at("2.000815", TODAY)
    assert item.phi_dia_gioi
    assert item.is_fee_bearing
    assert [fee.amount for fee in item.fees] == [2000, 1000]
    assert [part.kind for part in item.components] == ["shown", "copy"]
    assert item.limit is not None
    answer = due(parse_moment("2026-11-23T16:00"), item.limit, load_calendar(), regime=item.regime)
    assert answer.at.date() == date(2026, 11, 25)


def test_every_limit_gives_a_due_date() -> None:
    received = parse_moment("2026-11-23T09:00")
    for item in TABLE.in_force(TODAY):
        for limit in (item.limit, item.verified_limit):
            assert limit is None or due(received, limit, load_calendar()).at > received


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("khai sinh", "1.001193"),
        ("KET HON", "1.000894"),
        ("tình trạng hôn nhân", "1.004873"),
        ("1.004873", "1.004873"),
        ("ban sao chinh", "2.000815"),
    ],
)
def test_search_with_and_without_marks(text: str, first: str) -> None:
    assert TABLE.search(text, TODAY)[0].code == first


def test_search_finds_nothing_rather_than_anything() -> None:
    assert TABLE.search("hộ chiếu ngoại giao", TODAY) == ()


def damaged(**changes: object) -> str:
    document = json.loads(TEXT)
    document["procedures"][0] |= changes
    return json.dumps(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"edition": "x", "source": "y", "procedures": [{}]}',
        '{"edition": "x", "source": "y", "procedures": 3}',
        damaged(limit="3 ngày"),
        damaged(reach="everywhere"),
        damaged(regime="never"),
        damaged(colour="red"),
        damaged(components=[{"name": "x"}]),
        damaged(effective_from="hôm nay"),
        damaged(effective_to=3),
    ],
)
def test_a_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="MALFORMED"):
        parse_procedures(text)


def test_two_versions_on_one_day_are_refused() -> None:
    document = json.loads(TEXT)
    document["procedures"].append(document["procedures"][0])
    with pytest.raises(MalformedValue, match="PROCEDURES_MALFORMED"):
        parse_procedures(json.dumps(document))
