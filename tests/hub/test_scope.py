"""Scopes at the hub: the digest follows every change, a difference is found and healed, growth is resumable."""

from dataclasses import replace
from datetime import date

from dossier.exchange.digest import mark_of, root_of, unlike_buckets
from dossier.exchange.frames import Changes, Digest, Frame, Growth, Letter, Marks, Scope, Want
from dossier.facts import FactKind
from dossier.state import Custody
from hub.usecases.exchange.beside import CAP
from hub.usecases.exchange.round import exchange
from hub.usecases.record.project import state_of
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation
from hub.usecases.scope.route import Routed, route
from hub.usecases.scope.told import GROWTH_FROM, settle_all
from tests.dossier.exchange.digest_sums import sums_of
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, merger, receive
from tests.hub.simple_node import SimpleNode


def greet(
    tinh: Province, node: SimpleNode, *frames: Frame, caps: frozenset[str] = frozenset({CAP})
) -> Letter:
    node.ms = tinh.clock.ms = max(node.ms, tinh.clock.ms)
    letter = Letter(
        node.node,
        node.incarnation,
        0,
        node.hub_node,
        ack=node.ack,
        device_ms=node.ms,
        caps=caps,
        frames=frames,
    )
    return node.take(exchange(tinh.hub, node.seal(letter)))


def root(node: SimpleNode) -> bytes:
    return root_of(sums_of((dossier, mark_of(dossier, node.digest(dossier))) for dossier in node.log))


def said(letter: Letter, kind: type[Frame]) -> list[Frame]:
    return [frame for frame in letter.frames if isinstance(frame, kind)]


def growth(letter: Letter) -> list[Growth]:
    return [frame for frame in letter.frames if isinstance(frame, Growth)]


def test_the_digest_of_a_scope_follows_receipts_mail_and_offers(tinh: Province) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    lan, son = tinh.officer("lan", QUANG_YEN), tinh.officer("son", HAM_RONG)
    tinh.talk_all(yen)
    tinh.talk_all(rong)
    first = receive(yen, lan, HAM_RONG)
    receive(yen, lan)
    tinh.talk_all(yen)
    tinh.talk_all(rong)
    yen.act(first, lan, FactKind.CUSTODY_OFFERED, {"to": HAM_RONG})
    for node in (yen, rong, yen):
        tinh.talk_all(node)
    for node in (yen, rong):
        (answer,) = said(greet(tinh, node, Digest(root(node))), Digest)
        assert answer == Digest(root(node))
    rong.act(first, son, FactKind.CUSTODY_ACCEPTED)
    (unlike,) = said(greet(tinh, rong, Digest(root(rong))), Digest)
    assert isinstance(unlike, Digest)
    assert len(unlike.vector) == 2048


