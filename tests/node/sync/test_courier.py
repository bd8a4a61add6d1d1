"""The USB road between two real nodes: everything arrives once, nothing broken or foreign does harm."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.authors import author_of
from dossier.crdt import parse_change
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Letter, SealFrame
from node.bootstrap import Running
from node.usecases.models import FileOutcome
from node.usecases.page_models import FieldEntry
from plumbing.envelopes import open_letter
from plumbing.problem import Problem
from tests.node.commune import HAM_RONG, Commune, done, offered, receive


def carry(source: Running, target: Running, stick: Path) -> FileOutcome:
    """Export for the other node, import there, and clear the stick."""
    source.node.courier.export(str(stick), target.node.identity.node)
    (outcome,) = target.node.courier.import_(str(stick))
    for file in stick.iterdir():
        file.unlink()
    return outcome


def test_two_nodes_at_once_differ_in_a_field_and_a_person_settles_it(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        dossier = receive(yen).dossier
        assert carry(yen, kit, stick).code == ""
        done(yen.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn An")], "lan"))
        done(kit.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Ân")], "hoa"))
        assert carry(kit, yen, stick).changes == 1
        view = yen.node.views.dossier(dossier, "lan")
        assert [d.subject for d in view.state.disputes] == ["father"]
        assert yen.node.views.counts()["disputes"] == 1
        settled = done(yen.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Ân")], "lan"))
        assert settled.disputes == ()
        carry(yen, kit, stick)
        assert kit.node.views.dossier(dossier, "hoa").state == settled


def test_what_a_kit_brings_goes_on_to_the_hub_with_the_seal_of_its_author(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        receive(kit, officer="hoa")
        carry(kit, yen, stick)
        (letter,) = yen.node.exchange.next_letters()
        _, opened = open_letter(letter.envelope, xa.hub.keys, lambda node: yen_key(xa))
        seals = [frame for frame in opened.frames if type(frame).__name__ == "SealFrame"]
        changes = [frame for frame in opened.frames if type(frame).__name__ == "Changes"]
        assert [seal.node for seal in seals] == [kit.node.identity.node]
        assert len(changes) == 1
        assert author_of(kit.node.identity.actor) == kit.node.identity.node


def yen_key(xa: Commune) -> bytes:
    return xa.keys["yen"].public_key


def test_the_same_envelope_twice_changes_nothing(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        dossier = receive(yen).dossier
        yen.node.courier.export(str(stick), kit.node.identity.node)
        kit.node.courier.import_(str(stick))
        before = kit.node.views.dossier(dossier, "hoa").state
        (again,) = kit.node.courier.import_(str(stick))
        assert again.code == "ENVELOPE_ALREADY_TAKEN"
        assert kit.node.views.dossier(dossier, "hoa").state == before
        assert len(list(stick.glob("*.mce"))) == 1


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda raw: raw[:-7], "ENVELOPE_TRUNCATED"),
        (lambda raw: raw[:50], "ENVELOPE_TRUNCATED"),
        (lambda raw: raw[:200] + bytes([raw[200] ^ 1]) + raw[201:], "ENVELOPE_BAD_SIGNATURE"),
        (lambda raw: b"PK\x03\x04" + raw, "ENVELOPE_FOREIGN"),
        (lambda raw: b"", "ENVELOPE_TRUNCATED"),
        (lambda raw: b"MCE9" + raw[4:], "ENVELOPE_NEWER_VERSION"),
    ],
)
def test_a_damaged_envelope_is_refused_in_words_and_the_rest_flows(
    xa: Commune, stick: Path, damage: Callable[[bytes], bytes], code: str
) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        dossier = receive(yen).dossier
        (name,) = yen.node.courier.export(str(stick), kit.node.identity.node).files
        (stick / f"0-{name}").write_bytes(damage((stick / name).read_bytes()))
        bad, good = kit.node.courier.import_(str(stick))
        assert (bad.code, good.code) == (code, "")
        assert bad.message_vi
        assert kit.node.views.dossier(dossier, "hoa").state.dossier == dossier


def test_an_envelope_for_somebody_else_is_kept_for_them(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        receive(yen)
        yen.node.courier.export(str(stick))
        (outcome,) = kit.node.courier.import_(str(stick))
        assert outcome.code == "ENVELOPE_NOT_FOR_US"
        assert list(stick.glob("*.mce"))


def test_a_half_written_file_is_called_so(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen:
        (stick / "x.mce.part").write_bytes(b"MCE1")
        (outcome,) = yen.node.courier.import_(str(stick))
        assert outcome.code == "ENVELOPE_TRUNCATED"


def test_a_kit_whose_clock_is_three_days_ahead_is_refused_and_loses_nothing(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        xa.clock.pass_time(days=3)
        dossier = receive(kit, officer="hoa").dossier
        kit.node.courier.export(str(stick), yen.node.identity.node)
        xa.clock.pass_time(days=-3)
        (outcome,) = yen.node.courier.import_(str(stick))
        assert outcome.code == "CLOCK_AHEAD"
        assert yen.node.views.counts()["all"] == 0
        assert kit.node.line.outbox()[0].dossier == dossier


def test_changes_without_a_seal_of_their_author_are_set_aside(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        dossier = receive(yen, competent_unit=HAM_RONG).dossier
        with kit.store.writing() as tables, yen.store.reading() as theirs:
            for change, _, raw in theirs.changes.listed(
                dossier
            ):  # a kit that carries what nobody vouched for
                tables.outbox.add(dossier, change, len(raw), 1, 1, "")
                tables.changes.apply(dossier, parse_change(raw), yen.node.identity.node, 1)
        with xa.open("rong") as rong:
            kit.node.courier.export(str(stick), rong.node.identity.node)
            (outcome,) = rong.node.courier.import_(str(stick))
            assert outcome.code == "NOT_SEALED"
            assert rong.node.line.aside()[0].code == "NOT_SEALED"
            assert rong.node.views.counts()["all"] == 0


def _unsealed(xa: Commune, stick: Path) -> str:
    """Hàm Rồng holds a dossier's changes that a kit brought without their author's seal."""
    with xa.open("yen") as yen, xa.open("kit") as kit, xa.open("rong") as rong:
        dossier = receive(yen, competent_unit=HAM_RONG).dossier
        with kit.store.writing() as tables, yen.store.reading() as theirs:
            for change, _, raw in theirs.changes.listed(dossier):
                tables.outbox.add(dossier, change, len(raw), 1, 1, "")
                tables.changes.apply(dossier, parse_change(raw), yen.node.identity.node, 1)
        kit.node.courier.export(str(stick), rong.node.identity.node)
        (outcome,) = rong.node.courier.import_(str(stick))
        assert outcome.code == "NOT_SEALED"
        return dossier


def test_what_was_set_aside_unsealed_is_taken_when_its_seal_arrives(xa: Commune, stick: Path) -> None:
    dossier = _unsealed(xa, stick)
    with xa.open("yen") as yen, xa.open("rong") as rong:
        with yen.store.writing() as tables:  # the seal alone, on any road: here a letter of two frames
            changes = [change for change, _, _ in tables.changes.listed(dossier)]
            seal = make_seal(yen.node.identity.node, changes, xa.keys["yen"].sign)
        frame = SealFrame(seal.node, seal.root, seal.signature, seal.leaves)
        letter = Letter(yen.node.identity.node, 1, 900, rong.node.identity.node, frames=(frame,))
        outcome = rong.node.exchange.merge(letter)
        assert (outcome.code, outcome.changes) == ("", len(changes))
        assert rong.node.line.aside() == ()
        assert offered(rong) == [dossier]
        assert rong.node.line.outbox()[0].dossier == dossier  # relayed to the hub with its author's seal


def test_a_seal_of_somebody_else_frees_nothing(xa: Commune, stick: Path) -> None:
    dossier = _unsealed(xa, stick)
    with xa.open("kit") as kit, xa.open("rong") as rong:
        with kit.store.reading() as tables:
            changes = [change for change, _, _ in tables.changes.listed(dossier)]
        seal = make_seal(kit.node.identity.node, changes, xa.keys["kit"].sign)
        frame = SealFrame(seal.node, seal.root, seal.signature, seal.leaves)
        letter = Letter(kit.node.identity.node, 1, 901, rong.node.identity.node, frames=(frame,))
        assert rong.node.exchange.merge(letter).code == "NOT_SEALED"
        assert [row.code for row in rong.node.line.aside()] == ["NOT_SEALED"]
        assert rong.node.views.counts()["all"] == 0
        honest = make_seal(xa.keys["yen"].node, changes, xa.keys["yen"].sign)
        frame = SealFrame(honest.node, honest.root, honest.signature, honest.leaves)
        letter = Letter(honest.node, 1, 902, rong.node.identity.node, frames=(frame,))
        assert rong.node.exchange.merge(letter).changes == len(changes)


def test_a_missing_folder_or_full_stick_is_said_before_anything_is_written(
    xa: Commune, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with xa.open("yen") as yen:
        receive(yen)
        with pytest.raises(Problem, match="COURIER_FOLDER"):
            yen.node.courier.export(str(stick / "none"))
        monkeypatch.setattr("plumbing.stick.shutil.disk_usage", lambda _: _Usage())
        with pytest.raises(Problem, match="COURIER_NO_SPACE"):
            yen.node.courier.export(str(stick))
        assert list(stick.iterdir()) == []


class _Usage:
    free = 10


def test_the_register_travels_with_a_neighbours_letter(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        new = {"op": "retire_officer", "officer": "hoa", "day": "2026-12-01"}
        row = xa.hub.change(new)
        with yen.store.writing() as tables:
            tables.register.add_change(row["number"], row["text"], bytes.fromhex(row["signature"]))
        carry(yen, kit, stick)
        assert kit.place.register.officers["hoa"].valid_to is not None


def test_a_neighbour_gets_only_what_its_unit_is_entitled_to(xa: Commune, stick: Path) -> None:
    with xa.open("yen") as yen, xa.open("rong") as rong:
        receive(yen)
        theirs = receive(yen, competent_unit=HAM_RONG).dossier
        carry(yen, rong, stick)
        assert offered(rong) == [theirs]
        assert rong.node.views.counts()["all"] == 1
