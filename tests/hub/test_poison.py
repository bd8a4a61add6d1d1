"""What the hub cannot read, merge or fold is set aside and shown; everything else flows; an update heals it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossier.crdt import RawChange, parse_change
from dossier.errors import KernelError
from dossier.exchange.digest import mark_of
from dossier.exchange.wire import Changes
from dossier.facts import FactKind
from dossier.state import DossierState, Stage
from hub.records import DossierRow
from hub.usecases.console.casework import quarantine, work_list
from hub.usecases.exchange.retry import Retried, retry_aside
from hub.usecases.exchange.round import exchange
from hub.usecases.record import project, sift
from hub.usecases.scope.reroute import refold_all
from plumbing.automerge_engine import AutomergeEngine
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive
from tests.hub.test_http import admin, web

__all__ = ["admin", "web"]


@pytest.fixture
def unfoldable(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Dossiers at which this version of the fold fails."""
    chokes_at: set[str] = set()
    real = project.fold_document

    def fold(dossier: str, *rest: Any) -> DossierState:
        if dossier in chokes_at:
            raise ZeroDivisionError
        return real(dossier, *rest)

    monkeypatch.setattr(project, "fold_document", fold)
    return chokes_at


def row_of(tinh: Province, dossier: str) -> DossierRow | None:
    with tinh.hub.store.read() as tx:
        return tx.dossiers.get([dossier]).get(dossier)


def waiting(tinh: Province) -> list[tuple[str, str]]:
    return [(line.dossier, line.kind) for line in work_list(tinh.hub)]


