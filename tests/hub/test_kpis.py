"""The province's figures fold the same facts as a node's, and name who was not heard from."""

from dossier.figures import figures_of
from dossier.kpi import Kpi, compute
from dossier.kpi_rows import Frame, Period
from dossier.local_time import local
from hub.usecases.console.backlog import backlog_by_unit
from hub.usecases.console.kpis import report
from tests.hub.province import HAM_RONG, HOUR_MS, QUANG_YEN, Province, receive


def by_id(found: tuple[Kpi, ...]) -> dict[str, tuple[int, int]]:
    return {one.id: (one.numerator, one.denominator) for one in found}


def test_hub_and_node_count_alike(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    made = [receive(qy, lan), receive(qy, lan, HAM_RONG)]
    tinh.talk(qy)
    today = tinh.clock.today()
    rows = [figures_of(qy.state(dossier), qy.register, synced=True) for dossier in made]
    frame = Frame(Period(today, today), local(tinh.clock.ms), "")
    mine = compute([row for row in rows if row is not None], frame)
    assert by_id(report(tinh.hub, Period(today, today)).figures) == by_id(mine)
    assert by_id(mine)["1.4"] == (2, 2)
    assert by_id(mine)["4.2"] == (0, 2)


def test_a_units_figures_are_its_own(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    period = Period(tinh.clock.today(), tinh.clock.today())
    assert by_id(report(tinh.hub, period, QUANG_YEN).figures)["1.4"] == (2, 2)
    assert by_id(report(tinh.hub, period, HAM_RONG).figures)["1.4"] == (0, 0)


def test_lateness_shows_by_competent_unit(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    tinh.clock.ms += 96 * HOUR_MS
    today = tinh.clock.today()
    shares = report(tinh.hub, Period(today.replace(day=1), today)).shares
    assert {(share.unit, share.numerator, share.denominator) for share in shares} == {
        (QUANG_YEN, 0, 1),
        (HAM_RONG, 0, 1),
    }


def test_every_figure_names_cut_off_and_the_silent(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN, name="Quầy 1")
    tinh.node(HAM_RONG, name="Quầy 2")
    tinh.talk(qy)
    period = Period(tinh.clock.today(), tinh.clock.today())
    (first, *_) = report(tinh.hub, period).figures
    assert first.nodes_not_heard == ("Quầy 2 (Phường Hàm Rồng)",)
    assert first.cut_off == local(tinh.clock.ms)
    assert report(tinh.hub, period, QUANG_YEN).figures[0].nodes_not_heard == ()
    assert first.value is None


def test_the_backlog_names_who_holds_what_and_what_is_late(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    receive(qy, lan)
    tinh.talk(qy)
    (fresh,) = backlog_by_unit(tinh.hub)
    assert (fresh.unit, fresh.open, fresh.late) == (QUANG_YEN, 2, 0)
    assert "Quảng Yên" in fresh.name
    tinh.clock.ms += 96 * HOUR_MS
    assert [(one.open, one.late) for one in backlog_by_unit(tinh.hub)] == [(2, 2)]
