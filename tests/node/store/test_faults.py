"""Nothing acknowledged is lost: killed at any moment, on a full disk, on a damaged file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from node.bootstrap import Running, build
from node.config import Config
from node.store.database import SqliteStore
from node.usecases.record.rebuild import rebuild
from plumbing.problem import Problem
from tests.node.commune import Commune, receive

ROOT = Path(__file__).parents[3]


def _work_until_killed(data: Path, acts: int) -> list[str]:
    command = [sys.executable, "-m", "tests.node.store.busy_clerk", str(data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as clerk:
        assert clerk.stdout is not None
        said = [clerk.stdout.readline().strip() for _ in range(acts)]
        clerk.kill()
        return said + [line.strip() for line in clerk.stdout.readlines() if line.endswith("\n")]


def _check_after_kill(xa: Commune, said: list[str]) -> None:
    running = build(Config(data=xa.root / "yen", hub_url="https://hub.invalid", replica_dir=""))
    try:
        with running.store.reading() as tables:
            before = tables.projections.dump()
            held = set(tables.changes.dossiers())
            queued = {row.dossier for row in tables.outbox.unsent(100_000)}
            assert set(said) <= held
            assert held == queued == {row[1] for row in before if row[0] == "dossier"}
            assert tables.audit.broken_at() == 0
        rebuild(running.place)
        with running.store.reading() as tables:
            assert tables.projections.dump() == before
    finally:
        running.stop()


def test_a_killed_node_has_everything_it_acknowledged(xa: Commune) -> None:
    said: list[str] = []
    for acts in (3, 11):
        said += _work_until_killed(xa.root / "yen", acts)
        _check_after_kill(xa, said)
    assert len(set(said)) == len(said)


@pytest.mark.full
@pytest.mark.timeout(900)
def test_a_node_killed_many_times_has_everything_it_acknowledged(xa: Commune) -> None:
    said: list[str] = []
    for round_number in range(25):
        said += _work_until_killed(xa.root / "yen", 1 + round_number * 7 % 23)
        _check_after_kill(xa, said)


def _receive_until_full(running: Running) -> None:
    for _ in range(500):
        receive(running)


def test_a_full_disk_refuses_the_act_and_keeps_what_was_there(xa: Commune) -> None:
    with xa.open("yen") as running:
        kept = receive(running).dossier
        running.store._writer.execute("PRAGMA max_page_count = 1")  # SQLite raises it to the present size
        with pytest.raises(Problem, match="DISK_FULL"):
            _receive_until_full(running)
        held = running.node.views.counts()["all"]
        running.store._writer.execute("PRAGMA max_page_count = 100000000")
        assert running.node.views.dossier(kept, "lan").state.dossier == kept
        receive(running)
        assert running.node.views.counts()["all"] == held + 1


def test_a_damaged_file_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "node.db"
    SqliteStore(path).close()
    raw = bytearray(path.read_bytes())
    raw[4096 + 200 : 4096 * 12] = b"\xff" * (4096 * 11 - 200)
    path.write_bytes(raw)
    with pytest.raises(Problem) as caught:
        SqliteStore(path)
    assert caught.value.code in ("DATABASE_DAMAGED", "DATABASE_UNREADABLE")
    assert path.read_bytes() == bytes(raw)


def test_two_writers_in_one_thread_are_a_mistake_and_readers_cannot_write(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "node.db")
    with store.writing(), pytest.raises(RuntimeError), store.writing():
        pass
    with store.reading() as tables, pytest.raises(Exception, match="readonly"):
        tables.meta.put("x", 1)
    store.close()
    store.close()


def test_what_a_crash_left_half_written_is_swept_at_the_next_start(xa: Commune) -> None:
    partial = xa.root / "yen" / "blobs" / "partial"
    partial.mkdir(parents=True)
    stale, fresh, upload = partial / "a.tmp", partial / "b.tmp", partial / f"{'0' * 64}.part"
    for file in (stale, fresh, upload):
        file.write_bytes(b"half")
    for file in (stale, upload):
        os.utime(file, (1, 1))
    with xa.open("yen"):
        assert sorted(partial.iterdir()) == sorted([fresh, upload])