def test_a_dossier_that_could_never_be_folded_finds_its_way_after_an_update(
    tinh: Province, unfoldable: set[str]
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    poison, good = receive(qy, lan, HAM_RONG), receive(qy, lan, HAM_RONG)
    page = {"component": "to_khai", "number": 1, "blob": "ab" * 32, "size": 7, "media_type": "image/jpeg"}
    qy.act(poison, lan, FactKind.PAGE_SCANNED, page)
    unfoldable.add(poison)
    tinh.talk(qy)
    tinh.talk_all(hr)
    assert set(hr.log) == {good}
    assert waiting(tinh) == [(poison, "unfoldable")]
    assert refold_all(tinh.hub) == 1
    assert retry_aside(tinh.hub) == Retried(0, 0, 1)
    unfoldable.clear()
    assert retry_aside(tinh.hub) == Retried(0, 0, 0)
    tinh.talk_all(hr)
    assert hr.digest(poison) == qy.digest(poison)
    assert waiting(tinh) == []
    with tinh.hub.store.read() as tx:
        assert tx.dossiers.may_have_blob(hr.node, "ab" * 32)


def test_what_comes_to_a_dossier_that_cannot_be_folded_any_more_still_reaches_those_who_see_it(
    tinh: Province, unfoldable: set[str]
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    tinh.talk_all(kit)
    unfoldable.add(dossier)
    qy.act(dossier, lan, FactKind.ASSIGNED, {"to": lan})
    tinh.talk(qy)
    assert dict(qy.receipts[-1].outcomes) == {dossier: "UNFOLDABLE"}
    tinh.talk_all(kit)
    assert kit.digest(dossier) == qy.digest(dossier)
    last = row_of(tinh, dossier)
    assert last is not None
    assert (last.stage, last.facts) == (Stage.RECEIVED, 1)
    assert last.digest == qy.digest(dossier).hex()
    with tinh.hub.store.read() as tx:
        assert tx.scope.marks([dossier])[dossier, kit.node] == mark_of(dossier, qy.digest(dossier))
    unfoldable.clear()
    qy.act(dossier, lan, FactKind.WITHDRAWN, {"reason": "dân rút"})
    tinh.talk(qy)
    healed = row_of(tinh, dossier)
    assert healed is not None
    assert healed.facts == 3
    assert waiting(tinh) == []


def test_one_dossier_that_cannot_be_folded_stops_no_rebuild(tinh: Province, unfoldable: set[str]) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    first, poison, last = (receive(qy, lan) for _ in range(3))
    tinh.talk(qy)
    before = row_of(tinh, poison)
    unfoldable.add(poison)
    assert refold_all(tinh.hub) == 3
    assert waiting(tinh) == [(poison, "unfoldable")]
    assert row_of(tinh, poison) == before
    assert {row_of(tinh, one) is not None for one in (first, last)} == {True}
    unfoldable.clear()
    assert refold_all(tinh.hub) == 3
    assert waiting(tinh) == []


def _choke(monkeypatch: pytest.MonkeyPatch, at: Callable[[bytes], bool]) -> None:
    real = AutomergeEngine.open

    def open_(self: AutomergeEngine, snapshot: bytes, changes: Sequence[bytes] = ()) -> Any:
        changes = list(changes)
        if any(map(at, changes)):
            raise KernelError("BAD_DOCUMENT", "Hồ sơ hỏng.")
        return real(self, snapshot, changes)

    monkeypatch.setattr(AutomergeEngine, "open", open_)


def test_one_dossier_that_cannot_be_opened_stops_no_rebuild_and_is_shown(
    tinh: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    poison, good = receive(qy, lan), receive(qy, lan)
    tinh.talk(qy)
    before, raws = row_of(tinh, poison), {one.raw for one in qy.log[poison].values()}
    with monkeypatch.context() as broken:
        _choke(broken, lambda raw: raw in raws)
        assert refold_all(tinh.hub) == 1
    assert waiting(tinh) == [(poison, "unfoldable")]
    assert row_of(tinh, poison) == before
    assert refold_all(tinh.hub) == 2
    assert waiting(tinh) == []
    assert row_of(tinh, good) is not None


def test_a_change_that_could_not_be_merged_is_merged_after_an_update_under_its_own_seal(
    tinh: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    tinh.talk_all(kit)
    bad = qy.act(dossier, lan, FactKind.ASSIGNED, {"to": lan})
    other = receive(qy, lan)
    with monkeypatch.context() as broken:
        _choke(broken, lambda raw: raw == bad.raw)
        tinh.talk(qy)
        assert dict(qy.receipts[-1].outcomes) == {dossier: "BAD_DOCUMENT"}
        assert [row.hash for row in quarantine(tinh.hub)] == [bad.hash]
        assert retry_aside(tinh.hub) == Retried(0, 1, 0)
    tinh.talk_all(kit)
    assert other in kit.log
    assert bad.hash not in kit.log[dossier]
    assert retry_aside(tinh.hub) == Retried(1, 0, 0)
    tinh.talk_all(kit)
    assert kit.digest(dossier) == qy.digest(dossier)
    row = row_of(tinh, dossier)
    assert row is not None
    assert row.facts == 2


def test_a_change_of_a_form_that_this_version_cannot_read_is_read_after_an_update(
    tinh: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    (new_form,) = qy.log[dossier].values()

    def old_reader(raw: bytes) -> RawChange:
        if raw == new_form.raw:
            raise KernelError("BAD_CHANGE", "Không đọc được.")
        return parse_change(raw)

    with monkeypatch.context() as old:
        old.setattr(sift, "parse_change", old_reader)
        tinh.talk(qy)
    assert [row.code for row in quarantine(tinh.hub)] == ["BAD_CHANGE"]
    assert retry_aside(tinh.hub) == Retried(1, 0, 0)
    row = row_of(tinh, dossier)
    assert row is not None
    assert row.digest == qy.digest(dossier).hex()


def test_what_nobody_sealed_stays_aside_however_often_it_is_tried(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    qy.take(exchange(tinh.hub, qy.seal(qy.letter(sealed=False))))
    assert retry_aside(tinh.hub) == Retried(0, 1, 0)
    assert row_of(tinh, dossier) is None


def test_bytes_that_are_no_change_stay_aside(tinh: Province) -> None:
    tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    letter = replace(qy.letter(), frames=(Changes("abcdef-1-1", (b"not a change",)),))
    qy.take(exchange(tinh.hub, qy.seal(letter)))
    assert retry_aside(tinh.hub) == Retried(0, 1, 0)
    assert len(quarantine(tinh.hub)) == 1


def test_an_administrator_tries_it_again_on_the_page_and_over_http(
    tinh: Province, web: TestClient, admin: str
) -> None:
    page = web.get("/quan-tri/cach-ly")
    assert "/quan-tri/cach-ly/thu-lai" in page.text
    done = web.post("/quan-tri/cach-ly/thu-lai", data={"csrf": admin})
    assert (done.status_code, done.headers["location"]) == (303, "/quan-tri/cach-ly?da=retried")
    assert web.post("/quan-tri/cach-ly/thu-lai", data={"csrf": "no"}).status_code == 403
    answer = web.post("/api/quarantine/retry", headers={"x-csrf": admin})
    assert answer.json() == {"merged": 0, "aside": 0, "unfoldable": 0}
