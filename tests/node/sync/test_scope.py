"""A node's scope, with a real hub: differences are found and healed; what leaves goes when all of ours is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dossier.exchange.digest import root_of
from dossier.state import Custody
from hub.usecases.devices.enrol import lease_for, resurrect
from hub.usecases.exchange.deliver import answer
from hub.usecases.exchange.round import converse
from hub.usecases.record.project import state_of
from hub.usecases.register.grants import lease_more, lease_of
from hub.usecases.scope.route import Routed, route
from hub.usecases.scope.told import GROWTH_FROM
from node.bootstrap import Running, build
from node.status import node_status
from node.usecases.counter.leases import blocks_ever, freeze_leases, is_low, usable_leases
from node.usecases.exchange.scope import DAY_MS, LATE_EDIT, TRUST_FOR_MS
from node.usecases.life.rebirth import begin_incarnation
from tests.hub.province import HAM_RONG, QUANG_YEN, Province
from tests.node.commune import receive
from tests.node.sync.test_dialogue import WildRoad, dialogue, enrolled, who


def roots(tinh: Province, node: Running) -> tuple[bytes, bytes]:
    with node.store.reading() as mine, tinh.hub.store.read() as theirs:
        return root_of(mine.scope.sums()), root_of(theirs.scope.sums(node.place.identity.node))


@contextmanager
def opened_again(stopped: Running) -> Iterator[Running]:
    """The same node after a start anew."""
    running = build(stopped.place.config, stopped.place.clock)
    try:
        yield running
    finally:
        running.stop()


def talk_later(tinh: Province, node: Running, road: WildRoad) -> None:
    """A dialogue some minutes on, when the ends compare themselves again."""
    tinh.clock.ms += 3 * 60 * 1000
    assert dialogue(node, road).talk().problem is None


def test_what_either_side_lost_is_found_by_the_digest_and_comes_back(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        dossiers = [receive(yen, who(yen)).dossier for _ in range(5)]
        talk_later(tinh, yen, road)
        ours, theirs = roots(tinh, yen)
        assert ours == theirs
        with yen.store.writing() as tables:
            tables.scope.leave(dossiers[0], 1)
            tables.scope.hide(dossiers[0], 1)
            tables.scope.purge(dossiers[0])
        with tinh.hub.store.write() as tx:
            tx.scope.change({(dossiers[1], yen.place.identity.node): None})
        for _ in range(3):
            talk_later(tinh, yen, road)
        ours, theirs = roots(tinh, yen)
        assert ours == theirs
        with yen.store.reading() as tables:
            assert set(tables.changes.dossiers()) == set(dossiers)
            assert tables.meta.text("digest_same") == ours.hex()


def test_when_all_is_the_same_little_is_said_and_then_nothing(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        receive(yen, who(yen))
        talk_later(tinh, yen, road)
        talk_later(tinh, yen, road)
        assert len(yen.node.exchange.hello()) < 300
        with yen.store.reading() as tables:
            assert tables.meta.text("digest_same")
            assert tables.meta.text("digest_vector") == ""


def test_a_great_scope_comes_while_the_counter_works(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        many = {receive(yen, who(yen)).dossier for _ in range(GROWTH_FROM + 20)}
        talk_later(tinh, yen, road)
        with enrolled(tinh, tmp_path / "moi", QUANG_YEN, ()) as fresh:
            line = WildRoad(tinh, ["", "out", "", "back"])
            dialogue(fresh, line).talk()
            mine = receive(fresh, who(fresh)).dossier
            for _ in range(4):
                tinh.clock.ms += 3 * 60 * 1000
                dialogue(fresh, line).talk()
            with fresh.store.reading() as tables:
                assert set(tables.changes.dossiers()) == many | {mine}
                assert tables.meta.number("growth_upto") == tables.meta.number("growth_total") == len(many)
            ours, theirs = roots(tinh, fresh)
            assert ours == theirs
            with tinh.hub.store.read() as tx:
                assert tx.scope.growing(fresh.place.identity.node, 0, 10) == []


def moved_away(tinh: Province, dossier: str) -> None:
    with tinh.hub.store.write() as tx:
        state = state_of(tx.dossiers.get([dossier])[dossier])
        gone = replace(state, receiving_unit=HAM_RONG, custody=Custody(HAM_RONG, "", ""))
        route(tinh.hub, tx, tinh.hub.register.current(tx), [Routed(gone)])


def test_what_left_the_scope_is_hidden_only_after_the_receipt_and_dropped_after_its_days(
    tinh: Province, tmp_path: Path
) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        dossier, other = (receive(yen, who(yen)).dossier for _ in range(2))
        talk_later(tinh, yen, road)
        with yen.store.writing() as tables:  # something of ours that has no receipt yet
            (change, _, raw) = tables.changes.listed(dossier)[0]
            tables.outbox.send_again(dossier, change, len(raw), 1, "")
        moved_away(tinh, dossier)
        with yen.store.writing() as tables:
            assert tables.scope.leave(dossier, tinh.clock.now_ms())
            yen.node.exchange._scope_keeper.settle(tables)
        with yen.store.reading() as tables:
            assert {row.dossier for row in tables.projections.rows({}, 9, 0)} == {dossier, other}
        talk_later(tinh, yen, road)
        talk_later(tinh, yen, road)
        with yen.store.reading() as tables:
            assert [row.dossier for row in tables.projections.rows({}, 9, 0)] == [other]
            assert dossier in set(tables.changes.dossiers())
        ours, theirs = roots(tinh, yen)
        assert ours == theirs
        tinh.clock.ms += (yen.place.config.keep_departed_days + 1) * DAY_MS
        with yen.store.writing() as tables:
            assert yen.node.exchange._scope_keeper.settle(tables) == 1
            assert set(tables.changes.dossiers()) == {other}


def test_a_late_edit_of_what_left_is_sent_and_comes_back_as_a_task(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        dossier = receive(yen, who(yen)).dossier
        talk_later(tinh, yen, road)
        moved_away(tinh, dossier)
        talk_later(tinh, yen, road)
        with yen.store.writing() as tables:
            (change, _, raw) = tables.changes.listed(dossier)[0]
            tables.outbox.send_again(dossier, change, len(raw), 1, "")
            yen.node.exchange._scope_keeper.settle(tables)
            (task,) = tables.scope.tasks(9)
            assert (task.dossier, task.kind) == (dossier, LATE_EDIT)
        tinh.clock.ms += (yen.place.config.keep_departed_days + 1) * DAY_MS
        with yen.store.writing() as tables:
            assert yen.node.exchange._scope_keeper.settle(tables) == 0  # never while it is unsent


def test_a_provisional_code_becomes_a_task_once_there_are_numbers(tinh: Province, tmp_path: Path) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        road = WildRoad(tinh)
        talk_later(tinh, yen, road)
        with yen.store.writing() as tables:
            freeze_leases(tables, tinh.clock.today())
            assert is_low(tables, tinh.clock.today()), "blocks of a life before count as none"
        dossier = receive(yen, who(yen)).dossier
        with yen.store.reading() as tables:
            assert tables.scope.tasks(9) == []
        for _ in range(2):
            talk_later(tinh, yen, road)  # asks for a new block, and gets it
        with yen.store.reading() as tables:
            assert [(task.dossier, task.kind) for task in tables.scope.tasks(9)] == [(dossier, "code")]
        assert node_status(yen.place.config)["tasks"][0]["dossier"] == dossier


def test_blocks_of_a_life_before_give_nothing_for_days_around_the_restore(
    tinh: Province, tmp_path: Path
) -> None:
    """The clock may have been wrong when the life before gave numbers, or be wrong now."""
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        talk_later(tinh, yen, WildRoad(tinh))
        day = tinh.clock.today()
        with yen.store.writing() as tables:
            assert usable_leases(tables, day)
            freeze_leases(tables, day)
            around = [usable_leases(tables, day + timedelta(days=off)) for off in (0, 1, 2)]
            assert around == [[], [], []]
            assert usable_leases(tables, day + timedelta(days=3))
            assert not is_low(tables, day + timedelta(days=3))


def test_a_block_that_the_hub_gave_to_a_life_before_is_frozen_also_when_the_copy_did_not_know_it(
    tinh: Province, tmp_path: Path
) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        talk_later(tinh, yen, WildRoad(tinh))
        day = tinh.clock.today()
        with yen.store.writing() as tables:
            freeze_leases(tables, day)
            tables.meta.put("incarnation", 3)
            known = tables.register.grants("lease")[0]
            for life in (2, 3):
                block = {
                    "lease_id": f"L{life}",
                    "first": 1000 * life,
                    "last": 1000 * life + 5,
                    "incarnation": life,
                }
                tables.register.add_grant(replace(known, id=f"L{life}", body={**known.body, **block}))
            assert [lease.first for lease in usable_leases(tables, day)] == [3000]
            assert {2000, 3000} <= {one.first for one in usable_leases(tables, day + timedelta(days=3))}


def test_a_block_given_again_the_same_day_stays_frozen_though_its_lease_has_the_old_name(
    tinh: Province, tmp_path: Path
) -> None:
    """The copy was made before the second block came; the life before may have given its numbers."""
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        node, day = yen.place.identity.node, tinh.clock.today()
        with tinh.hub.store.write() as tx:
            before = lease_more(tinh.hub, tx, node)
        begin_incarnation(yen.store, resurrect(tinh.hub, node, 1).incarnation, tinh.clock)
        again = lease_for(tinh.hub, node, "", 0, 0)
        assert before is not None
        assert lease_of(again) == lease_of(before)
    with opened_again(yen) as yen:
        talk_later(tinh, yen, WildRoad(tinh))
        with yen.store.reading() as tables:
            given = {lease_of(again).first} & {first for first, _, _ in blocks_ever(tables)}
            assert given.isdisjoint(lease.first for lease in usable_leases(tables, day))
            assert given, "it came"


class WaitingRoad(WildRoad):
    """As a greeting that waits for mail until time is up: what goes without saying is not said."""

    asked = 0

    def exchange(self, envelope: bytes) -> bytes:
        self.asked += 1
        answered = converse(self.tinh.hub, envelope, answer)
        return b"" if answered.is_empty else answered.envelope


def test_the_hub_s_silence_says_that_scopes_are_the_same_so_that_idle_costs_one_request(
    tinh: Province, tmp_path: Path
) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen:
        talk_later(tinh, yen, WildRoad(tinh))
        dossier = receive(yen, who(yen)).dossier
        talk_later(tinh, yen, WildRoad(tinh))
        tinh.clock.ms += TRUST_FOR_MS + 60_000
        road = WaitingRoad(tinh)
        assert dialogue(yen, road).talk().problem is None
        assert road.asked == 1
        with yen.store.reading() as tables:
            assert tables.meta.number("digest_ms") == tinh.clock.ms
            assert tables.meta.text("digest_same") == root_of(tables.scope.sums()).hex()
        with yen.store.writing() as tables:
            tables.scope.leave(dossier, 1)
            tables.scope.hide(dossier, 1)
            tables.scope.purge(dossier)
        tinh.clock.ms += TRUST_FOR_MS + 60_000
        assert dialogue(yen, road).talk().problem is None
        assert road.asked > 2, "a difference is said at once"
        ours, theirs = roots(tinh, yen)
        assert ours == theirs
