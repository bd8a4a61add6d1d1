"""Timestamps as durable work: oldest first, a silent authority costs nothing but time, and every gain is a fact."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from dossier.facts import FactKind
from dossier.state import DossierState, Outcome, SignedDocument
from node.bootstrap import Running
from node.ports import JobRow
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.tools import FolderSigner
from node.usecases.record.enact import known_state
from node.usecases.signing.key_ends import keys_ending
from node.usecases.signing.level_sweep import LevelSweep
from node.usecases.signing.levels import LEVEL_JOB, RESULT_ROLE, is_result_raised
from node.usecases.signing.papers import Signing
from plumbing.problem import Problem
from tests.node.commune import Commune, act, commune, receive
from tests.node.sign.authority import Services, services
from tests.node.sign.people import END, PASSPHRASE


class OnePage:
    """A reader whose searchable copy is one drawn page."""

    def digitise(self, sources: object, target: Path, title: str, *_: object) -> int:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=1)
        canvas.drawString(100, 700, title)
        canvas.save()
        target.write_bytes(out.getvalue())
        return 1


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with services(tmp_path_factory.mktemp("services")) as found:
        yield found


@pytest.fixture
def office(authority: Services) -> Services:
    authority.server.asked.clear()
    authority.server.is_down = False
    return authority


@pytest.fixture
def yen(tmp_path: Path, office: Services) -> Iterator[tuple[Commune, Running]]:
    made = commune(tmp_path)
    made.clock.ms = int(datetime(2026, 11, 23, 2, tzinfo=UTC).timestamp() * 1000)
    office.now = datetime.fromtimestamp(made.clock.ms / 1000, UTC)
    keys = made.root / "yen" / "keys"
    (keys / "signing").mkdir(exist_ok=True)
    shutil.copy(office.officer, keys / "signing" / "lan.p12")
    (keys / "trust.pem").write_bytes(office.trust)
    settings = {"tsa_url": f"{office.server.address}/tsa", "levels_per_contact": 2, "sync_seconds": 60}
    with made.open("yen", **settings) as running:
        yield made, running


def signed(running: Running) -> str:
    """A dossier with one paper signed at intake."""
    dossier = receive(running).dossier
    ref = running.place.blobs.put(b"scan of " + dossier.encode())
    values = {"component": "TK", "number": 1, "blob": ref.sha256, "media_type": "image/png", "size": ref.size}
    act(running, dossier, FactKind.PAGE_SCANNED, "lan", **values)
    signer = FolderSigner(running.place.config.data / "keys" / "signing")
    made = Signing(running.place, OnePage(), signer, object())  # type: ignore[arg-type]
    state = made.digitise_and_sign(dossier, "TK", "lan", PASSPHRASE)
    signer.workers.close()
    assert isinstance(state, DossierState)
    return dossier


def waiting(running: Running) -> list[JobRow]:
    with running.store.reading() as tables:
        return [job for job in tables.jobs.list("queued") if job.kind == LEVEL_JOB]


def document(running: Running, dossier: str) -> tuple[str, bytes]:
    with running.store.reading() as tables:
        (found,) = known_state(running.place, tables, dossier).documents
    return found.level, running.place.blobs.path(found.blob).read_bytes()


def rung(running: Running, dossier: str) -> bool:
    return {one.rung: one.done for one in running.node.ways.ladder(dossier)}["timestamped"]


def test_the_last_rung_is_reached_when_there_is_a_line(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    dossier = signed(running)
    level, before = document(running, dossier)
    assert (level, rung(running, dossier)) == ("B-B", False)
    running.jobs.run_due()
    level, after = document(running, dossier)
    assert (level, rung(running, dossier)) == ("B-LTA", True)
    assert len(after) > len(before)
    assert verify(after, read_trust(office.trust), office.now).verdict is Verdict.VALID
    (renewal,) = waiting(running)
    assert renewal.due_ms - made.clock.ms > 300 * 24 * 3_600_000


def test_a_clock_set_back_behind_a_timestamp_signs_nothing_until_it_is_put_right(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    signed(running)
    running.jobs.run_due()
    now = made.clock.ms
    made.clock.ms = now - 9 * 60_000  # clocks differ
    signed(running)
    made.clock.ms = now - 11 * 60_000
    with pytest.raises(Problem, match="SIGN_CLOCK_BEHIND") as caught:
        signed(running)
    assert "Hãy chỉnh đồng hồ" in caught.value.hint_vi
    made.clock.ms = now
    signed(running)


def test_a_certificate_that_ends_soon_is_told_thirty_days_ahead(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    signed(running)

    def told(days_before_the_end: int) -> list[tuple[str, bool]]:
        made.clock.ms = int((END - timedelta(days=days_before_the_end)).timestamp() * 1000)
        with running.store.reading() as tables:
            return [(one.holder, one.is_over) for one in keys_ending(running.place, tables)]

    assert [told(31), told(29), told(-1)] == [[], [("lan", False)], [("lan", True)]]


def test_papers_that_nobody_was_going_to_raise_are_found_and_queued_once(
    yen: tuple[Commune, Running], office: Services
) -> None:
    _, running = yen
    dossiers = [signed(running) for _ in range(2)]
    with running.store.writing() as tables:
        for job in tables.jobs.list("queued"):
            if job.kind == LEVEL_JOB:
                tables.jobs.finish(job.id, {})
    sweep = LevelSweep(running.place)
    assert [sweep.look(), sweep.look()] == [2, 0]
    running.jobs.run_due()
    assert [document(running, one)[0] for one in dossiers] == ["B-LTA", "B-LTA"]
    assert sweep.look() == 0  # their renewal is queued


def test_an_archived_paper_whose_renewal_was_lost_gets_one(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    dossier = signed(running)
    running.jobs.run_due()
    with running.store.writing() as tables:
        for job in tables.jobs.of_dossier(dossier):
            tables.jobs.finish(job.id, {})
    assert LevelSweep(running.place).look() == 1
    (renewal,) = waiting(running)
    assert (renewal.args["key"], renewal.due_ms > made.clock.ms) != ("", False)
    assert document(running, dossier)[0] == "B-LTA"


def test_an_authority_that_is_down_for_days_costs_no_signature_and_no_job(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    office.server.is_down = True
    dossiers = [signed(running) for _ in range(2)]
    for _ in range(6):
        running.jobs.run_due()
        made.clock.ms += 12 * 3_600_000
    assert len(waiting(running)) == 2
    assert {job.code for job in waiting(running)} <= {"TSA_UNREACHABLE", "LEVEL_WAITS"}
    assert office.asked.count("/tsa") <= 6  # one asks, the others wait for what it hears
    assert [document(running, one)[0] for one in dossiers] == ["B-B", "B-B"]
    office.server.is_down = False
    office.now += timedelta(hours=72)
    running.jobs.run_due()
    assert [document(running, one)[0] for one in dossiers] == ["B-LTA", "B-LTA"]


def test_a_contact_raises_so_many_and_the_oldest_first(
    yen: tuple[Commune, Running], office: Services
) -> None:
    made, running = yen
    made.clock.ms += 60_000 - made.clock.ms % 60_000
    dossiers = [signed(running) for _ in range(3)]
    running.jobs.run_due()
    assert [document(running, one)[0] for one in dossiers] == ["B-LTA", "B-LTA", "B-B"]
    made.clock.ms += 60_000
    running.jobs.run_due()
    assert [document(running, one)[0] for one in dossiers] == ["B-LTA"] * 3


def test_the_timestamp_of_a_result_that_lost_a_dispute_is_not_that_of_the_one_that_stands() -> None:
    lost = SignedDocument(
        "a-1-9", "", "Kết quả số 12 (có dấu thời gian)", "ab", 1, 0, RESULT_ROLE, "B-LTA", "thu"
    )
    mine = replace(lost, key="a-1-20", title="Kết quả số 13 (có dấu thời gian)")
    outcome = Outcome("granted", "13", "cd", 1, 0, date(2026, 11, 22), "16480")
    assert not is_result_raised(DossierState("d", documents=(lost,), outcome=outcome))
    assert is_result_raised(DossierState("d", documents=(lost, mine), outcome=outcome))
    assert not is_result_raised(DossierState("d", documents=(lost,)))