def test_a_difference_is_narrowed_to_the_dossiers_and_healed_from_both_sides(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    dossiers = [receive(yen, lan) for _ in range(12)]
    tinh.talk_all(yen)
    lost = yen.log.pop(dossiers[3])
    ours = receive(yen, lan)
    yen.unsent.clear()  # as if the node had forgotten to queue it
    answer = greet(tinh, yen, Digest(root(yen)))
    (digest,) = said(answer, Digest)
    assert isinstance(digest, Digest)
    assert answer.more
    marks = {dossier: mark_of(dossier, yen.digest(dossier)) for dossier in yen.log}
    buckets = unlike_buckets(sums_of(marks.items()), digest.vector)
    assert 0 < len(buckets) <= 2
    named = tuple((d, mark.short) for d, mark in marks.items() if sums_of([(d, mark)]).keys() <= set(buckets))
    answer = greet(tinh, yen, Marks(buckets, named))
    assert said(answer, Want) == [Want((ours,))]
    assert yen.log[dossiers[3]].keys() == lost.keys()


def test_a_great_scope_comes_beside_the_mail_and_goes_on_where_it_stopped(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    many = {receive(yen, lan) for _ in range(GROWTH_FROM + 40)}
    tinh.talk_all(yen)
    fresh = tinh.node(QUANG_YEN)
    answer = greet(tinh, fresh)
    (first,) = said(answer, Growth)
    assert isinstance(first, Growth)
    assert first.total == len(many)
    assert 0 < first.upto < first.total
    held = set(fresh.log)
    tinh.talk_all(yen)
    again = greet(tinh, fresh)  # the answer was lost before it was stored: the same part again
    assert said(again, Growth) == [first]
    assert set(fresh.log) == held
    at = first
    while at.upto < at.total:
        answer = greet(tinh, fresh, Growth(at.plan, at.upto))
        (at,) = growth(answer)
    assert not answer.more
    assert set(fresh.log) == many
    answer = greet(tinh, fresh, Growth(at.plan, at.upto), Digest(root(fresh)))
    assert said(answer, Digest) == [Digest(root(fresh))]
    assert not said(answer, Changes)


def test_an_old_device_gets_its_scope_through_the_mailbox(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    many = {receive(yen, lan) for _ in range(GROWTH_FROM)}
    tinh.talk_all(yen)
    old = tinh.node(QUANG_YEN)
    tinh.talk_all(old)
    assert set(old.log) == many


def test_a_node_is_told_what_left_its_scope_and_what_came_back(tinh: Province) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    dossier = receive(yen, lan, HAM_RONG)
    tinh.talk_all(yen)
    yen.act(dossier, lan, FactKind.CUSTODY_OFFERED, {"to": HAM_RONG})
    tinh.talk_all(yen)
    tinh.talk_all(rong)
    assert dossier in rong.log
    yen.act(dossier, lan, FactKind.CUSTODY_RECALLED)
    tinh.talk_all(yen)
    answer = tinh.talk(rong)
    assert said(answer, Scope) == [Scope(left=(dossier,))]
    with tinh.hub.store.write() as tx:
        state = state_of(tx.dossiers.get([dossier])[dossier])
        again = replace(state, custody=Custody(QUANG_YEN, "", HAM_RONG))
        route(tinh.hub, tx, tinh.hub.register.current(tx), [Routed(again)])
    answer = tinh.talk(rong)
    assert said(answer, Scope) == [Scope(joined=(dossier,))]
    assert said(answer, Changes)


def test_a_reorganisation_brings_each_device_what_its_new_unit_holds(tinh: Province) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    tinh.talk_all(rong)
    mine = {receive(yen, lan) for _ in range(3)}
    tinh.talk_all(yen)
    before = {one: set(changes) for one, changes in yen.log.items()}
    day = date(2026, 11, 20)
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "", day, (merger(day),)), "quan-tri")
    tinh.talk_all(rong)
    assert mine <= set(rong.log)
    assert {one: set(rong.log[one]) for one in mine} == {one: before[one] for one in mine}


def test_marks_are_made_once_on_a_database_from_before(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    receive(yen, lan)
    tinh.talk_all(yen)
    with tinh.hub.store.write() as tx:
        before = tx.scope.sums(yen.node)
        tx.scope.change({(dossier, yen.node): None for dossier in yen.log})
    assert settle_all(tinh.hub) == 1
    assert settle_all(tinh.hub) == 0
    with tinh.hub.store.read() as tx:
        assert root_of(tx.scope.sums(yen.node)) == root_of(before)


def test_a_letter_that_is_no_greeting_may_carry_the_same(tinh: Province) -> None:
    yen = tinh.node(QUANG_YEN)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(yen)
    receive(yen, lan)
    letter = yen.letter()
    with_more = replace(letter, caps=frozenset({CAP}), frames=(*letter.frames, Digest(root(yen))))
    answer = yen.take(exchange(tinh.hub, yen.seal(with_more)))
    assert said(answer, Digest) == [Digest(root(yen))]
