"""Many papers by one key: opened once, one child, and the end of the batch when key or child are gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.ports import SignOrder, Spot
from node.sign import spare
from node.sign.batch import KeySession, open_key
from node.sign.keys import P12Key
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from node.sign.spare import FreshWorkers, Worker
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.tools import FolderSigner
from plumbing.problem import Problem
from tests.node.sign.people import NOW, PASSPHRASE, Office, intake
from tests.node.sign.tokens import MODULE, Rack, key, rack_of

SPOTS = {"leader": Spot(1, (320.0, 300.0, 480.0, 370.0)), "seal": Spot(1, (300.0, 300.0, 370.0, 370.0))}


class Counted(FreshWorkers):
    """Knows every child that was started."""

    def __init__(self) -> None:
        self.started: list[Worker] = []

    def take(self) -> Worker:
        self.started.append(super().take())
        return self.started[-1]


@pytest.fixture
def rack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office) -> Rack:
    if not MODULE.exists():
        pytest.skip("no SoftHSM")
    return rack_of(tmp_path, monkeypatch, office.officer)


@pytest.fixture
def held(office: Office) -> Iterator[tuple[KeySession, Counted]]:
    workers = Counted()
    session = open_key(P12Key(office.officer, PASSPHRASE), NOW, workers)
    yield session, workers
    session.close()


def test_one_child_signs_many_papers(held: tuple[KeySession, Counted], office: Office, paper: bytes) -> None:
    session, workers = held
    signed = [session.signed(paper, intake()).pdf for _ in range(4)]
    assert len(workers.started) == 1
    for one in signed:
        assert verify(one, read_trust(office.trust), NOW).verdict is Verdict.VALID


def test_a_paper_that_cannot_be_signed_costs_only_itself(
    held: tuple[KeySession, Counted], paper: bytes
) -> None:
    session, _ = held
    with pytest.raises(SigningProblem, match="NOT_A_PDF"):
        session.signed(b"no", intake())
    signed = session.signed(paper, intake()).pdf
    with pytest.raises(SigningProblem, match="CERTIFY_TOO_LATE"):
        session.signed(signed, intake())
    assert session.signed(paper, intake())


def test_a_child_that_died_ends_the_batch(held: tuple[KeySession, Counted], paper: bytes) -> None:
    session, workers = held
    workers.started[0].kill()
    for _ in range(2):
        with pytest.raises(SigningProblem, match="SIGNING_FAILED"):
            session.signed(paper, intake())
    assert session.is_over
    assert len(workers.started) == 1


def test_a_wrong_passphrase_leaves_no_child_behind(office: Office) -> None:
    workers = Counted()
    with pytest.raises(SigningProblem, match="WRONG_PASSPHRASE"):
        open_key(P12Key(office.officer, "sai"), NOW, workers)
    assert workers.started[0].poll() is not None


def test_a_token_gets_its_pin_once_for_all_papers(rack: Rack, office: Office, paper: bytes) -> None:
    session = open_key(key(), NOW, FreshWorkers())
    signed = [session.signed(paper, intake()).pdf for _ in range(3)]
    session.close()
    assert {verify(one, read_trust(office.trust), NOW).verdict for one in signed} == {Verdict.VALID}


def test_a_token_that_stopped_answering_is_asked_no_more(rack: Rack, paper: bytes) -> None:
    workers = Counted()
    session = open_key(key(), NOW, workers)
    assert session.signed(paper, intake())
    workers.started[0].kill()
    for _ in range(2):
        with pytest.raises(SigningProblem, match="TOKEN_NOT_ANSWERING"):
            session.signed(paper, intake())
    assert len(workers.started) == 1


def test_no_pin_reaches_a_token_twice(rack: Rack) -> None:
    with pytest.raises(SigningProblem, match="PIN_WRONG"):
        open_key(key(pin="999999"), NOW, FreshWorkers())


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> FolderSigner:
    shutil.copy(office.leader, tmp_path / "duc.p12")
    shutil.copy(office.seal, tmp_path / "seal.p12")
    return FolderSigner(tmp_path)


def order(role: str, holder: str, passphrase: str = PASSPHRASE) -> SignOrder:
    at_ms = int(NOW.timestamp() * 1000)
    return SignOrder(role, holder, "Lê Văn Đức", passphrase, "Ký duyệt", "xã", at_ms, SPOTS)


def test_leader_and_agency_stay_open_side_by_side(
    folder: FolderSigner, office: Office, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Worker] = []
    real = spare.start_worker

    def counting() -> Worker:
        started.append(real())
        return started[-1]

    monkeypatch.setattr(spare, "start_worker", counting)
    with folder.batch() as many:
        for _ in range(3):
            by_leader = many.sign(paper, order("leader", "duc"))
            both = many.sign(by_leader.data, order("seal", "x"))
            assert verify(both.data, read_trust(office.trust), NOW).verdict is Verdict.VALID
    folder.workers.close()
    assert len(started) <= 3  # two keys, one spare
    assert all(worker.poll() is not None for worker in started)


def test_a_wrong_passphrase_in_a_batch_is_told_at_its_first_paper(folder: FolderSigner, paper: bytes) -> None:
    with folder.batch() as many, pytest.raises(Problem, match="WRONG_PASSPHRASE"):
        many.sign(paper, order("leader", "duc", "sai"))
    folder.workers.close()
