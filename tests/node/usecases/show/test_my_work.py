"""The work list of each role: what waits for her, and nothing that waits for others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.decide import Command
from dossier.facts import FactKind as K
from node.bootstrap import Running
from node.usecases.models import WorkFilter
from node.usecases.rows import work_row
from tests.node.commune import HAM_RONG, QUANG_YEN, Commune, commune, done, officer_op, receive

STAFF = {
    "tiep": ("tiep_nhan",),
    "tham": ("thu_ly",),
    "chu": ("lanh_dao",),
    "van": ("van_thu",),
    "tra": ("tra_ket_qua",),
    "may": ("quan_tri",),
}


@pytest.fixture
def staffed(tmp_path: Path) -> Iterator[Running]:
    made = commune(tmp_path)
    made.hub.change(*(officer_op(name, QUANG_YEN, roles) for name, roles in STAFF.items()))
    made.lay_out("yen")
    with made.open("yen") as running:
        yield running


def whose(running: Running, dossier: str) -> set[str]:
    """Officers on whose list the dossier stands; counts and lists must agree."""
    found = set()
    for officer in STAFF:
        rows = running.node.views.worklist(WorkFilter("mine", officer=officer))
        assert len(rows) == running.node.views.counts(officer)["mine"]
        if dossier in {row.dossier for row in rows}:
            found.add(officer)
    return found


def test_a_dossier_wanders_from_list_to_list(staffed: Running) -> None:
    acts = staffed.node.acts
    dossier = receive(staffed).dossier
    assert staffed.node.views.counts()["new"] == 1
    assert whose(staffed, dossier) == {"chu"}
    done(acts.perform(dossier, Command(K.ASSIGNED, {"to": "tham"}), "chu"))
    assert staffed.node.views.counts()["new"] == 0
    assert whose(staffed, dossier) == {"tham"}
    done(acts.perform(dossier, Command(K.APPRAISED, {"verdict": "granted"}), "tham"))
    done(acts.perform(dossier, Command(K.SUBMITTED_FOR_APPROVAL, {"undigitised_reason": "thử"}), "tham"))
    assert whose(staffed, dossier) == {"chu"}
    done(acts.perform(dossier, Command(K.APPROVED), "chu"))
    assert whose(staffed, dossier) == {"van"}
    done(acts.perform(dossier, Command(K.ISSUED, {"number": "1/QĐ", "blob": "a" * 64, "size": 1}), "van"))
    assert whose(staffed, dossier) == {"tiep", "tra"}
    done(acts.perform(dossier, Command(K.RETURNED, {"to": "Lan", "how": "counter"}), "tra"))
    assert whose(staffed, dossier) == set()


def test_what_is_being_sent_away_waits_for_the_other_unit(staffed: Running) -> None:
    dossier = receive(staffed, competent_unit=HAM_RONG).dossier
    assert whose(staffed, dossier) == set()
    (row,) = staffed.node.views.worklist(WorkFilter("open"))
    assert (row.offered, row.offered_to) == (False, HAM_RONG)
    assert row.offered_to_name == "Phường Hàm Rồng"


def test_an_offer_waits_for_intake_and_leader_of_the_other_unit(xa: Commune, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with xa.open("yen") as yen, xa.open("rong") as rong:
        dossier = receive(yen, competent_unit=HAM_RONG).dossier
        yen.node.courier.export(str(stick), rong.node.identity.node)
        rong.node.courier.import_(str(stick))
        (row,) = rong.node.views.worklist(WorkFilter("mine", officer="son"))
        assert (row.dossier, row.offered) == (dossier, True)


def test_a_holder_that_was_split_is_called_by_its_last_name(xa: Commune) -> None:
    decree = {"number": "1/NQ", "issued": "2025-12-01", "in_force": "2025-12-15", "operates": "2026-01-01"}
    halves = [f"9990{n}@2026-01-01" for n in (1, 2)]
    split = {
        "op": "lineage",
        "decree": decree,
        "dissolved": [HAM_RONG],
        "founded": [
            {"code": half[:5], "name": f"Phường Nửa {half[4]}", "type": "phường", "parent_code": "38"}
            for half in halves
        ],
        "pieces": [
            {"old_id": HAM_RONG, "new_id": half, "area": "part", "population": "part"} for half in halves
        ],
    }
    xa.hub.change({"op": "units", "change": [split]})
    xa.lay_out("yen", [xa.hub.lease(xa.keys["yen"].node), xa.hub.credential("lan")])
    with xa.open("yen") as running:
        receive(running)
        today = running.place.clock.today()
        with running.store.reading() as tables:
            (row,) = tables.projections.rows({}, 1, 0)
            seen = work_row(running.place, tables, replace(row, holder=HAM_RONG), 0, today)
    assert seen.holder_name == "Phường Hàm Rồng (nay thuộc Phường Nửa 1, Phường Nửa 2)"
