"""Later changes: three operations that are checked, applied once, and share every untouched row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.register.change import affected, apply_unit_ops, from_json, to_json
from dossier.register.unit_ops import AttributeOp, CorrectionOp, Decree, Founded, LineageOp, Piece, UnitOp
from dossier.register.unit_values import Current, Share, Split
from plumbing.register_data import load_units

TABLE = load_units()
DAY = date(2027, 7, 1)
EVE = DAY - timedelta(days=1)
DECREE = Decree("1/NQ-UBTVQH16", date(2027, 5, 1), date(2027, 5, 15), DAY)
YEN, RONG, HAC = "16480@2025-07-01", "14758@2025-07-01", "14797@2025-07-01"


def merger() -> LineageOp:
    """A made-up merger of Hàm Rồng and Hạc Thành under the first one's code."""
    born = Founded("14758", "Phường Rồng Hạc", "phường", "38")
    pieces = (Piece(RONG, "14758@2027-07-01", "all", "all"), Piece(HAC, "14758@2027-07-01", "all", "all"))
    return LineageOp(DECREE, (RONG, HAC), (born,), pieces)


def division(**shares: Share) -> LineageOp:
    """A made-up split of Quảng Yên in two."""
    born = (Founded("16480", "Xã Yên Đông", "xã", "38"), Founded("16481", "Xã Yên Tây", "xã", "38"))
    people: tuple[Share, Share] = shares.get("east", "all"), shares.get("west", "none")
    pieces = (
        Piece(YEN, "16480@2027-07-01", "part", people[0]),
        Piece(YEN, "16481@2027-07-01", "part", people[1]),
    )
    return LineageOp(DECREE, (YEN,), born, pieces)


def refused(*ops: UnitOp) -> str:
    with pytest.raises(KernelError) as error:
        apply_unit_ops(TABLE, ops)
    assert error.value.hint_vi.endswith("Hãy sửa lại tập thay đổi rồi phát hành lại.")
    return error.value.code


def test_a_future_merger_switches_on_its_day() -> None:
    after = apply_unit_ops(TABLE, [merger()])
    assert after.by_code("14758", EVE).unit_id == RONG
    assert after.by_code("14758", DAY).name == "Phường Rồng Hạc"
    assert after.resolve(HAC, EVE) == Current(after.by_code("14797", EVE))
    assert after.resolve(HAC, DAY) == Current(after.by_code("14758", DAY))
    assert after.names(HAC, EVE, DAY).text_vi == "Phường Hạc Thành (nay là Phường Rồng Hạc)"
    assert [u.code for u in after.find("Rồng Hạc", DAY, within="38")] == ["14758"]
    assert after.find("Hạc Thành", DAY, within="38") == ()
    old = next(r.old_id for r in TABLE.relations_into(RONG))
    assert after.by_code("14758", DAY) in after.successors(old, date(2025, 6, 30), DAY)
    assert TABLE.by_code("14758", DAY).unit_id == RONG


def test_a_split_proposes_where_one_takes_everybody() -> None:
    one = apply_unit_ops(TABLE, [division()])
    east, west = one.by_code("16480", DAY), one.by_code("16481", DAY)
    assert one.resolve(YEN, DAY) == Split((east, west), proposal=east)
    assert one.resolve("16447@0", DAY) == Split((east, west), proposal=east)
    both = apply_unit_ops(TABLE, [division(east="part", west="part")])
    assert both.resolve(YEN, DAY) == Split((east, west), None)


def test_a_boundary_piece_leaves_both_units_alive() -> None:
    op = LineageOp(DECREE, (), (), (Piece(RONG, HAC, "part", "part"),))
    after = apply_unit_ops(TABLE, [op])
    assert after.resolve(RONG, DAY) == Current(TABLE.by_id(RONG, DAY))
    kin = after.successor_kin(RONG, EVE, DAY)
    assert {(k.unit.unit_id, k.kind, k.area) for k in kin} == {
        (RONG, "boundary", "part"),
        (HAC, "boundary", "part"),
    }
    assert affected(TABLE, [op]).reduced == (TABLE.by_id(RONG, DAY),)


def test_a_retype_keeps_the_unit_and_its_name() -> None:
    op = AttributeOp(YEN, DECREE, type="phường")
    after = apply_unit_ops(TABLE, [op])
    assert [u.name for u in after.versions(YEN)] == ["Xã Quảng Yên", "Phường Quảng Yên"]
    assert after.by_id(YEN, DAY).basis == DECREE.number
    assert after.document(DECREE.number).in_force == date(2027, 5, 15)
    assert after.counts(DAY)["commune"]["phường"] == TABLE.counts(DAY)["commune"]["phường"] + 1


