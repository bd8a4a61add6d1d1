"""What a node cannot read, prove or fold is set aside and shown; everything else flows; an update heals it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from dossier.crdt import RawChange, parse_change
from dossier.errors import KernelError
from node.bootstrap import Running
from node.ports import Projection
from node.usecases.exchange import incoming
from node.usecases.exchange.second_try import RETRY_JOB, Retried, SecondTry, ask_at_start
from node.usecases.page_models import FieldEntry
from node.usecases.record import enact, projecting
from node.usecases.record.rebuild import Rebuilt, rebuild
from plumbing.automerge_engine import AutomergeEngine
from plumbing.problem import Problem
from tests.node.commune import Commune, receive


@pytest.fixture
def two(xa: Commune) -> Iterator[tuple[Running, Running]]:
    with xa.open("yen") as yen, xa.open("kit") as kit:
        yield yen, kit


@pytest.fixture
def unfoldable(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Dossiers at which this version of the fold fails."""
    chokes_at: set[str] = set()
    real = projecting.fold

    def fold(dossier: str, *rest: Any) -> Any:
        if dossier in chokes_at:
            raise ZeroDivisionError
        return real(dossier, *rest)

    monkeypatch.setattr(projecting, "fold", fold)
    monkeypatch.setattr(enact, "fold", fold)
    return chokes_at


def bring(sender: Running, reader: Running) -> Any:
    """What the sender has for the reader, by hand."""
    letter = sender.node.exchange.letter_to(reader.node.identity.node)
    return reader.node.exchange.take_letter(letter.envelope)


def again(running: Running) -> Retried:
    return SecondTry(running.place, running.node.exchange.hub).run()


def codes(running: Running) -> list[str]:
    return [row.code for row in running.node.line.aside()]


def test_a_dossier_that_cannot_be_folded_is_set_aside_the_rest_of_the_letter_flows_and_an_update_heals_it(
    two: tuple[Running, Running], unfoldable: set[str]
) -> None:
    yen, kit = two
    poison, good = receive(kit, officer="hoa").dossier, receive(kit, officer="hoa").dossier
    letter = kit.node.exchange.letter_to(yen.node.identity.node)
    unfoldable.add(poison)
    assert yen.node.exchange.take_letter(letter.envelope).code == "UNFOLDABLE"
    shown = {row.dossier for row in yen.node.line.outbox()}
    assert shown == {poison, good}, "both go on to the hub"
    with yen.store.reading() as tables:
        assert tables.projections.get(poison) is None
        assert tables.projections.get(good) is not None
    assert codes(yen) == ["UNFOLDABLE"]
    assert again(yen) == Retried(0, 0, 0, 1)
    unfoldable.clear()
    assert again(yen) == Retried(0, 1, 0, 0)
    with yen.store.reading() as tables:
        assert tables.projections.get(poison) is not None


def test_the_last_good_state_stays_in_the_lists_and_an_act_is_refused_in_words(
    two: tuple[Running, Running], unfoldable: set[str]
) -> None:
    yen, kit = two
    dossier = receive(kit, officer="hoa").dossier
    bring(kit, yen)
    with yen.store.reading() as tables:
        before = tables.projections.get(dossier)
    kit.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Ba")], "hoa")
    letter = kit.node.exchange.letter_to(yen.node.identity.node)
    unfoldable.add(dossier)
    yen.node.exchange.take_letter(letter.envelope)
    with yen.store.reading() as tables:
        assert tables.projections.get(dossier) == before
        assert len(tables.changes.known(dossier)) == 2
    with pytest.raises(Problem) as refused:
        yen.node.scans.confirm_fields(dossier, [FieldEntry("father", "Lê Văn Bốn")], "hoa")
    assert (refused.value.code, refused.value.retry) == ("UNFOLDABLE", "operator")
    yen.node.exchange.letter_to(kit.node.identity.node)  # a letter for a neighbour goes without it
    unfoldable.clear()
    assert again(yen).folded == 1
    with yen.store.reading() as tables:
        row = tables.projections.get(dossier)
        assert row is not None
        assert row.facts == 2


