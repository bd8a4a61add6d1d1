"""Judging and raising many files by one child: it is kept, replaced when it dies, and ended when nobody asks."""

from __future__ import annotations

import threading

import pytest

from node.sign import spare, talk
from node.sign.child import verify_pdf
from node.sign.kept import KeptChild
from node.sign.problems import SigningProblem
from node.sign.report import Report, Verdict
from node.sign.spare import Worker
from tests.node.sign.people import NOW, Office


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """Every child that was started."""
    found: list[Worker] = []
    real = spare.start_worker

    def noting() -> Worker:
        found.append(real())
        return found[-1]

    monkeypatch.setattr(spare, "start_worker", noting)
    return found


def judged(child: KeptChild, pdf: bytes, office: Office) -> Report:
    return verify_pdf(pdf, office.trust, NOW, ask=child.ask)


def test_many_files_take_one_child_and_a_dead_one_is_replaced(
    office: Office, certified: bytes, paper: bytes, started: list[Worker]
) -> None:
    child = KeptChild()
    for _ in range(3):
        assert judged(child, certified, office).verdict is Verdict.VALID
    with pytest.raises(SigningProblem, match="NO_SIGNATURES"):
        judged(child, paper, office)
    assert len(started) == 1
    started[0].kill()
    with pytest.raises(SigningProblem, match="SIGNING_FAILED"):
        judged(child, certified, office)
    assert judged(child, certified, office).verdict is Verdict.VALID
    assert len(started) == 2
    child.close()
    assert all(worker.poll() is not None for worker in started)


def test_an_idle_child_gives_its_memory_back(
    office: Office, certified: bytes, started: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    real = spare.end_worker

    def telling(worker: Worker) -> None:
        real(worker)
        ended.set()

    monkeypatch.setattr(talk, "end_worker", telling)
    child = KeptChild(idle_seconds=0.05)
    assert judged(child, certified, office).verdict is Verdict.VALID
    assert ended.wait(120)
    assert judged(child, certified, office).verdict is Verdict.VALID
    child.close()