def test_a_unit_may_take_another_code_and_answer_to_both_by_day() -> None:
    after = apply_unit_ops(TABLE, [AttributeOp(YEN, DECREE, code="16481")])
    assert after.by_code("16480", EVE).unit_id == after.by_code("16481", DAY).unit_id == YEN
    assert after.by_code("16480", DAY) is None
    assert [k.kind for k in after.successor_kin(YEN, EVE, DAY)] == ["recode"]


def test_a_correction_has_no_day_and_leaves_the_old_name_findable() -> None:
    op = CorrectionOp(YEN, date(2025, 7, 1), "name", "Xã Quảng Yên", "Xã Quảng Yến")
    after = apply_unit_ops(TABLE, [op])
    version = after.by_id(YEN, date(2025, 7, 1))
    assert version.name == "Xã Quảng Yến"
    assert (
        after.find("Quảng Yên", DAY, within="38") == after.find("Quảng Yến", DAY, within="38") == (version,)
    )
    assert affected(TABLE, [op]).changed == ((TABLE.by_id(YEN, DAY), version),)


def test_a_dry_run_names_everybody_and_changes_nothing() -> None:
    ops: list[UnitOp] = [merger(), division(), AttributeOp("38@0", DECREE, type="thành phố")]
    told = affected(TABLE, ops)
    assert [u.unit_id for u in told.dissolved] == [RONG, HAC, YEN]
    assert [u.name for u in told.created] == ["Phường Rồng Hạc", "Xã Yên Đông", "Xã Yên Tây"]
    assert [u.unit_id for u in told.split] == [YEN]
    assert [(a.name, b.name) for a, b in told.changed] == [("Tỉnh Thanh Hóa", "Thành phố Thanh Hóa")]
    assert TABLE.by_code("38", DAY).type == "tỉnh"


@pytest.mark.parametrize(
    "ops",
    [
        [merger()],
        [division()],
        [AttributeOp(YEN, DECREE, name="Xã Mới")],
        [CorrectionOp(YEN, date(2025, 7, 1), "name", "Xã Quảng Yên", "Xã Quảng Yến")],
        [merger(), AttributeOp(YEN, DECREE, type="phường"), AttributeOp("38@0", DECREE, type="thành phố")],
        [LineageOp(DECREE, (), (), (Piece(RONG, HAC, "part", "part"),))],
    ],
)
def test_applying_twice_is_applying_once(ops: list[UnitOp]) -> None:
    once = apply_unit_ops(TABLE, ops)
    twice = apply_unit_ops(once, ops)
    assert list(twice.all_units()) == list(once.all_units())
    for unit_id in (YEN, RONG, HAC):
        assert twice.relations_from(unit_id) == once.relations_from(unit_id)
        assert twice.aliases(unit_id) == once.aliases(unit_id)


def test_what_cannot_stand_is_refused_with_its_reason() -> None:
    xa = {"type": "xã", "parent_code": "38"}
    new = Founded("16481", "Xã Tây", **xa)
    whole = Piece(YEN, "16481@2027-07-01", "all", "all")
    assert refused(AttributeOp("99999@0", DECREE, name="Xã X")) == "UNIT_UNKNOWN"
    assert refused(AttributeOp("16447@0", DECREE, name="Xã X")) == "UNIT_NOT_HELD"
    assert refused(AttributeOp(YEN, DECREE, type="huyện")) == "UNIT_TYPE_UNKNOWN"
    assert refused(AttributeOp(YEN, DECREE, name="Quảng Yên")) == "UNIT_NAME_MALFORMED"
    assert refused(AttributeOp(YEN, DECREE, code="14758")) == "UNIT_CODE_TAKEN"
    assert refused(AttributeOp(YEN, DECREE, code="164")) == "UNIT_CODE_MALFORMED"
    assert refused(AttributeOp(YEN, DECREE, parent_code="02")) == "UNIT_ORPHANED"
    assert refused(AttributeOp(YEN, DECREE, parent_code="14758")) == "UNIT_PARENT_UNKNOWN"
    assert refused(AttributeOp("38@0", DECREE, code="39")) == "UNIT_ORPHANED"
    assert refused(LineageOp(DECREE, (YEN,), (), ())) == "UNIT_AREA_UNASSIGNED"
    half = Piece(YEN, RONG, "part", "all")
    assert refused(LineageOp(DECREE, (YEN,), (), (half,))) == "UNIT_AREA_UNASSIGNED"
    twice = Piece(YEN, RONG, "all", "none")
    assert refused(LineageOp(DECREE, (YEN,), (new,), (whole, twice))) == "UNIT_AREA_UNASSIGNED"
    assert refused(LineageOp(DECREE, (), (new,), ())) == "UNIT_WITHOUT_SOURCE"
    assert refused(LineageOp(DECREE, (YEN,), (new, new), (whole,))) == "UNIT_NAMED_TWICE"
    assert refused(LineageOp(DECREE, (YEN,), (new,), (whole, whole))) == "UNIT_NAMED_TWICE"
    taken = Founded("14758", "Xã Tây", **xa)
    assert refused(LineageOp(DECREE, (YEN,), (taken,), (whole,))) == "UNIT_CODE_TAKEN"
    to_nobody = Piece(YEN, "16499@2027-07-01", "all", "all")
    assert refused(LineageOp(DECREE, (YEN,), (), (to_nobody,))) == "UNIT_UNKNOWN"
    to_the_dead = (Piece(YEN, RONG, "all", "all"), Piece(RONG, YEN, "all", "all"))
    assert refused(LineageOp(DECREE, (YEN, RONG), (), to_the_dead)) == "UNIT_PIECE_MISDIRECTED"
    stale = CorrectionOp(YEN, date(2025, 7, 1), "name", "Xã Khác", "Xã X")
    assert refused(stale) == "UNIT_CORRECTION_STALE"
    assert refused(CorrectionOp(YEN, DAY, "name", "Xã Khác", "Xã X")) == "UNIT_UNKNOWN"


