"""Looking at what was stored: it stops when the node wants to, goes on where it was; a bad file stops no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from node.bootstrap import Running
from node.ports.tray import PageLook
from node.usecases.scans.tray_intake import DONE, UNREADABLE, TrayIntake
from node.usecases.scans.tray_looks import TrayLooks
from plumbing.drop_folder import DropFolder
from plumbing.problem import Problem
from tests.node.commune import commune

LARGE = (pytest.mark.full, pytest.mark.timeout(900))


@dataclass
class BlindStacks:
    """One page a file; knows of files that are broken, and counts how often a worker was started."""

    deadly: frozenset[bytes] = frozenset()
    starts: int = 0
    seen: list[bytes] = field(default_factory=list)

    @contextmanager
    def many(self) -> Iterator[BlindStacks]:
        self.starts += 1
        yield self

    def look(self, path: Path) -> Sequence[PageLook]:
        data = path.read_bytes()
        if data in self.deadly:
            raise Problem("OCR_CRASHED", "Máy đọc dừng giữa chừng.", "later")
        self.seen.append(data)
        return [PageLook(1, 1, False, False, "", (), b"picture")]

    def part(self, path: Path, pages: Sequence[int], target: Path) -> None:
        raise NotImplementedError


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with commune(tmp_path).open("yen") as opened:
        yield opened


def scan(number: int) -> bytes:
    return b"%%PDF-1.7 %04d" % number


def filled(running: Running, root: Path, files: int) -> DropFolder:
    """A folder whose files were taken in and not looked at."""
    folder = root / "quet"
    folder.mkdir()
    for number in range(files):
        (folder / f"{number:04}.pdf").write_bytes(scan(number))
    watched = DropFolder(folder, settled=0.0)
    taking = TrayIntake(running.place, watched)
    taking.take()
    assert taking.take() == files
    assert len(list((folder / DONE).iterdir())) == files
    return watched


def waiting(running: Running) -> int:
    with running.store.reading() as tables:
        return tables.tray.to_look_at()


@pytest.mark.parametrize("files", [120, pytest.param(2_500, marks=LARGE)])
def test_many_files_are_stored_at_once_and_looked_at_by_one_worker(
    running: Running, tmp_path: Path, files: int
) -> None:
    folder, stacks = filled(running, tmp_path, files), BlindStacks()
    assert waiting(running) == files
    assert TrayLooks(running.place, folder, stacks).look() == files
    assert (stacks.starts, stacks.seen) == (1, [scan(number) for number in range(files)])
    assert running.node.tray.view().count == files
    assert TrayLooks(running.place, folder, stacks).look() == 0
    assert stacks.starts == 1


@pytest.mark.parametrize("files", [60, pytest.param(2_000, marks=LARGE)])
def test_a_power_cut_while_many_files_are_stored_loses_none_and_doubles_none(
    tmp_path: Path, files: int
) -> None:
    made, folder = commune(tmp_path), tmp_path / "quet"
    folder.mkdir()
    for number in range(files):
        (folder / f"{number:04}.pdf").write_bytes(scan(number))
    command = [sys.executable, "-m", "tests.node.usecases.scanner", str(tmp_path / "yen"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        while not (folder / DONE).exists() and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    names = [f"{number:04}.pdf" for number in range(files)]
    with made.open("yen") as running:
        watched = DropFolder(folder, settled=0.0)
        for _ in range(2):
            TrayIntake(running.place, watched).take()
        TrayLooks(running.place, watched, BlindStacks()).look()
        with running.store.reading() as tables:
            stored = [*tables.tray.files("looked", files + 1), *tables.tray.files("unreadable", files + 1)]
        assert sorted(file.name for file in stored) == names
        for file in stored:
            assert running.place.blobs.path(file.sha256).read_bytes() == scan(int(file.name[:4]))
    assert sorted(path.name for path in folder.rglob("*.pdf")) == names
    assert not list(folder.glob("*.pdf"))


def test_it_stops_between_two_files_and_goes_on_where_it_was(running: Running, tmp_path: Path) -> None:
    folder, stacks = filled(running, tmp_path, 6), BlindStacks()
    assert TrayLooks(running.place, folder, stacks, lambda: len(stacks.seen) >= 2).look() == 2
    assert waiting(running) == 4
    TrayLooks(running.place, folder, stacks).look()
    assert stacks.seen == [scan(number) for number in range(6)]


def test_a_file_that_kills_the_looker_stops_no_other_and_is_told_after_three_tries(
    running: Running, tmp_path: Path
) -> None:
    folder, stacks = filled(running, tmp_path, 3), BlindStacks(frozenset({scan(1)}))
    looks = TrayLooks(running.place, folder, stacks)
    assert looks.look() == 2
    assert waiting(running) == 1
    assert looks.look() == 0
    assert looks.look() == 1
    assert [file.code for file in running.node.tray.view().unreadable] == ["OCR_CRASHED"]
    assert (tmp_path / "quet" / UNREADABLE / "0001.pdf").read_bytes() == scan(1)
    assert len(list((tmp_path / "quet" / DONE).iterdir())) == 2
