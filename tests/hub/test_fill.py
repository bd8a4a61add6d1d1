"""Filling a scope: unfinished first, in batches that survive a stop; finished dossiers follow a reorganisation."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dossier.exchange.frames import Growth
from dossier.facts import FactKind
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, turn_of_day
from hub.usecases.scope import fill
from hub.usecases.scope.fill import DONE, follow_units, go_on, still_coming
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, merger, province, receive
from tests.hub.simple_node import SimpleNode
from tests.hub.test_scope import greet, growth, said


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "BATCH", 70)


def withdraw(node: SimpleNode, dossier: str, officer: str) -> None:
    node.act(dossier, officer, FactKind.WITHDRAWN, {"reason": "dân rút"})


def bring_all(tinh: Province, node: SimpleNode) -> list[str]:
    """Take parts until nothing is left; the dossiers in the order in which they came."""
    came: list[str] = []
    answer = greet(tinh, node)
    while True:
        came += [one for one in node.log if one not in came]
        parts = growth(answer)
        if not answer.more and not (parts and parts[-1].upto < parts[-1].total):
            return came
        answer = greet(tinh, node, *parts[-1:])


def test_what_is_unfinished_comes_first_and_a_stopped_hub_goes_on_at_its_cursor(tmp_path: Path) -> None:
    with province(tmp_path / "hub") as tinh:
        yen, lan = tinh.node(QUANG_YEN), tinh.officer("lan", QUANG_YEN)
        tinh.talk_all(yen)
        dossiers = [receive(yen, lan) for _ in range(230)]
        for dossier in dossiers[:150]:
            withdraw(yen, dossier, lan)
        tinh.talk_all(yen)
        fresh = tinh.node(QUANG_YEN)
        with tinh.hub.store.read() as tx:
            assert still_coming(tx, fresh.node) == 230 - 70
        (first,) = said(greet(tinh, fresh), Growth)
        assert isinstance(first, Growth)
        assert first.total == 230
    with province(tmp_path / "hub") as tinh:  # the power went; another process goes on
        assert go_on(tinh.hub) == 4
        came = bring_all(tinh, fresh)
        assert set(came) == set(dossiers)
        assert set(came[:80]) == set(dossiers[150:])
        with tinh.hub.store.read() as tx:
            job = tx.scope_jobs.get(fresh.node)
            assert job is not None
            assert (job.stage, job.seen) == (DONE, 230)
        assert go_on(tinh.hub) == 0


def test_finished_dossiers_follow_a_merger_to_the_successor(tinh: Province) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    tinh.talk_all(rong)
    mine = [receive(yen, lan) for _ in range(5)]
    for dossier in mine:
        withdraw(yen, dossier, lan)
    tinh.talk_all(yen)
    day = date(2026, 11, 20)
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "", day, (merger(day),)), "quan-tri")
    assert go_on(tinh.hub) >= 2
    tinh.talk_all(rong)
    assert set(mine) <= set(rong.log)
    assert follow_units(tinh.hub) == 0
    with tinh.hub.store.read() as tx:
        assert all(on for (_, node), on in tx.dossiers.entitled(mine).items() if node == rong.node)


def test_what_is_too_old_stays_where_it_is(tmp_path: Path) -> None:
    with province(tmp_path / "hub", lambda config: replace(config, scope_finished_days=30)) as tinh:
        yen, lan = tinh.node(QUANG_YEN), tinh.officer("lan", QUANG_YEN)
        tinh.talk_all(yen)
        old, still_open = receive(yen, lan), receive(yen, lan)
        withdraw(yen, old, lan)
        tinh.talk_all(yen)
        tinh.clock.pass_time(days=60)
        fresh = tinh.node(QUANG_YEN)
        go_on(tinh.hub)
        assert bring_all(tinh, fresh) == [still_open]


def test_a_node_that_was_told_of_too_many_is_told_the_truth(tinh: Province) -> None:
    yen, lan = tinh.node(QUANG_YEN), tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    for _ in range(65):
        receive(yen, lan)
    tinh.talk_all(yen)
    fresh = tinh.node(QUANG_YEN)
    go_on(tinh.hub)
    bring_all(tinh, fresh)
    (corrected,) = growth(greet(tinh, fresh, Growth(1, 65, 90)))
    assert corrected == Growth(1, 65, 65)
    assert growth(greet(tinh, fresh, corrected)) == []


def test_a_hub_that_starts_again_in_mid_work_queues_nothing_twice(tmp_path: Path) -> None:
    with province(tmp_path / "hub") as tinh:
        yen, lan = tinh.node(QUANG_YEN), tinh.officer("lan", QUANG_YEN)
        tinh.talk_all(yen)
        for _ in range(200):
            receive(yen, lan)
        tinh.talk_all(yen)
        fresh = tinh.node(QUANG_YEN)
    with province(tmp_path / "hub") as tinh:
        turn_of_day(tinh.hub)  # routes all that is unfinished, as every start does
        go_on(tinh.hub)
        with tinh.hub.store.read() as tx:
            queued = [dossier for _, dossier in tx.scope.growing(fresh.node, 0, 1000)]
            mail = tx.mailboxes.after(fresh.node, 0, 1000)
            queued += [item.subject for item in mail if item.kind == "dossier"]
        assert len(queued) == len(set(queued)) == 200
