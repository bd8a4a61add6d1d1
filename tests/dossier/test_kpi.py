"""Figures: the ratios of the seed reports, the rules of the index, and what must be said beside them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import MalformedValue
from dossier.kpi import MOST_NAMED, compute, digitisation_grade, gap_to_target, grades_vi, percent, ratio
from dossier.kpi_rows import Channel, DossierFigures, FinishKind, Frame, Period
from dossier.kpi_rules import INTAKE_ID
from dossier.local_time import VIETNAM

RECEIVED = datetime(2025, 9, 1, 9, tzinfo=VIETNAM)
DUE = RECEIVED + timedelta(days=7)
FRAME = Frame(
    Period(date(2025, 7, 1), date(2025, 12, 31)),
    datetime(2026, 1, 3, 8, tzinfo=VIETNAM),
    "xã Quảng Yên",
    frozenset({"16480"}),
    nodes_not_heard=("KIT-2",),
)
FRAME_START = datetime(2025, 7, 1, tzinfo=VIETNAM)
PLAIN = DossierFigures(
    dossier="H56.16480-250901-00001",
    procedure="2.000815",
    receiving_unit="16480",
    competent_unit="16480",
    channel=Channel.COUNTER,
    received_at=RECEIVED,
    due_at=DUE,
    original_due_at=DUE,
    finished_at=DUE - timedelta(days=1),
    finish_kind=FinishKind.DONE,
    supplements=0,
    open_supplement_at=None,
    components_total=2,
    components_digitised=2,
    has_result=True,
    result_digitised=True,
    e_result=True,
    needs_result_paper=True,
    reused=False,
    from_kho=False,
    vneid_verified=False,
    fee_bearing=True,
    all_fees_zero=False,
    paid_online=False,
    synced=True,
)


def row(**changes: Any) -> DossierFigures:
    return replace(PLAIN, **changes)


def figure(id: str, *rows: DossierFigures, frame: Frame = FRAME) -> Any:
    return next(kpi for kpi in compute(rows, frame) if kpi.id == id)


def test_quang_yen_s_year_with_its_one_undigitised_dossier() -> None:
    rows = [row(dossier=f"D{n:04d}", has_result=n < 1904) for n in range(1939)]
    rows.append(
        row(dossier="D1939", components_digitised=0, has_result=False, undigitised_reason="máy quét hỏng")
    )
    intake = figure("so_hoa_tiep_nhan", *rows)
    assert (intake.numerator, intake.denominator, intake.value) == (1939, 1940, Decimal("99.95"))
    assert intake.text_vi == "1.939/1.940 = 99,95 %"
    assert [(miss.dossier, miss.reason_vi) for miss in intake.misses] == [("D1939", "máy quét hỏng")]
    for id in ("so_hoa_ket_qua", "ket_qua_dien_tu"):
        kpi = figure(id, *rows)
        assert (kpi.numerator, kpi.denominator, kpi.value) == (1904, 1904, Decimal("100.00"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "target", "reached"),
    [
        (231_989, 283_701, "81.77", None, None),
        (103_455, 132_594, "78.02", 90, False),
        (29_612, 35_758, "82.81", 80, True),
        (98_922, 115_349, "85.76", 75, True),
    ],
)
def test_ha_tinh_s_ratios_and_targets(
    numerator: int, denominator: int, value: str, target: int | None, reached: bool | None
) -> None:
    kpi = ratio("ht", "local", "Số hóa kết quả", numerator, denominator, FRAME)
    assert kpi.value == Decimal(value)
    if target is not None:
        gap = gap_to_target(kpi, Decimal(target))
        assert gap is not None
        assert (gap >= 0) is reached


def test_nothing_to_measure_is_not_zero() -> None:
    for kpi in compute([], FRAME):
        assert (kpi.numerator, kpi.denominator, kpi.value) == (0, 0, None)
        assert kpi.text_vi == "0/0 = N/A"
    assert percent(0, 5) == Decimal("0.00")


def test_every_figure_says_period_scope_cut_off_and_who_is_missing() -> None:
    for kpi in compute([PLAIN], FRAME):
        assert (kpi.period, kpi.scope, kpi.cut_off) == (FRAME.period, "xã Quảng Yên", FRAME.cut_off)
        assert kpi.nodes_not_heard == ("KIT-2",)
    assert {kpi.family for kpi in compute([], FRAME)} == {"qd766", "local"}


@pytest.mark.parametrize(
    ("changes", "on_time"),
    [
        ({}, 1),
        ({"finished_at": DUE}, 1),
        ({"finished_at": DUE + timedelta(minutes=1)}, 0),
        ({"supplements": 1}, 1),
        ({"supplements": 2}, 0),  # more than one request counts as late
        ({"finished_at": None, "finish_kind": None}, 0),  # still open at the end of the period
        ({"finished_at": None, "supplements": 1, "open_supplement_at": DUE - timedelta(days=3)}, 1),
        ({"due_at": None}, 0),
    ],
)
def test_the_on_time_rule_of_the_index(changes: dict[str, Any], on_time: int) -> None:
    kpi = figure("2.1", row(**changes))
    assert (kpi.numerator, kpi.denominator) == (on_time, 1)


def test_a_dossier_not_yet_due_is_not_judged() -> None:
    early = replace(FRAME, cut_off=RECEIVED + timedelta(days=1))
    assert figure("2.1", row(finished_at=None), frame=early).denominator == 0


def test_online_dossiers_are_multiplied_by_the_sync_rate() -> None:
    rows = [row(channel=Channel.ONLINE, synced=n > 0) for n in range(4)]
    kpi = figure("3.3", *rows, row(), row(), row(), row())
    assert (kpi.numerator, kpi.denominator, kpi.value) == (4, 8, Decimal("43.75"))  # 50 % x 87.5 %
    assert figure("3.3", row(channel=Channel.ONLINE, e_result=False)).numerator == 0
    assert figure("3.3", row(channel=Channel.ONLINE, e_result=False, needs_result_paper=False)).numerator == 1


def test_online_payment_leaves_free_dossiers_out() -> None:
    kpi = figure("3.6", row(paid_online=True), row(), row(all_fees_zero=True), row(fee_bearing=False))
    assert (kpi.numerator, kpi.denominator) == (1, 2)


def test_digitised_by_the_index_needs_both_ends() -> None:
    kpi = figure(
        "4.2", row(), row(result_digitised=False), row(components_digitised=0), row(components_digitised=1)
    )
    assert (kpi.numerator, kpi.denominator) == (2, 4)
    grades = [digitisation_grade(row(components_digitised=n)) for n in range(3)]
    assert grades == ["none", "partial", "full"]


@pytest.mark.parametrize(("id", "flag"), [("4.3", "reused"), ("4.4", "from_kho"), ("4.5", "vneid_verified")])
def test_each_flag_counts_in_its_own_figure(id: str, flag: str) -> None:
    assert figure(id, row(**{flag: True}), row()).value == Decimal("50.00")


def test_credit_for_intake_goes_to_the_receiver_for_time_to_the_competent_unit() -> None:
    across = row(competent_unit="14758", finished_at=DUE + timedelta(days=1))
    assert figure("so_hoa_tiep_nhan", across).denominator == 1
    assert figure("2.1", across).denominator == 0
    theirs = replace(FRAME, units=frozenset({"14758"}))
    assert figure("2.1", across, frame=theirs).denominator == 1
    assert figure("so_hoa_tiep_nhan", across, frame=theirs).denominator == 0


def test_days_are_local_days() -> None:
    last_minutes = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)  # 00:30 on 1 July in Vietnam
    assert figure("so_hoa_tiep_nhan", row(received_at=last_minutes)).denominator == 1
    assert row(received_at=last_minutes).received_day == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("reused", "said"),
    [
        (1, "Còn thiếu 30,00 điểm phần trăm so với ngưỡng 80 %."),
        (2, "Đạt ngưỡng 80 %, hơn 20,00 điểm phần trăm."),
        (0, "Còn thiếu 80,00 điểm phần trăm so với ngưỡng 80 %."),
    ],
)
def test_a_figure_says_how_far_its_target_is(reused: int, said: str) -> None:
    assert figure("4.3", *(row(reused=n < reused) for n in range(2))).target_vi == said
    assert figure("4.5", row()).target_vi == ""
    assert figure("4.3").target_vi == ""


def test_dossiers_are_counted_by_how_far_they_are_digitised() -> None:
    rows = [row(components_digitised=n) for n in (0, 1, 1, 2)]
    assert grades_vi(rows, FRAME) == "Đủ giấy tờ 1, một phần 2, chưa có 1 hồ sơ."


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(MalformedValue, match="KPI_IMPOSSIBLE"):
        ratio("x", "local", "x", 3, 2, FRAME)


def test_a_province_s_year_is_counted_whole_and_names_the_first_that_miss() -> None:
    many = 5 * MOST_NAMED
    numbers = random.Random(1).sample(range(many), many)
    found = compute((row(dossier=f"D{n:05d}", components_digitised=n % 2) for n in numbers), FRAME)
    intake = next(kpi for kpi in found if kpi.id == INTAKE_ID)
    assert (intake.numerator, intake.denominator) == (many // 2, many)
    assert [miss.dossier for miss in intake.misses] == [f"D{2 * n:05d}" for n in range(MOST_NAMED)]


rows_strategy = st.lists(
    st.builds(
        row,
        dossier=st.uuids().map(str),
        receiving_unit=st.sampled_from(["16480", "14758"]),
        competent_unit=st.sampled_from(["16480", "14758"]),
        components_digitised=st.integers(0, 2),
        synced=st.booleans(),
        supplements=st.integers(0, 2),
        finished_at=st.none() | st.just(DUE) | st.just(DUE + timedelta(days=2)),
    ),
    max_size=12,
)


@given(rows_strategy, st.randoms())
def test_figures_do_not_depend_on_order_and_units_add_up(
    rows: list[DossierFigures], shuffler: random.Random
) -> None:
    province = replace(FRAME, units=None)
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    assert compute(rows, province) == compute(shuffled, province)
    parts = [compute(rows, replace(FRAME, units=frozenset({unit}))) for unit in ("16480", "14758")]
    for whole, one, other in zip(compute(rows, province), *parts, strict=True):
        assert whole.numerator == one.numerator + other.numerator
        assert whole.denominator == one.denominator + other.denominator
        assert whole.denominator - whole.numerator == len(whole.misses)


@given(
    st.lists(
        st.tuples(*(st.one_of(st.none(), st.integers(-40, 220)) for _ in range(3)), st.booleans()),
        max_size=12,
    )
)
def test_what_was_not_received_due_or_finished_within_the_bounds_counts_in_nothing(
    drawn: list[tuple[int | None, int | None, int | None, bool]],
) -> None:
    def at(hours: int | None) -> datetime | None:
        return None if hours is None else FRAME_START + timedelta(hours=hours * 24 + 23, minutes=59)

    rows = [
        row(dossier=f"D{n}", received_at=at(one or 0), due_at=at(due), finished_at=at(end), e_result=good)
        for n, (one, due, end, good) in enumerate(drawn)
    ]
    begin, end = FRAME.period.bounds_ms
    times = ("received_at", "due_at", "finished_at")
    within = [
        one
        for one in rows
        if any(
            moment and begin <= moment.timestamp() * 1000 < end for moment in (getattr(one, t) for t in times)
        )
    ]
    assert compute(within, FRAME) == compute(rows, FRAME)
