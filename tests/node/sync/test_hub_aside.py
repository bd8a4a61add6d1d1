"""What the hub set aside of ours is told at once, goes away when the hub could take it, and never holds anything up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dossier.crdt import RawChange
from dossier.errors import KernelError
from hub.usecases.exchange.deliver import receipts_only
from hub.usecases.exchange.retry import retry_aside
from hub.usecases.exchange.round import converse
from hub.usecases.record import project, sift
from node.bootstrap import Running
from node.sync.dialogue import Dialogue
from node.usecases.exchange.edge import EdgeWork
from node.usecases.exchange.second_try import SecondTry
from node.usecases.page_models import FieldEntry
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.hub.province import QUANG_YEN, Province
from tests.node.commune import receive
from tests.node.sync.test_dialogue import WildRoad, dialogue, enrolled, who
from tests.node.sync.test_scope import talk_later


@pytest.fixture
def yen(tinh: Province, tmp_path: Path) -> Iterator[Running]:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as running:
        talk_later(tinh, running, WildRoad(tinh))
        yield running


def old_hub(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From now on the hub's program reads no change."""

    def cannot(_: bytes) -> RawChange:
        raise KernelError("BAD_CHANGE", "Không đọc được.")

    monkeypatch.setattr(sift, "parse_change", cannot)
    return monkeypatch


def receipts_only_road(tinh: Province) -> WildRoad:
    """As the lane of the live exchange on which only receipts come."""
    road = WildRoad(tinh)
    road.exchange = lambda envelope: converse(tinh.hub, envelope, receipts_only).envelope  # type: ignore[method-assign]
    return road


def aside(running: Running) -> list[tuple[str, str]]:
    return [(row.what, row.code) for row in running.node.line.aside()]


def test_it_is_told_also_when_receipts_come_alone_and_released_when_the_hub_could_take_it(
    tinh: Province, yen: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = receive(yen, who(yen)).dossier
    with monkeypatch.context() as broken:
        old_hub(broken)
        assert dialogue(yen, receipts_only_road(tinh)).talk().problem is None
    assert aside(yen) == [(f"hub: {dossier}", "BAD_CHANGE")]
    retry_aside(tinh.hub)  # the hub's program was brought up to date
    yen.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Ba")], who(yen))
    assert dialogue(yen, receipts_only_road(tinh)).talk().problem is None
    assert aside(yen) == []


def test_a_second_try_sends_the_dossier_again_and_the_receipt_releases_it(
    tinh: Province, yen: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = receive(yen, who(yen)).dossier
    with monkeypatch.context() as broken:
        old_hub(broken)
        talk_later(tinh, yen, WildRoad(tinh))
        SecondTry(yen.place, yen.node.exchange.hub).run()
        talk_later(tinh, yen, WildRoad(tinh))
        assert aside(yen) == [(f"hub: {dossier}", "BAD_CHANGE")]
    SecondTry(yen.place, yen.node.exchange.hub).run()
    talk_later(tinh, yen, WildRoad(tinh))
    assert aside(yen) == []


def test_equal_scopes_release_it(tinh: Province, yen: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(yen, who(yen))
    with monkeypatch.context() as broken:
        old_hub(broken)
        talk_later(tinh, yen, WildRoad(tinh))
        assert len(aside(yen)) == 1
    retry_aside(tinh.hub)
    for _ in range(4):
        talk_later(tinh, yen, WildRoad(tinh))
    assert aside(yen) == []


def test_a_person_dismisses_what_the_province_said_and_nothing_else(
    tinh: Province, yen: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = receive(yen, who(yen)).dossier
    real = project.fold_document

    def fold(name: str, *rest: Any) -> Any:
        if name == dossier:
            raise ZeroDivisionError
        return real(name, *rest)

    monkeypatch.setattr(project, "fold_document", fold)
    talk_later(tinh, yen, WildRoad(tinh))
    (row,) = yen.node.line.aside()
    assert (row.what, row.code) == (f"hub: {dossier}", "UNFOLDABLE")
    yen.node.line.dismiss_aside(row.n, who(yen))
    assert aside(yen) == []
    with yen.store.writing() as tables:
        tables.desk.set_aside(dossier, "BAD_CHANGE", "Không đọc được.", b"bytes", 1)
    (kept,) = yen.node.line.aside()
    with pytest.raises(Problem, match="ASIDE_KEPT"):
        yen.node.line.dismiss_aside(kept.n, who(yen))
    assert len(aside(yen)) == 1


def test_mail_that_cannot_be_read_does_not_hold_up_receipts(
    tinh: Province, yen: Running, tmp_path: Path
) -> None:
    receive(yen, who(yen))
    plain = receipts_only_road(tinh)
    spoiled = WildRoad(tinh)
    spoiled.exchange = lambda envelope: converse(tinh.hub, envelope, receipts_only).envelope[:-7]  # type: ignore[method-assign]
    work = EdgeWork(yen.place, NodeKeys.load(yen.place.config.data / "keys"), yen.node.exchange)
    talked = Dialogue(work, spoiled, yen.place.clock, plain.exchange).talk()
    assert talked.problem is not None, "the mail is still to be looked at"
    assert yen.node.line.outbox() == (), "but the letter is at the hub, and known to be"
