"""Once a day: what left and is past its days goes, and its scans; never what is unsent or named by what is kept."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.state import DossierState
from node.bootstrap import Running
from node.store.scope import _OF_DOSSIER
from node.usecases.life.housekeeping import Housekeeping
from tests.node.commune import commune, receive

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9
KEPT_ON_PURPOSE = {"departed", "audit", "tasks", "result_numbers", "receipt_heads", "jobs", "backfile_papers"}


@pytest.fixture
def yen(tmp_path: Path) -> Iterator[Running]:
    with commune(tmp_path).open("yen") as running:
        yield running


def with_scan(yen: Running, data: bytes) -> tuple[str, str]:
    dossier = receive(yen).dossier
    state = yen.node.scans.add_upload(dossier, "TK", io.BytesIO(data), "image/jpeg", "lan")
    assert isinstance(state, DossierState)
    return dossier, state.pages[0].blob


def depart(yen: Running, *dossiers: str) -> None:
    """The province has all their facts, and they left our scope long ago."""
    with yen.store.writing() as tables:
        for dossier in dossiers:
            tables.scope.leave(dossier, 1)
            tables.scope.hide(dossier, 1)
    yen.store._writer.execute("DELETE FROM outbox")


def sent(yen: Running, blob: str) -> None:
    with yen.store.writing() as tables:
        row = tables.blobs.get(blob)
        assert row is not None
        tables.blobs.sent(blob, row.size)


def test_scans_go_after_their_dossier_but_not_before_the_hub_has_them(yen: Running) -> None:
    forgotten: list[str] = []
    house = Housekeeping(yen.place, "h" * 16, forgotten.extend)
    gone, blob = with_scan(yen, JPEG)
    depart(yen, gone)
    assert house.tidy() == (1, 0)
    assert yen.place.blobs.has(blob)
    sent(yen, blob)
    assert house.tidy() == (0, 1)
    assert not yen.place.blobs.has(blob)
    assert forgotten == [blob]
    with yen.store.reading() as tables:
        said = [row.action for row in tables.audit.list(3)]
        assert tables.audit.broken_at() == 0
    assert f"scan dropped {blob}" in said
    assert "dossier dropped" in said
    assert house.tidy() == (0, 0)


def test_a_scan_that_another_dossier_names_stays(yen: Running) -> None:
    gone, blob = with_scan(yen, JPEG)
    _, same = with_scan(yen, JPEG)
    assert same == blob
    depart(yen, gone)
    sent(yen, blob)
    assert Housekeeping(yen.place, "h" * 16, lambda _: None).tidy() == (1, 0)
    assert yen.place.blobs.has(blob)


def test_the_day_counts_not_the_hour(yen: Running) -> None:
    house = Housekeeping(yen.place, "h" * 16, lambda _: None)
    assert house.look()
    assert not house.look()
    yen.place.clock.pass_time(days=1)  # type: ignore[attr-defined]
    assert house.look()


def test_no_table_that_knows_dossiers_is_forgotten_when_one_is_dropped(yen: Running) -> None:
    found = yen.store._writer.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.name = 'dossier' AND m.name NOT LIKE 'dossier_text_%'"
    ).fetchall()
    named = {row[0] for row in found} - KEPT_ON_PURPOSE
    assert named - set(_OF_DOSSIER) <= {"marks"}  # a hidden dossier has none