def test_a_change_before_one_already_issued_is_refused() -> None:
    earlier = Decree("2/NQ", EVE, EVE, EVE)
    assert refused(merger(), LineageOp(earlier, (RONG,), (), (Piece(RONG, HAC, "all", "all"),))) == (
        "UNIT_CHANGE_OUT_OF_ORDER"
    )
    renamed = AttributeOp(YEN, DECREE, name="Xã Mới")
    assert refused(renamed, AttributeOp(YEN, earlier, name="Xã Sớm")) == "UNIT_CHANGE_OUT_OF_ORDER"


def test_a_merger_of_provinces_needs_a_place_for_their_communes() -> None:
    born = Founded("39", "Tỉnh Mới", "tỉnh", None)
    op = LineageOp(DECREE, ("38@0",), (born,), (Piece("38@0", "39@2027-07-01", "all", "all"),))
    assert refused(op) == "UNIT_ORPHANED"
    moves = [AttributeOp(u.unit_id, DECREE, parent_code="39") for u in TABLE.children("38", DAY)]
    after = apply_unit_ops(TABLE, [op, *moves])
    assert len(after.children("39", DAY)) == 166
    assert after.children("38", DAY) == ()
    assert len(after.children("38", EVE)) == 166


def test_a_table_that_grows_shares_its_rows() -> None:
    after = apply_unit_ops(TABLE, [merger()])
    assert after.versions(YEN) is TABLE.versions(YEN)
    assert after.children("01", DAY)[0] is TABLE.children("01", DAY)[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"op":"burn"}]',
        '[{"op":"attribute","unit_id":"x","decree":{},"set":{"name":"Xã X"}}]',
        '[{"op":"correction","unit_id":"x","valid_from":null,"attribute":"level","was":"a","now":"b"}]',
        '[{"op":"correction","unit_id":"x","valid_from":"soon","attribute":"name","was":"a","now":"b"}]',
        '[{"op":"correction","unit_id":"x","valid_from":null,"attribute":"name","was":"a","now":"b","x":1}]',
    ],
)
def test_malformed_operations_are_refused(text: str) -> None:
    with pytest.raises(KernelError) as error:
        from_json(text)
    assert error.value.code == "UNIT_OPS_MALFORMED"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=9)
dates = st.dates()
decrees = st.builds(Decree, words, dates, dates, dates)
shares = st.sampled_from(["all", "part", "none"])
attribute_ops = st.builds(
    AttributeOp, words, decrees, words, st.none() | words, st.none() | words, st.none() | words
)
lineage_ops = st.builds(
    LineageOp,
    decrees,
    st.lists(words, max_size=3).map(tuple),
    st.lists(st.builds(Founded, words, words, words, st.none() | words), max_size=3).map(tuple),
    st.lists(st.builds(Piece, words, words, shares, shares), max_size=3).map(tuple),
)
correction_ops = st.builds(
    CorrectionOp,
    words,
    st.none() | dates,
    st.sampled_from(["name", "type", "code", "parent_code"]),
    words,
    words,
)


@given(st.lists(attribute_ops | lineage_ops | correction_ops, max_size=4))
def test_operations_survive_their_json_and_its_bytes_are_canonical(ops: list[UnitOp]) -> None:
    text = to_json(ops)
    assert list(from_json(text)) == ops
    assert to_json(from_json(text)) == text
