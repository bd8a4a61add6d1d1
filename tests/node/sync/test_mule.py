"""Envelopes of others: carried unread, once, within limits, and handed on."""

from pathlib import Path

import pytest

from node.bootstrap import Running
from node.sync.mule import Mule
from plumbing.envelopes import peek
from plumbing.problem import Problem
from tests.node.commune import HAM_RONG, Commune, offered, receive


def mule_of(running: Running) -> Mule:
    return running.node.courier._mule  # type: ignore[attr-defined,no-any-return]


def hub_letter(running: Running) -> bytes:
    receive(running)
    return running.node.exchange.next_letters()[0].envelope


def test_what_a_stick_brings_for_another_is_carried_on_and_arrives(xa: Commune, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()
    with xa.open("yen") as yen, xa.open("kit") as kit, xa.open("rong") as rong:
        dossier = receive(yen, competent_unit=HAM_RONG).dossier
        yen.node.courier.export(str(first), rong.node.identity.node)
        (outcome,) = kit.node.courier.import_(str(first))
        assert outcome.details["carried"]
        assert kit.node.views.counts()["all"] == 0
        kit.node.courier.export(str(second), rong.node.identity.node)
        rong.node.courier.import_(str(second))
        assert offered(rong) == [dossier]


def test_an_envelope_is_carried_once_even_after_it_was_handed_on(xa: Commune) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        letter, mule = hub_letter(yen), mule_of(kit)
        assert mule.carry(letter)
        assert not mule.carry(letter)
        ((row, data),) = mule.waiting(xa.hub.keys.node)
        assert data == letter
        mule.handed(row)
        assert not mule.carry(letter)
        assert list(mule.waiting("")) == []


def test_time_quota_and_unknown_people_bound_what_is_carried(xa: Commune) -> None:
    with xa.open("yen") as yen, xa.open("kit", carry_days=1, carry_mb=0) as kit:
        letter = hub_letter(yen)
        with pytest.raises(Problem, match="CARRY_FULL"):
            mule_of(kit).carry(letter)
    with xa.open("kit", carry_days=1) as kit:
        mule = mule_of(kit)
        broken = letter[:-1] + bytes([letter[-1] ^ 1])
        with pytest.raises(Problem, match="ENVELOPE_BAD_SIGNATURE"):
            mule.carry(broken)
        mule.carry(letter)
        xa.clock.pass_time(days=2)
        assert list(mule.waiting("")) == []
        assert mule.carry(letter)
        with pytest.raises(Problem, match="CARRY_NOT_OURS"):
            mule.carry(letter_to_kit(xa))


def letter_to_kit(xa: Commune) -> bytes:
    with xa.open("yen") as yen:
        envelope = yen.node.exchange.letter_to(xa.keys["kit"].node).envelope
    assert peek(envelope).addressee == xa.keys["kit"].node
    return envelope


def test_bytes_that_changed_on_the_disk_are_not_handed_on(xa: Commune) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        mule = mule_of(kit)
        mule.carry(hub_letter(yen))
        (file,) = (xa.root / "kit" / "carried").iterdir()
        file.write_bytes(b"MCE1 something else")
        assert list(mule.waiting("")) == []
