"""The build turns two archives into a checked register, or says what it cannot read."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from dossier.register.unit_values import Current, Split
from plumbing.problem import Problem
from plumbing.register_data import read_units
from provisioning.units import wheels as archives
from provisioning.units.build import (
    Built,
    build_downloaded,
    build_from,
    csv_text,
    table_from,
    texts_of,
    write,
)
from provisioning.units.checks import LINEAGE, check, lineage_figures
from provisioning.units.compose import Register
from provisioning.units.sources import read_corrections, read_sources
from provisioning.units.wheels import CATALOGUE, CONVERTER, download, find_wheel

BEFORE, AFTER, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 9, 20)
PACKAGED = Path(__file__).parents[3] / "dossier" / "register" / "data" / "units"


def names(units) -> list[str]:
    return [u.name for u in units]


def test_a_merged_commune_is_a_new_unit_under_an_old_code(small) -> None:
    old, new = small.by_code("16480", BEFORE), small.by_code("16480", AFTER)
    assert (old.unit_id, new.unit_id) == ("16480@0", "16480@2025-07-01")
    assert small.resolve("16447@0", AFTER) == Current(new)
    assert [kin.unit.name for kin in small.predecessor_kin(new.unit_id, AFTER, BEFORE)] == [
        "Xã Trạch",
        "Xã Yên",
        "Xã Tách",
    ]


def test_an_unchanged_commune_stays_one_unit_and_answers_to_both_spellings(small) -> None:
    versions = small.versions("16500@0")
    assert [(u.name, u.parent_code) for u in versions] == [("Xã Đak Ơ", "406"), ("Xã Đăk Ơ", "38")]
    assert small.find("Đak Ơ", AFTER) == small.find("xã Đăk Ơ", AFTER) == (versions[1],)
    assert small.successors("16500@0", BEFORE, AFTER) == (versions[1],)
    assert small.names("16500@0", BEFORE, AFTER).text_vi == "Xã Đak Ơ"


def test_a_retyped_commune_stays_one_unit_and_a_special_zone_is_new(small) -> None:
    assert names(small.versions("16501@0")) == ["Thị trấn Lát", "Xã Lát"]
    assert small.by_code("16502", AFTER).unit_id == "16502@2025-07-01"
    assert small.successors("318@0", BEFORE, AFTER) == (small.by_code("11948", AFTER),)


def test_a_split_names_all_heirs_and_proposes_none(small) -> None:
    answer = small.resolve("16510@0", AFTER)
    assert isinstance(answer, Split)
    assert names(answer.units) == ["Xã Yên", "Xã Mới"]
    assert answer.proposal is None


def test_provinces_merge_keep_or_become_cities(small) -> None:
    assert small.by_code("38", BEFORE) == small.by_code("38", AFTER)
    assert small.successors("02@0", BEFORE, AFTER) == small.successors("08@0", BEFORE, AFTER)
    assert names(small.versions("08@2025-07-01")) == ["Tỉnh C", "Thành phố C"]


def test_a_later_type_begins_on_the_day_its_resolution_operates(small) -> None:
    versions = small.versions("00001@2025-07-01")
    assert [(u.name, u.valid_from, u.basis) for u in versions] == [
        ("Xã Hòa", AFTER, "1684/NQ-UBTVQH15"),
        ("Phường Hòa", LATER, "388/NQ-UBTVQH16"),
    ]


def test_the_same_tables_give_the_same_bytes_and_read_back_equal(composed, tables, tmp_path) -> None:
    register = composed(tables)
    texts = texts_of(register)
    assert texts == texts_of(composed(tables))
    write(Built(table_from(register), {}, texts), tmp_path / "out")
    (tmp_path / "out" / "documents.csv").write_text("number,issued,in_force,operates\n")
    read = read_units(tmp_path / "out")
    assert set(read.all_units()) == set(register.units)
    assert read.relations_from("16510@0") == table_from(register).relations_from("16510@0")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("16480", "Xã Khác hẳn"),  # renamed, and no resolution tells when
        ("16480", "Phường Yên"),  # retyped by a resolution that is not dated later
        ("16480", "Yên"),  # no type word
    ],
)
def test_what_no_rule_covers_stops_the_build(composed, tables, code: str, name: str) -> None:
    tables.today[code] = name
    with pytest.raises(Problem) as problem:
        composed(tables)
    assert problem.value.code == "UNIT_SOURCES_UNCLEAR"


def test_the_checks_name_every_figure_that_differs(composed, tables) -> None:
    register = composed(tables)
    with pytest.raises(Problem) as problem:
        check(register, table_from(register))
    assert problem.value.code == "UNIT_REGISTER_WRONG"
    for figure in ("commune pairs", "split communes", "2026-09-20", "75 is no tỉnh"):
        assert figure in problem.value.detail


def test_the_figures_of_the_small_country(composed, tables) -> None:
    register = composed(tables)
    figures = lineage_figures(register, table_from(register))
    assert figures["split communes"] == 1
    assert figures["unchanged communes"] == 2
    assert figures["renamed or retyped communes"] == 1
    assert figures["special zones from districts"] == 1


def test_a_wheel_that_is_missing_foreign_or_damaged_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem) as missing:
        find_wheel(tmp_path, CONVERTER)
    assert missing.value.code == "UNIT_WHEEL_MISSING"
    (tmp_path / "vietnamadminunits-1.0.4-py3-none-any.whl").write_bytes(b"PK")
    with pytest.raises(Problem) as foreign:
        build_from(tmp_path)
    assert foreign.value.code == "UNIT_WHEEL_FOREIGN"
    with pytest.raises(Problem) as damaged:
        archives.read_member(tmp_path / "vietnamadminunits-1.0.4-py3-none-any.whl", "x")
    assert damaged.value.code == "UNIT_WHEEL_DAMAGED"


def test_a_wheel_without_the_expected_tables_is_damaged(wheels, tables) -> None:
    converter, catalogue = wheels(tables)
    with pytest.raises(Problem) as problem:
        read_sources(catalogue, converter)
    assert problem.value.code == "UNIT_WHEEL_DAMAGED"


def test_a_dead_line_to_the_packages_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = subprocess.CompletedProcess([], 1, "", "no route")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: dead)
    with pytest.raises(Problem) as problem:
        download(tmp_path)
    assert problem.value.code == "UNIT_WHEELS_UNREACHABLE"
    assert problem.value.retry == "later"


def test_csv_lines_end_with_one_line_feed() -> None:
    assert csv_text(("a", "b"), [("1", "x,y")]) == 'a,b\n1,"x,y"\n'


def test_the_committed_provenance_names_the_checked_archives() -> None:
    told = (PACKAGED / "PROVENANCE.md").read_text(encoding="utf-8")
    for source in (CONVERTER, CATALOGUE):
        assert source.sha256 in told
        assert (PACKAGED / f"LICENSE-{source.name}.txt").read_text(encoding="utf-8").strip()


def test_the_committed_register_holds_every_check() -> None:
    table = read_units(PACKAGED)
    units = tuple(table.all_units())
    relations = tuple(r for i in {u.unit_id for u in units} for r in table.relations_from(i))
    spelled = [(u.unit_id, a) for u in units for a in table.aliases(u.unit_id)]
    register = Register(units, relations, tuple(spelled))
    check(register, table)
    assert lineage_figures(register, table) == LINEAGE
    corrections = read_corrections(PACKAGED / "corrections.csv")
    assert (len(corrections.remove), len(corrections.add)) == (32, 6)


@pytest.mark.full
def test_a_rebuild_from_the_real_packages_gives_the_committed_bytes() -> None:
    for name, text in build_downloaded().texts.items():
        assert (PACKAGED / name).read_text(encoding="utf-8") == text
