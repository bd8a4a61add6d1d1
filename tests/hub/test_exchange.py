"""Letters in, letters out: what is merged is signed for, and what was stored survives every bad envelope."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dossier.errors import KernelError
from dossier.exchange.frames import GREETING
from dossier.exchange.wire import Changes, Letter, Receipt, receipt_message
from dossier.facts import FactKind
from hub.records import ContactRow
from hub.usecases.devices.enrol import resurrect, revoke
from hub.usecases.exchange.round import exchange
from plumbing.keys import NodeKeys, verify
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive
from tests.hub.simple_node import SimpleNode


def greet(node: SimpleNode) -> bytes:
    """A letter that only asks for the mailbox."""
    letter = replace(node.letter(), seq=GREETING, frames=())
    node.seq -= 1
    return node.seal(letter)


def dossiers(tinh: Province) -> dict[str, str]:
    with tinh.hub.store.read() as tx:
        return {row.dossier: row.digest for row in tx.dossiers.all_figures()}


def refused(tinh: Province, envelope: bytes) -> str:
    with pytest.raises((Problem, KernelError)) as caught:
        exchange(tinh.hub, envelope)
    return str(getattr(caught.value, "code", ""))


def test_a_dossier_travels_from_one_commune_to_the_other(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    assert qy.receipts[-1].heads == ((dossier, qy.digest(dossier)),)
    tinh.talk(hr)
    assert hr.digest(dossier) == qy.digest(dossier)
    assert hr.state(dossier).custody == qy.state(dossier).custody


def test_custody_moves_and_comes_back_to_the_receiver(tinh: Province) -> None:
    lan, hoa = tinh.officer("lan", QUANG_YEN), tinh.officer("hoa", HAM_RONG)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    tinh.talk(hr)
    hr.act(dossier, hoa, FactKind.CUSTODY_ACCEPTED)
    tinh.talk(hr)
    tinh.talk(qy)
    custody = qy.state(dossier).custody
    assert custody is not None
    assert (custody.holder, custody.offered_to) == (HAM_RONG, "")


def test_receipts_are_the_hubs_word(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    tinh.talk(qy)
    receipt = qy.receipts[-1]
    assert verify(tinh.hub.keys.public_key, receipt_message(receipt), receipt.signature)
    assert (receipt.node, receipt.incarnation, receipt.seq) == (qy.node, 1, 1)


def test_the_same_letter_twice_gets_the_same_receipt_and_changes_nothing(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    receive(qy, lan, HAM_RONG)
    envelope = qy.envelope()
    qy.take(exchange(tinh.hub, envelope))
    before = dossiers(tinh)
    tinh.clock.ms += 60_000
    qy.take(exchange(tinh.hub, envelope))
    assert qy.receipts[0] == qy.receipts[1]
    assert dossiers(tinh) == before
    frames = hr.take(exchange(tinh.hub, greet(hr))).frames
    assert sum(isinstance(frame, Changes) for frame in frames) == 1


def test_a_greeting_is_not_kept_and_gets_no_receipt(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    for _ in range(2):
        answer = qy.take(exchange(tinh.hub, greet(qy)))
        assert not any(isinstance(frame, Receipt) for frame in answer.frames)
    with tinh.hub.store.read() as tx:
        assert tx.letters.last_seq(qy.node, 1) == 0


def test_bad_envelopes_are_named_and_what_was_stored_is_intact(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    tinh.talk(qy)
    before = dossiers(tinh)
    receive(qy, lan)
    good = qy.envelope()
    flipped = bytearray(good)
    flipped[-1] ^= 1
    assert refused(tinh, good[:-10]) == "ENVELOPE_TRUNCATED"
    assert refused(tinh, good[:20]) == "ENVELOPE_TRUNCATED"
    assert refused(tinh, bytes(flipped)) == "ENVELOPE_BAD_SIGNATURE"
    assert refused(tinh, b"PK\x03\x04 something else") == "ENVELOPE_FOREIGN"
    assert dossiers(tinh) == before
    exchange(tinh.hub, good)
    assert len(dossiers(tinh)) == 2


def test_strangers_and_revoked_devices_are_refused(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    envelope = greet(qy)
    exchange(tinh.hub, envelope)
    stranger = replace_keys(qy, NodeKeys.generate())
    assert refused(tinh, greet(stranger)) == "ENVELOPE_UNKNOWN_SENDER"
    revoke(tinh.hub, qy.node, "quan-tri")
    assert refused(tinh, envelope) == "NODE_REVOKED"


def replace_keys(node: SimpleNode, keys: NodeKeys) -> SimpleNode:
    return SimpleNode(keys, node.unit, node.hub_node, node.hub_key, node.ms, node.day)


def test_an_envelope_for_somebody_else_is_not_opened(tinh: Province) -> None:
    qy, other = tinh.node(QUANG_YEN), NodeKeys.generate()
    qy.hub_node, qy.hub_key = other.node, other.public_key
    assert refused(tinh, greet(qy)) == "ENVELOPE_NOT_FOR_US"


def test_a_clock_three_days_ahead_is_refused_and_shown_on_the_board(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    qy.ms += 3 * 24 * 3600 * 1000
    receive(qy, lan)
    assert refused(tinh, qy.envelope()) == "CLOCK_AHEAD"
    with tinh.hub.store.read() as tx:
        contact = tx.fleet.get(qy.node)
    assert contact is not None
    assert contact.refusal == "CLOCK_AHEAD"
    assert dossiers(tinh) == {}


def test_two_letters_under_one_number_betray_a_clone(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    tinh.talk(qy)
    qy.seq -= 1
    receive(qy, lan)
    assert refused(tinh, qy.envelope()) == "LETTER_ID_REUSED"
    assert len(dossiers(tinh)) == 1


def test_an_old_copy_is_refused_and_a_new_life_gets_everything_again(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    tinh.talk_all(hr)
    answer = resurrect(tinh.hub, qy.node, 1)
    assert (answer.incarnation, answer.last_seq, answer.dossiers) == (2, 1, 1)
    assert refused(tinh, greet(qy)) == "INCARNATION_OLD"
    born = SimpleNode(
        qy.keys, qy.unit, qy.hub_node, qy.hub_key, tinh.clock.ms, tinh.clock.today(), incarnation=2
    )
    first = born.take(exchange(tinh.hub, greet(born)))
    assert first.ack == 0
    assert born.register.number == qy.register.number
    assert born.digest(dossier) == qy.digest(dossier)
    born.salt = b"reborn"
    receive(born, lan)
    tinh.talk(born)
    assert born.receipts[-1].seq == 1


def test_a_stick_from_the_life_before_is_refused_but_its_work_is_kept(tinh: Province) -> None:
    """The disk died with an envelope still in the driver's pocket: that envelope is the only copy."""
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    stick = qy.envelope()
    resurrect(tinh.hub, qy.node, 1)
    assert refused(tinh, stick) == "INCARNATION_OLD"
    assert dossiers(tinh) == {dossier: qy.digest(dossier).hex()}
    born = SimpleNode(
        qy.keys, qy.unit, qy.hub_node, qy.hub_key, tinh.clock.ms, tinh.clock.today(), incarnation=2
    )
    born.take(exchange(tinh.hub, greet(born)))
    assert born.digest(dossier) == qy.digest(dossier)


