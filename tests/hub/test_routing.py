"""Routing follows the register: mail moves with a reorganisation, no stored byte does."""

from datetime import date
from typing import Any

import pytest

from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState, Stage
from hub.records import WorkItem
from hub.usecases.console.casework import disputes, work_list
from hub.usecases.console.dispatch import allocate
from hub.usecases.record import project
from hub.usecases.record.merge import Merged
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, turn_of_day
from hub.usecases.scope.reroute import refold_all
from tests.hub.province import HAM_RONG, PROVINCE, QUANG_YEN, Province, merger, receive, split

SWITCH = date(2027, 1, 1)
MERGED = "16480@2027-01-01"
EAST, WEST = "16480@2027-01-01", "99901@2027-01-01"


def reorganise(tinh: Province, op: dict[str, object]) -> None:
    issue_reorganisation(tinh.hub, Reorganisation("Sắp xếp", "NQ", SWITCH, (op,)), "quan-tri")


def stored_bytes(tinh: Province, dossier: str) -> list[bytes]:
    with tinh.hub.store.read() as tx:
        return [row.raw for row in tx.changes.applied(dossier)]


def work(tinh: Province) -> list[WorkItem]:
    with tinh.hub.store.read() as tx:
        return list(tx.work.opened())


def test_only_those_entitled_get_a_dossier(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr, kit = tinh.node(QUANG_YEN), tinh.node(HAM_RONG), tinh.node(QUANG_YEN)
    own, theirs = receive(qy, lan), receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    tinh.talk(hr)
    tinh.talk(kit)
    assert set(hr.log) == {theirs}
    assert set(kit.log) == {own, theirs}


def test_only_what_is_new_is_sent_and_never_back_to_its_author(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    tinh.talk_all(kit)
    qy.act(dossier, lan, FactKind.ASSIGNED, {"to": lan})
    tinh.talk(qy)
    with tinh.hub.store.read() as tx:
        assert [len(item.hashes) for item in tx.mailboxes.after(kit.node, kit.ack, 10)] == [32]
        assert tx.mailboxes.state(qy.node).depth == 0


def test_a_merger_sends_the_dossier_to_the_successors_devices_on_the_day_and_rewrites_nothing(
    tinh: Province,
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    before = stored_bytes(tinh, dossier)
    reorganise(tinh, merger(SWITCH))
    turn_of_day(tinh.hub)
    tinh.talk_all(hr)
    assert dossier not in hr.log
    tinh.clock.set_day(SWITCH)
    turn_of_day(tinh.hub)
    tinh.talk(hr)
    assert hr.digest(dossier) == qy.digest(dossier)
    assert stored_bytes(tinh, dossier) == before
    assert work(tinh) == []


def test_the_turn_of_the_day_can_be_repeated(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    receive(qy, lan)
    tinh.talk(qy)
    reorganise(tinh, merger(SWITCH))
    tinh.clock.set_day(SWITCH)
    turn_of_day(tinh.hub)
    with tinh.hub.store.read() as tx:
        filled = tx.mailboxes.state(hr.node)
    turn_of_day(tinh.hub)
    with tinh.hub.store.read() as tx:
        assert tx.mailboxes.state(hr.node) == filled


def test_a_split_waits_for_a_person_who_decides_once(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    an = tinh.officer("an", PROVINCE, frozenset({"dieu_phoi"}))
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    before = stored_bytes(tinh, dossier)
    reorganise(tinh, split(SWITCH))
    tinh.clock.set_day(SWITCH)
    turn_of_day(tinh.hub)
    (line,) = work_list(tinh.hub)
    assert [unit for unit, _ in line.options] == [EAST, WEST]
    assert "chia tách" in line.reason_vi
    done = allocate(tinh.hub, dossier, WEST, "Thôn 5 thuộc Quảng Yên Tây", an)
    assert isinstance(done, Merged)
    assert stored_bytes(tinh, dossier)[: len(before)] == before
    assert work_list(tinh.hub) == []
    tinh.talk_all(qy)
    custody = qy.state(dossier).custody
    assert custody is not None
    assert custody.holder == WEST


def test_who_is_no_dispatcher_cannot_allocate(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    supervisor = tinh.officer("binh", PROVINCE, frozenset({"giam_sat"}))
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    refused = allocate(tinh.hub, dossier, QUANG_YEN, "thử", supervisor)
    assert isinstance(refused, Refuse)
    assert refused.code == "NO_ROLE"


def test_a_commune_without_a_device_is_work_for_the_province_until_one_joins(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    (item,) = work(tinh)
    assert "Phường Hàm Rồng" in item.reason_vi
    hr = tinh.node(HAM_RONG)
    turn_of_day(tinh.hub)
    assert work(tinh) == []
    tinh.talk(hr)
    assert hr.digest(dossier) == qy.digest(dossier)


def test_two_transitions_at_once_are_shown_as_a_dispute(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    minh = tinh.officer("minh", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    tinh.talk(kit)
    kit.salt = b"kit..."
    qy.act(dossier, lan, FactKind.ASSIGNED, {"to": lan})
    kit.act(dossier, minh, FactKind.ASSIGNED, {"to": minh})
    tinh.talk(qy)
    tinh.talk(kit)
    (disputed,) = disputes(tinh.hub)
    assert disputed.line.dossier == dossier
    assert len(disputed.disputes[0].options) == 2


def test_a_dossier_that_cannot_be_folded_is_kept_aside_and_healed_by_later_facts(
    tinh: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    good, poison = receive(qy, lan), receive(qy, lan)
    real = project.fold_document

    def choke(dossier: str, *rest: Any) -> DossierState:
        if dossier == poison:
            raise ValueError
        return real(dossier, *rest)

    monkeypatch.setattr(project, "fold_document", choke)
    tinh.talk(qy)
    assert dict(qy.receipts[-1].outcomes) == {poison: "UNFOLDABLE"}
    assert dict(qy.receipts[-1].heads) == {good: qy.digest(good), poison: qy.digest(poison)}
    assert [item.kind for item in work(tinh)] == ["unfoldable"]
    monkeypatch.undo()
    qy.act(poison, lan, FactKind.ASSIGNED, {"to": lan})
    tinh.talk(qy)
    assert work(tinh) == []


def test_rebuilt_projections_equal_the_kept_ones(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan, HAM_RONG)
    qy.act(dossier, lan, FactKind.CUSTODY_RECALLED)
    tinh.talk(qy)
    with tinh.hub.store.read() as tx:
        kept = list(tx.dossiers.all_figures())
    assert refold_all(tinh.hub) == 1
    with tinh.hub.store.read() as tx:
        assert list(tx.dossiers.all_figures()) == kept
    assert kept[0].stage == Stage.RECEIVED
    assert kept[0].offered_to == ""
