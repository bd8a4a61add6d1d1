"""The province's register: numbered, chained, signed, mailed to all; a change set that does not fit leaves no trace."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dossier.errors import KernelError
from dossier.register.changeset import changeset_from_text
from hub.bootstrap import base_register
from hub.records import RegisterRow
from hub.usecases.console.board import register_history
from hub.usecases.register.registers import issue
from hub.usecases.register.rehearse import plan
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, read_reorganisation
from hub.usecases.register.reorganise_form import ReorganisationForm, from_form
from hub.usecases.register_book import RegisterBook
from tests.hub.province import HAM_RONG, PROVINCE, QUANG_YEN, Province, merger, province, receive, split

SWITCH = date(2027, 1, 1)


def rows(tinh: Province) -> list[RegisterRow]:
    with tinh.hub.store.read() as tx:
        return list(tx.register.after(0))


def test_the_hub_enters_itself_first_and_once(tmp_path: Path) -> None:
    for _ in range(2):
        with province(tmp_path / "hub") as tinh:
            (first,) = rows(tinh)
            with tinh.hub.store.read() as tx:
                hub = tinh.hub.register.current(tx).hub
    assert hub is not None
    assert (hub.node, hub.unit) == (tinh.hub.node, PROVINCE)
    assert changeset_from_text(first.text).previous == ""


def test_change_sets_are_chained_and_reach_every_device(tinh: Province) -> None:
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "NQ", SWITCH, (merger(SWITCH),)), "quan-tri")
    for node in (qy, hr):
        tinh.talk(node)
        with tinh.hub.store.read() as tx:
            assert node.register.head == tinh.hub.register.current(tx).head
        assert node.register.units_on(QUANG_YEN, SWITCH) == ("16480@2027-01-01",)
    chain = [changeset_from_text(row.text) for row in rows(tinh)]
    assert [one.previous for one in chain[1:]] == [one.hash for one in chain[:-1]]


def test_a_device_refuses_a_gap_and_a_foreign_signature(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    issue_reorganisation(tinh.hub, Reorganisation("Một", "", SWITCH, ()), "quan-tri")
    issue_reorganisation(tinh.hub, Reorganisation("Hai", "", SWITCH, ()), "quan-tri")
    last = rows(tinh)[-1]
    with pytest.raises(KernelError) as gap:
        qy.learn_register(last.text, last.signature)
    assert gap.value.code == "REGISTER_GAP"
    with pytest.raises(AssertionError):
        qy.learn_register(last.text, bytes(64))


def test_an_operation_that_does_not_fit_leaves_no_trace(tinh: Province) -> None:
    before = rows(tinh)
    bad = merger(SWITCH, (QUANG_YEN, "nowhere@0"))
    with pytest.raises(KernelError):
        issue_reorganisation(tinh.hub, Reorganisation("Sai", "", SWITCH, (bad,)), "quan-tri")
    assert rows(tinh) == before
    issue_reorganisation(tinh.hub, Reorganisation("Đúng", "", SWITCH, (merger(SWITCH),)), "quan-tri")
    assert len(rows(tinh)) == len(before) + 1


def test_what_was_rolled_back_is_not_remembered(tinh: Province) -> None:
    """A change set that never committed must not shadow the one that gets its number."""

    def fail() -> None:
        with tinh.hub.store.write() as tx:
            issue(tinh.hub, tx, [merger(SWITCH)], "Bị hủy", "", SWITCH, "x")
            tinh.hub.register.current(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    tinh.node(QUANG_YEN)
    with tinh.hub.store.read() as tx:
        register = tinh.hub.register.current(tx)
        assert register == RegisterBook(base_register()).current(tx)
    assert register.units_on(QUANG_YEN, SWITCH) == (QUANG_YEN,)


def test_officers_issued_at_once_get_different_numbers(tinh: Province) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: tinh.officer(f"cb{at}", QUANG_YEN), range(8)))
    assert [row.number for row in rows(tinh)] == list(range(1, 10))
    assert len({changeset_from_text(row.text).previous for row in rows(tinh)}) == 9


def test_a_change_for_days_gone_by_gives_void_facts_their_effect(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN, frozenset({"tai_chinh"}))
    qy = tinh.node(QUANG_YEN)
    qy.register = replace(
        qy.register,
        officers={
            **qy.register.officers,
            lan: replace(qy.register.officers[lan], roles=frozenset({"tiep_nhan"})),
        },
    )
    receive(qy, lan)
    tinh.talk(qy)
    with tinh.hub.store.read() as tx:
        assert [row.void for row in tx.dossiers.all_figures()] == [1]
    op = {
        "op": "officer",
        "officer": lan,
        "login": "lan",
        "name": "Lan",
        "unit": QUANG_YEN,
        "roles": ["tiep_nhan"],
        "valid_from": "2026-01-01",
    }
    issue_reorganisation(tinh.hub, Reorganisation("Sửa vai trò", "", date(2026, 1, 1), (op,)), "quan-tri")
    with tinh.hub.store.read() as tx:
        assert [(row.void, row.stage) for row in tx.dossiers.all_figures()] == [(0, "DA_TIEP_NHAN")]


def test_a_rehearsal_names_who_is_affected_and_writes_nothing(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN, name="Quầy 1")
    receive(qy, lan)
    receive(qy, lan)
    tinh.talk(qy)
    before = rows(tinh)
    day = tinh.clock.today()
    told = plan(tinh.hub, (split(date(2026, 11, 22)),), date(2026, 11, 22))
    (unit,) = told.units
    assert (unit.fate, unit.open_dossiers, unit.wait_for_person, unit.due_in_gap) == ("split", 2, 2, 2)
    assert [node.name for node in unit.nodes] == ["Quầy 1"]
    assert len(unit.nodes[0].leases) == 1
    assert unit.officers == ("Lan (Công chức)",)
    assert [name for _, name in told.created] == ["Xã Quảng Yên Đông", "Xã Quảng Yên Tây"]
    assert any("chờ phân định" in warning for warning in told.warnings)
    assert rows(tinh) == before
    assert tinh.clock.today() == day
    later = plan(tinh.hub, (merger(SWITCH),), SWITCH)
    assert [unit.wait_for_person for unit in later.units] == [0, 0]
    assert later.warnings == ()


def test_a_reorganisation_reads_back_from_file_and_form(tinh: Province) -> None:
    told = read_reorganisation({"title": "A", "units": merger(SWITCH)["change"]})
    assert told.effective == SWITCH
    form = ReorganisationForm("merge", "9001", SWITCH, "16480, 14758", "16480; Phường Yên Rồng\n")
    assert plan(tinh.hub, from_form(tinh.hub, form).ops, SWITCH).created == (
        ("16480@2027-01-01", "Phường Yên Rồng"),
    )
    for bad in ({}, {"title": "A", "effective": "x"}, {"title": "A", "ops": [1]}):
        with pytest.raises(KernelError) as caught:
            read_reorganisation(bad)
        assert caught.value.code == "BAD_REORGANISATION"
    for wrong in (
        replace(form, old="16480"),
        replace(form, old="00000, 14758"),
        replace(form, new="Phường Yên Rồng"),
        replace(form, kind="split"),
    ):
        with pytest.raises(KernelError):
            from_form(tinh.hub, wrong)


def test_the_history_says_what_lies_ahead(tinh: Province) -> None:
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "NQ", SWITCH, (merger(SWITCH),)), "quan-tri")
    assert [(line.number, line.ahead) for line in register_history(tinh.hub)] == [(2, True), (1, False)]