def test_a_hub_that_forgot_takes_a_higher_incarnation_at_its_word(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    qy.incarnation = 4
    tinh.talk(qy)
    with tinh.hub.store.read() as tx:
        assert (tx.fleet.get(qy.node) or ContactRow("")).incarnation == 4


def test_unsealed_changes_are_set_aside_and_the_rest_flows(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    bad = receive(qy, lan)
    kept = list(qy.unsent)
    qy.take(exchange(tinh.hub, qy.seal(qy.letter(sealed=False))))
    assert qy.receipts[-1].outcomes == ((bad, "NOT_SEALED"),)
    good = receive(qy, lan)
    tinh.talk(qy)
    assert set(dossiers(tinh)) == {good}
    with tinh.hub.store.read() as tx:
        assert [row.code for row in tx.changes.quarantine(10)] == ["NOT_SEALED"]
    qy.unsent = kept
    tinh.talk(qy)
    assert set(dossiers(tinh)) == {good, bad}
    with tinh.hub.store.read() as tx:
        assert tx.changes.quarantined() == 0


def test_rubbish_among_the_changes_is_set_aside(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    letter = qy.letter()
    spoiled = (*letter.frames, Changes(dossier, (b"rubbish",)), Changes("x-1-1", (b"", b"\x85oJ\x83")))
    qy.take(exchange(tinh.hub, qy.seal(replace(letter, frames=spoiled))))
    assert dict(qy.receipts[-1].outcomes) == {dossier: "BAD_CHANGE", "x-1-1": "BAD_CHANGE"}
    assert set(dossiers(tinh)) == {dossier}


def test_a_change_that_came_too_early_waits_for_the_one_before(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    first = qy.letter()
    qy.act(dossier, lan, FactKind.ASSIGNED, {"to": lan})
    second = qy.letter()
    exchange(tinh.hub, qy.seal(second))
    assert dossiers(tinh) == {}
    exchange(tinh.hub, qy.seal(first))
    assert dossiers(tinh) == {dossier: qy.digest(dossier).hex()}


def test_a_relay_carries_anothers_seal(tinh: Province) -> None:
    """A kit's work reaches the hub in the letter of the node that merged it."""
    lan = tinh.officer("lan", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    dossier = receive(kit, lan)
    carried = kit.letter().frames
    letter = replace(qy.letter(), frames=carried)
    qy.take(exchange(tinh.hub, qy.seal(letter)))
    assert qy.receipts[-1].outcomes == ()
    assert dossiers(tinh) == {dossier: kit.digest(dossier).hex()}


def test_acknowledged_mail_is_forgotten_and_the_rest_comes_again(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    first: Letter = hr.take(exchange(tinh.hub, greet(hr)))
    hr.ack = 0  # the power went before it was stored
    again = hr.take(exchange(tinh.hub, greet(hr)))
    assert (again.seq, again.frames) == (first.seq, first.frames)
    tinh.talk(hr)
    with tinh.hub.store.read() as tx:
        assert tx.mailboxes.state(hr.node).depth == 0


def test_a_long_mailbox_comes_in_several_letters(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    made = [receive(qy, lan, HAM_RONG) for _ in range(5)]
    tinh.talk(qy)
    object.__setattr__(tinh.hub, "config", replace(tinh.hub.config, letter_items=2))
    letters = [tinh.talk(hr)]
    while letters[-1].more:
        letters.append(tinh.talk(hr))
    assert len(letters) >= 3
    assert all(later.ack == earlier.seq for earlier, later in pairwise(letters))
    assert set(hr.log) == set(made)
