"""What a node's figures lack is named, and what came in is shown on its day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.commune import Commune, commune, receive


@pytest.fixture
def made(tmp_path: Path) -> Commune:
    return commune(tmp_path)


def test_other_devices_of_the_unit_are_named_until_something_of_theirs_is_here(made: Commune) -> None:
    with made.open("yen") as yen, made.open("kit") as kit:
        (silent,) = yen.node.figures.silent()  # the ward's device is not ours, and no gap in our figures
        assert (silent.name, silent.last_ms) == ("Máy thử", 0)
        dossier = receive(kit).dossier
        with kit.store.reading() as theirs, yen.store.writing() as ours:
            raws = [raw for _, _, raw in theirs.changes.listed(dossier)]
            opened = yen.place.engine.open(b"", raws)
            for change in opened.changes():
                ours.changes.apply(dossier, change, kit.place.identity.node, made.clock.ms)
        assert yen.node.figures.silent() == ()
        made.clock.pass_time(hours=25)
        (again,) = yen.node.figures.silent()
        assert 0 < again.last_ms < made.clock.ms


def test_what_was_received_is_shown_on_its_day(made: Commune) -> None:
    with made.open("yen") as yen:
        receive(yen)
        made.clock.pass_time(days=3)
        receive(yen)
        receive(yen)
        flow = yen.node.figures.flow()
        assert [one.received for one in flow[-4:]] == [1, 0, 0, 2]
        made.clock.pass_time(days=14)
        assert not any(one.received for one in yen.node.figures.flow())
