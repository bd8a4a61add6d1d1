"""The packaged units: what the law says stands in them, and the promises that hold on every day."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.register.names import name_key
from dossier.register.unit_values import Current, Gone, Relation, Split, Unit, UnitNames, level_of_code
from dossier.register.units import table_of
from plumbing.register_data import load_units

TABLE = load_units()
BEFORE, AFTER, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 22)
IDS = sorted({u.unit_id for u in TABLE.all_units()})
CODES = sorted({u.code for u in TABLE.all_units()})
OLD_COMMUNES = sorted(u.unit_id for u in TABLE.all_units() if u.level == "commune" and u.holds(BEFORE))
days = st.dates(date(2025, 1, 1), date(2027, 1, 1)) | st.sampled_from(
    [BEFORE, AFTER, date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)]
)


def names(units: tuple[Unit, ...]) -> list[str]:
    return [unit.name for unit in units]


def test_a_code_without_a_day_is_two_communes() -> None:
    assert TABLE.by_code("15835", BEFORE).name == "Xã Thiệu Lý"
    assert TABLE.by_code("15835", AFTER).name == "Xã Thiệu Trung"
    assert TABLE.by_code("15841", BEFORE).name == "Xã Thiệu Trung"
    assert [u.unit_id for u in TABLE.named_by("15835")] == ["15835@0", "15835@2025-07-01"]


def test_an_old_commune_is_held_by_its_successor_under_both_names() -> None:
    assert names(TABLE.successors("16447@0", BEFORE, TODAY)) == ["Xã Quảng Yên"]
    assert TABLE.names("16447@0", BEFORE, TODAY).text_vi == "Xã Quảng Trạch (nay là Xã Quảng Yên)"
    assert TABLE.names("16480@0", BEFORE, TODAY).text_vi == "Xã Quảng Yên"
    assert TABLE.names("16447@0", BEFORE, BEFORE).text_vi == "Xã Quảng Trạch"
    assert TABLE.names("07294@2025-07-01", AFTER, TODAY).text_vi == "Xã Bố Hạ (nay là Phường Bố Hạ)"


@pytest.mark.parametrize("code", ["15", "24", "44", "52", "80", "82", "91"])
def test_province_codes_that_changed_hands_are_other_units(code: str) -> None:
    old, new = TABLE.by_code(code, BEFORE), TABLE.by_code(code, AFTER)
    assert old.unit_id != new.unit_id
    assert old.name != new.name
    assert [u.code for u in TABLE.successors(old.unit_id, BEFORE, AFTER)] == [code]


def test_a_split_waits_for_a_person() -> None:
    answer = TABLE.resolve("23053@0", TODAY)
    assert answer == Split(TABLE.successors("23053@0", BEFORE, TODAY), None)
    assert TABLE.names("23053@0", BEFORE, TODAY).text_vi == (
        "Xã Hòa Thắng (nay thuộc Xã Hồng Thái, Xã Hòa Thắng)"
    )


def test_a_unit_is_called_by_the_last_name_it_had_and_an_unknown_one_by_its_id() -> None:
    assert TABLE.names("16447@0", TODAY, TODAY).text_vi == "Xã Quảng Trạch (nay là Xã Quảng Yên)"
    assert TABLE.names("16480@2025-07-01", BEFORE, TODAY).text_vi == "Xã Quảng Yên"
    assert TABLE.names("nobody", BEFORE, TODAY) == UnitNames("nobody", "nobody")


def test_resolve_before_the_unit_was_is_gone() -> None:
    assert TABLE.resolve("16480@2025-07-01", BEFORE) == Gone()
    assert TABLE.resolve("nobody", TODAY) == Gone()


def test_a_district_is_succeeded_by_the_successors_of_its_communes() -> None:
    heirs = TABLE.successors("401@0", BEFORE, TODAY)
    wards = [
        u for child in TABLE.children("401", BEFORE) for u in TABLE.successors(child.unit_id, BEFORE, TODAY)
    ]
    assert set(heirs) == set(wards)
    island = TABLE.successor_kin("318@0", BEFORE, TODAY)
    assert [(k.unit.name, k.area, k.population) for k in island] == [("Đặc khu Bạch Long Vĩ", "all", "all")]


def test_a_retype_says_so_and_keeps_the_identity() -> None:
    kin = TABLE.successor_kin("07294@2025-07-01", AFTER, TODAY)
    assert [(k.unit.name, k.kind, k.area) for k in kin] == [("Phường Bố Hạ", "retype", "all")]
    assert [k.kind for k in TABLE.successor_kin("24235@0", BEFORE, TODAY)] == ["rename"]
    assert [k.kind for k in TABLE.successor_kin("25225@0", BEFORE, TODAY)] == ["unchanged"]


def test_both_dates_of_a_resolution_are_kept() -> None:
    document = TABLE.document("1686/NQ-UBTVQH15")
    assert (document.in_force, document.operates) == (date(2025, 6, 16), AFTER)
    assert TABLE.document("no such") is None


@pytest.mark.parametrize("query", ["Quảng Yên", "xã Quảng Yên", "X. Quảng Yên", "QUẢNG  YÊN", "Xã Quảng Yên"])
def test_find_is_exact_with_or_without_the_type_word(query: str) -> None:
    assert [u.code for u in TABLE.find(query, TODAY, within="38")] == ["16480"]


def test_find_tells_marks_apart_and_spellings_not() -> None:
    assert TABLE.find("Quang Yen", TODAY) == ()
    assert "16480" in {u.code for u in TABLE.suggest("quang yen", TODAY, within="38")}
    assert TABLE.find("xã Chiêm Hoá", TODAY) == TABLE.find("Xã Chiêm Hóa", TODAY) != ()
    assert TABLE.find("M’Drắk", TODAY) == TABLE.find("M'Drăk".replace("ă", "ắ"), TODAY) != ()
    assert TABLE.find("TP. Hồ Chí Minh", TODAY) == (TABLE.by_code("79", TODAY),)


def test_find_narrows_by_district_where_names_repeat_in_a_province() -> None:
    everywhere = TABLE.find("xã Quảng Yên", BEFORE, within="38")
    assert TABLE.find("xã Quảng Yên", BEFORE, within="406") == everywhere
    assert TABLE.find("Xã Quảng Yên", BEFORE, within="401") == ()


def test_reversed_days_are_refused() -> None:
    for ask, on, at in ((TABLE.successors, AFTER, BEFORE), (TABLE.predecessor_kin, BEFORE, AFTER)):
        with pytest.raises(KernelError) as error:
            ask("16480@2025-07-01", on, at)
        assert error.value.code == "UNIT_DAYS_REVERSED"


def test_pieces_add_up_over_a_chain() -> None:
    def unit(code: str, start: date | None, end: date | None) -> Unit:
        return Unit(f"{code}@0", code, f"Xã {code}", "xã", "commune", None, start, end)

    one, two = date(2030, 1, 1), date(2031, 1, 1)
    units = [
        unit("00001", None, one),
        unit("00002", one, two),
        unit("00003", one, None),
        unit("00004", two, None),
    ]
    relations = [
        Relation("00001@0", "00002@0", "split", one, "part", "all"),
        Relation("00001@0", "00003@0", "split", one, "part", "none"),
        Relation("00002@0", "00004@0", "merge", two, "all", "all"),
    ]
    table = table_of(units, relations)
    kin = table.successor_kin("00001@0", date(2029, 1, 1), two)
    assert [(k.unit.code, k.kind, k.area, k.population) for k in kin] == [
        ("00003", "split", "part", "none"),
        ("00004", "split+merge", "part", "all"),
    ]
    assert table.resolve("00001@0", two) == Split((units[2], units[3]), proposal=units[3])
    assert table.resolve("00002@0", two) == Current(units[3])


def test_a_code_tells_its_level_by_its_length() -> None:
    assert [level_of_code(c) for c in ("38", "406", "16480", "1", "x6", "1648٠")] == [
        "province",
        "district",
        "commune",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("province", "on", "codes"),
    [
        ("75", date(2026, 4, 30), "25270 25357 25363 26116 26170 26248 26326 26368 26425 26485"),
        ("24", date(2026, 9, 20), "07294 07375 07399 07444 07840 09193 09292 09313 09319 09454 09475 09496"),
    ],
)
def test_the_communes_that_became_wards_in_2026(province: str, on: date, codes: str) -> None:
    eve = on - timedelta(days=1)
    turned = [u for u in TABLE.children(province, on) if TABLE.by_code(u.code, eve).type != u.type]
    assert " ".join(u.code for u in turned) == codes
    assert {(TABLE.by_id(u.unit_id, eve).type, u.type) for u in turned} == {("xã", "phường")}


def test_old_names_repeat_in_a_province_but_not_in_a_district() -> None:
    communes = [TABLE.by_id(i, BEFORE) for i in OLD_COMMUNES]
    in_province = Counter((TABLE.parent(u, BEFORE).parent_code, name_key(u.name)) for u in communes)
    repeated = [times for times in in_province.values() if times > 1]
    assert (len(repeated), sum(repeated)) == (157, 408)
    assert max(Counter((u.parent_code, name_key(u.name)) for u in communes).values()) == 1


def test_no_two_units_of_one_new_province_share_a_name() -> None:
    for province in (u for u in TABLE.all_units() if u.level == "province" and u.holds(TODAY)):
        called = names(TABLE.children(province.code, TODAY))
        assert len(called) == len(set(called))


def test_every_old_commune_has_a_successor_and_every_parent_stands() -> None:
    assert [i for i in OLD_COMMUNES if not TABLE.successors(i, BEFORE, AFTER)] == []
    for on in (BEFORE, AFTER, TODAY):
        hanging = [u for u in TABLE.all_units() if u.holds(on) and u.parent_code and not TABLE.parent(u, on)]
        assert hanging == []


@given(st.sampled_from(CODES), days)
def test_a_code_names_at_most_one_version_on_a_day(code: str, on: date) -> None:
    held = [u for u in TABLE.named_by(code) if u.holds(on)]
    assert len(held) <= 1
    assert TABLE.by_code(code, on) == (held[0] if held else None)


@given(st.sampled_from(IDS), days)
def test_a_unit_has_exactly_one_version_on_each_day_of_its_life(unit_id: str, on: date) -> None:
    versions = TABLE.versions(unit_id)
    held = [u for u in versions if u.holds(on)]
    alive = (versions[0].valid_from or date.min) <= on < (versions[-1].valid_to or date.max)
    assert len(held) == alive
    assert all(a.valid_to == b.valid_from for a, b in pairwise(versions))


def _forebears(unit_id: str, on: date, at: date) -> list[Unit]:
    return [kin.unit for kin in TABLE.predecessor_kin(unit_id, on, at)]


@settings(max_examples=200)
@given(st.sampled_from(IDS), days, days)
def test_successors_and_predecessors_are_inverse(unit_id: str, one: date, other: date) -> None:
    on, at = sorted((one, other))
    unit = TABLE.by_id(unit_id, on)
    if unit is not None and unit.level != "district":
        for heir in TABLE.successors(unit_id, on, at):
            assert unit in _forebears(heir.unit_id, at, on)
    later = TABLE.by_id(unit_id, at)
    if later is not None:
        for source in _forebears(unit_id, at, on):
            assert later in TABLE.successors(source.unit_id, on, at)


@given(st.sampled_from(OLD_COMMUNES), st.integers(0, 800))
def test_every_old_commune_is_answered_for_on_every_later_day(unit_id: str, later: int) -> None:
    heirs = TABLE.successors(unit_id, BEFORE, BEFORE + timedelta(days=later))
    assert heirs
    answer = TABLE.resolve(unit_id, BEFORE + timedelta(days=later))
    assert answer == (Current(heirs[0]) if len(heirs) == 1 else Split(heirs, None))
