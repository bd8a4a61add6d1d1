"""Official numbers: a renewed block goes on where it stood, a restored day gives none of an old block."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.exchange.wire import GrantFrame
from node.bootstrap import Running
from node.usecases.counter.leases import freeze_leases, is_low, next_code, numbers_left, usable_leases
from node.usecases.exchange.register_mail import take_grants
from tests.node.commune import Commune, commune


@pytest.fixture
def place(tmp_path: Path) -> Commune:
    return commune(tmp_path)


@pytest.fixture
def yen(place: Commune) -> Iterator[Running]:
    with place.open("yen") as running:
        yield running


def renewed(place: Commune, yen: Running, until: str) -> None:
    """The hub's lease of the same block for longer."""
    body = place.hub.grant(
        "lease",
        lease_id=f"L1-{until}",
        node=yen.place.identity.node,
        org_identifier="H56.16480",
        first=1,
        last=50,
        valid_from="2026-01-01",
        valid_to=until,
    )
    frame = GrantFrame("lease", body["text"], bytes.fromhex(body["signature"]))
    with yen.store.writing() as tables:
        assert take_grants(yen.place, yen.node.exchange.hub, tables, [frame]) == []


def take(yen: Running, count: int) -> list[str]:
    day = yen.place.clock.today()
    with yen.store.writing() as tables:
        return [next_code(tables, "abcdef", day).text for _ in range(count)]


def test_a_renewed_block_never_gives_a_number_twice(place: Commune, yen: Running) -> None:
    codes = take(yen, 30)
    renewed(place, yen, "2028-12-31")
    renewed(place, yen, "2029-12-31")
    codes += take(yen, 30)
    official = [code for code in codes if not code.startswith("TAM-")]
    assert len(official) == len(set(official)) == 50
    assert all(code.startswith("TAM-") for code in codes[50:])
    with yen.store.reading() as tables:
        day = yen.place.clock.today()
        (block,) = usable_leases(tables, day)
        assert block.expires.year == 2029
        assert (numbers_left(tables, day), is_low(tables, day)) == (0, True)


def test_after_a_restore_a_renewal_does_not_open_the_old_block_again_these_days(
    place: Commune, yen: Running
) -> None:
    with yen.store.writing() as tables:
        freeze_leases(tables, yen.place.clock.today())
    renewed(place, yen, "2028-12-31")
    assert take(yen, 1)[0].startswith("TAM-")
    place.clock.pass_time(days=3)
    assert take(yen, 1) == [f"H56.16480-{yen.place.clock.today():%y%m%d}-00001"]
