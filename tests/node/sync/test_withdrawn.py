"""A page in the wrong dossier, between two communes and the province: who had no business with it keeps nothing."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.state import DossierState
from hub.usecases.exchange.blobs import take
from node.bootstrap import Running
from node.usecases.life.housekeeping import Housekeeping
from node.usecases.record.enact import known_state
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, province
from tests.node.commune import done, receive
from tests.node.sync.test_courier_scans import picture
from tests.node.sync.test_dialogue import enrolled, who
from tests.node.sync.test_lanes import contact, slow

Two = tuple[Province, Running, Running, str]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """Quảng Yên received for Hàm Rồng and scanned a stranger's page, which Hàm Rồng has got."""
    with (
        province(tmp_path / "hub") as tinh,
        enrolled(tinh, tmp_path / "yen", QUANG_YEN, ("lan",)) as yen,
        enrolled(tinh, tmp_path / "rong", HAM_RONG, ("son",)) as rong,
    ):
        for running in (yen, rong):
            slow(running, "")
            contact(tinh, running)
        dossier = receive(yen, who(yen), competent_unit=HAM_RONG).dossier
        done(yen.node.scans.add_upload(dossier, "TK", io.BytesIO(picture()), "image/jpeg", who(yen)))
        for running in (yen, rong, yen, rong):
            contact(tinh, running)
        assert rong.place.blobs.has(state(rong, dossier).pages[0].blob)
        yield tinh, yen, rong, dossier


def state(running: Running, dossier: str) -> DossierState:
    with running.store.reading() as tables:
        return known_state(running.place, tables, dossier)


def test_the_other_commune_sees_it_no_more_and_drops_its_copy(two: Two) -> None:
    tinh, yen, rong, dossier = two
    page = state(yen, dossier).pages[0]
    done(yen.node.scans.withdrawals.withdraw(dossier, [page.key], "nham_nguoi", who(yen)))
    for running in (yen, rong):
        contact(tinh, running)
    assert state(rong, dossier).pages == ()
    with pytest.raises(Problem) as caught:
        rong.node.scans.page_file(dossier, page.key)
    assert caught.value.code == "PAGE_UNKNOWN"
    with pytest.raises(Problem) as caught:
        take(tinh.hub, rong.place.identity.node, page.blob)
    assert caught.value.code == "BLOB_NOT_NAMED"
    Housekeeping(rong.place, tinh.hub.node, lambda _: None).tidy()
    Housekeeping(yen.place, tinh.hub.node, lambda _: None).tidy()
    assert (rong.place.blobs.has(page.blob), yen.place.blobs.has(page.blob)) == (False, True)


def test_what_the_other_commune_takes_out_waits_in_the_tray_of_whoever_scanned_it(two: Two) -> None:
    tinh, yen, rong, dossier = two
    page = state(rong, dossier).pages[0]
    done(rong.node.scans.withdrawals.withdraw(dossier, [page.key], "nham_nguoi", who(rong, "son")))
    assert rong.node.tray.view().count == 0
    for running in (rong, yen):
        contact(tinh, running)
    with yen.store.reading() as tables:
        (file,) = tables.tray.files_to_look_at(10)
    assert file.sha256 == page.blob
    assert state(yen, dossier).pages == ()


def test_undoing_it_elsewhere_takes_it_out_of_the_tray_and_brings_the_copy_back(two: Two) -> None:
    tinh, yen, rong, dossier = two
    page = state(rong, dossier).pages[0]
    out = done(rong.node.scans.withdrawals.withdraw(dossier, [page.key], "thua", who(rong, "son")))
    for running in (rong, yen):
        contact(tinh, running)
    Housekeeping(rong.place, tinh.hub.node, lambda _: None).tidy()
    done(yen.node.scans.withdrawals.restore(dossier, out.withdrawn[0].key, who(yen)))
    with yen.store.reading() as tables:
        assert tables.tray.files_to_look_at(10) == []
    for running in (yen, rong, rong):
        contact(tinh, running)
    assert state(rong, dossier).pages == (page,)
    assert rong.place.blobs.has(page.blob)


def test_moved_here_and_withdrawn_there_ends_alike_on_both_sides(two: Two) -> None:
    tinh, yen, rong, dossier = two
    page = state(rong, dossier).pages[0]
    done(yen.node.scans.move_page(dossier, page.key, "khac", who(yen)))
    done(rong.node.scans.withdrawals.withdraw(dossier, [page.key], "nham_nguoi", who(rong, "son")))
    for running in (yen, rong, yen):
        contact(tinh, running)
    assert state(yen, dossier).pages == state(rong, dossier).pages == ()
    assert state(yen, dossier).withdrawn == state(rong, dossier).withdrawn