def test_a_change_that_could_not_be_merged_is_merged_after_an_update_and_goes_on_to_the_hub(
    two: tuple[Running, Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    yen, kit = two
    dossier = receive(kit, officer="hoa").dossier
    letter = kit.node.exchange.letter_to(yen.node.identity.node)

    def open_(self: AutomergeEngine, snapshot: bytes, changes: Sequence[bytes] = ()) -> Any:
        raise KernelError("BAD_DOCUMENT", "Hồ sơ hỏng.")

    with monkeypatch.context() as broken:
        broken.setattr(AutomergeEngine, "open", open_)
        assert yen.node.exchange.take_letter(letter.envelope).code == "BAD_DOCUMENT"
        assert again(yen) == Retried(0, 0, 0, 1)
    assert codes(yen) == ["BAD_DOCUMENT"]
    assert again(yen) == Retried(1, 0, 0, 0)
    assert [row.dossier for row in yen.node.line.outbox()] == [dossier]
    with yen.store.reading() as tables:
        assert tables.projections.get(dossier) is not None


def test_a_change_of_a_form_that_this_version_cannot_read_is_read_after_an_update(
    two: tuple[Running, Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    yen, kit = two
    dossier = receive(kit, officer="hoa").dossier
    letter = kit.node.exchange.letter_to(yen.node.identity.node)

    def old_reader(_: bytes) -> RawChange:
        raise KernelError("BAD_CHANGE", "Không đọc được.")

    with monkeypatch.context() as old:
        old.setattr(incoming, "parse_change", old_reader)
        yen.node.exchange.take_letter(letter.envelope)
    assert codes(yen) == ["BAD_CHANGE"]
    assert again(yen) == Retried(1, 0, 0, 0)
    with yen.store.reading() as tables:
        assert [parse_change(raw).raw == raw for _, _, raw in tables.changes.listed(dossier)] == [True]


def test_a_letter_that_the_hub_would_never_take_is_taken_apart_and_written_anew(
    two: tuple[Running, Running],
) -> None:
    yen, _ = two
    dossier = receive(yen).dossier
    (letter,) = yen.node.exchange.next_letters()
    with yen.store.writing() as tables:
        tables.outbox.set_aside(letter.seq)
        tables.desk.set_aside(f"letter {letter.seq}", "LETTER_UNREADABLE", "Không đọc được.", b"", 1)
    assert yen.node.exchange.next_letters() == []
    assert again(yen) == Retried(0, 0, 1, 0)
    (new,) = yen.node.exchange.next_letters()
    assert new.seq > letter.seq
    assert [row.dossier for row in yen.node.line.outbox()] == [dossier]


def test_a_start_and_a_person_ask_for_a_second_try_and_nobody_does_when_nothing_is_aside(
    two: tuple[Running, Running], unfoldable: set[str]
) -> None:
    yen, kit = two
    poison = receive(kit, officer="hoa").dossier
    ask_at_start(yen.place)
    assert yen.node.line.jobs("") == ()
    letter = kit.node.exchange.letter_to(yen.node.identity.node)
    unfoldable.add(poison)
    yen.node.exchange.take_letter(letter.envelope)
    ask_at_start(yen.place)
    assert yen.jobs.run_due() == 1
    assert codes(yen) == ["UNFOLDABLE"]
    unfoldable.clear()
    yen.node.line.retry_aside("lan")
    assert [job.kind for job in yen.node.line.jobs("")] == [RETRY_JOB]
    assert yen.jobs.run_due() == 1
    assert codes(yen) == []
    assert yen.node.line.audit(1)[0].action == "retry what was set aside"


def test_one_dossier_that_cannot_be_folded_stops_no_rebuild_and_keeps_its_row(
    two: tuple[Running, Running], unfoldable: set[str]
) -> None:
    yen, _ = two
    first, poison, last = (receive(yen).dossier for _ in range(3))
    with yen.store.writing() as tables:
        before = tables.projections.dump()
        row = tables.projections.get(last)
        assert row is not None
        tables.projections.put([Projection(replace(row, dossier="stray0-1-1"), (), (), "")])
        tables.projections.put([Projection(replace(row, stage="damaged"), (), (), "")])
    unfoldable.add(poison)
    assert rebuild(yen.place) == Rebuilt(3, 1)
    with yen.store.reading() as tables:
        assert tables.projections.dump() == before, (
            first,
            "what no dossier bears is gone, the rest as it was",
        )
    assert codes(yen) == ["UNFOLDABLE"]
    unfoldable.clear()
    assert rebuild(yen.place) == Rebuilt(3, 0)
    assert codes(yen) == []
