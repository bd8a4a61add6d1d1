"""Letters that lean on what their reader no longer holds: said, written anew leaning on nothing, and healed."""

from pathlib import Path

from sqlalchemy import delete, update

from dossier.exchange.context import PACKED
from dossier.facts import FactKind
from hub.store import tables as t
from hub.usecases.exchange.leaning import writer
from node.bootstrap import Running
from node.usecases.exchange.leaning import PEER_CAPS, PLAIN
from node.usecases.page_models import FieldEntry
from tests.hub.province import HAM_RONG, QUANG_YEN, Province
from tests.node.commune import act, receive
from tests.node.sync.test_dialogue import WildRoad, dialogue, enrolled, who
from tests.node.sync.test_scope import roots, talk_later


def known(running: Running, dossier: str) -> frozenset[bytes]:
    with running.store.reading() as tables:
        return tables.changes.known(dossier)


def at_hub(tinh: Province, dossier: str) -> frozenset[bytes]:
    with tinh.hub.store.read() as tx:
        return tx.changes.logs([dossier])[dossier].applied


def field(running: Running, dossier: str, value: str) -> None:
    running.node.scans.confirm_fields(dossier, [FieldEntry("father", value)], who(running))


def test_a_hub_from_an_old_copy_is_written_to_in_full_and_gets_everything_again(
    tinh: Province, tmp_path: Path
) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        dossier = receive(yen, who(yen)).dossier
        field(yen, dossier, "Lê Văn Ba")
        talk_later(tinh, yen, road)
        with yen.store.reading() as tables:
            last = tables.changes.listed(dossier)[-1][0]
        with tinh.hub.store._engine.begin() as db:  # type: ignore[attr-defined]
            db.execute(delete(t.change).where(t.change.c.hash == last))
        field(yen, dossier, "Lê Văn Bốn")
        tinh.clock.ms += 60_000
        refused = dialogue(yen, road).talk().problem
        assert refused is not None
        assert refused.code == "LETTER_LEANS"
        with yen.store.reading() as tables:
            assert tables.meta.number(PLAIN) == 1
        for _ in range(4):
            talk_later(tinh, yen, road)
        assert at_hub(tinh, dossier) == known(yen, dossier)
        with yen.store.reading() as tables:
            assert tables.meta.number(PLAIN) == 0, "once the hub has taken it, letters lean again"
        assert yen.node.line.outbox() == ()
        assert yen.node.line.aside() == ()


def test_a_node_that_lost_a_change_asks_for_an_answer_that_leans_on_nothing(
    tinh: Province, tmp_path: Path
) -> None:
    with (
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        here, there = WildRoad(tinh), WildRoad(tinh)
        talk_later(tinh, yen, here)
        dossier = receive(yen, who(yen), competent_unit=HAM_RONG).dossier
        talk_later(tinh, yen, here)
        talk_later(tinh, rong, there)
        act(rong, dossier, FactKind.CUSTODY_ACCEPTED, who(rong, "son"))
        talk_later(tinh, rong, there)
        with yen.store.writing() as tables:  # as if the disk had forgotten it
            tables.scope.leave(dossier, 1)
            tables.scope.hide(dossier, 1)
            tables.scope.purge(dossier)
        tinh.clock.ms += 60_000
        leant = dialogue(yen, here).talk().problem
        assert leant is not None
        assert leant.code == "LETTER_LEANS"
        assert yen.node.exchange.ask_plainly
        for _ in range(4):
            talk_later(tinh, yen, here)
        assert known(yen, dossier) == at_hub(tinh, dossier)
        ours, theirs = roots(tinh, yen)
        assert ours == theirs


def test_the_hub_leans_on_nothing_that_is_still_under_way_or_gone(tinh: Province, tmp_path: Path) -> None:
    with (
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        here, there = WildRoad(tinh), WildRoad(tinh)
        talk_later(tinh, yen, here)
        dossier = receive(yen, who(yen), competent_unit=HAM_RONG).dossier
        talk_later(tinh, yen, here)
        node = rong.place.identity.node

        def leans_on(after: int) -> object:
            with tinh.hub.store.read() as tx:
                return writer(tx, node, after).held([dossier]).get(dossier, frozenset())

        assert leans_on(0) == frozenset(), "it lies in the mailbox"
        talk_later(tinh, rong, there)
        with rong.store.reading() as tables:
            cursor = tables.meta.number("mailbox")
        assert leans_on(cursor) == at_hub(tinh, dossier)
        assert leans_on(0) == frozenset(), "an old copy of the device has not got that far"
        field(yen, dossier, "Lê Văn Ba")
        before = at_hub(tinh, dossier)
        talk_later(tinh, yen, here)
        assert leans_on(cursor) == before, "what is new lies in the mailbox"
        with tinh.hub.store.write() as tx:
            tx.scope.grow(node, ["abcdef-1-1"])
        assert leans_on(cursor) == frozenset(), "a growth is under way: nobody can say how far it came"
        with tinh.hub.store.write() as tx:
            tx.scope.stop_growth(node)
        assert leans_on(cursor) == before
        with tinh.hub.store._engine.begin() as db:  # type: ignore[attr-defined]
            db.execute(update(t.entitlement).where(t.entitlement.c.node == node).values(active=False))
        assert leans_on(cursor) == frozenset(), "what left the scope may have been dropped"


def test_letters_lean_at_all(tinh: Province, tmp_path: Path) -> None:
    """Or the tests above would prove nothing."""
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        dossier = receive(yen, who(yen)).dossier
        talk_later(tinh, yen, road)
        with yen.store.reading() as tables:
            assert tables.outbox.held_by_hub([dossier])[dossier] == known(yen, dossier)
            assert PACKED in tables.meta.text(PEER_CAPS)
