"""Workers that go from call to call: what one call does to its worker never counts against the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import psutil
import pytest
from PIL import Image

from node.ocr.glance import Glance
from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader, LastingReader
from node.ocr.process.worker_process import WorkerProcess


@pytest.fixture
def reader() -> Iterator[LastingReader]:
    made = ChildReader(Limits(second_reader=False)).lasting()
    yield made
    made.rest()


@pytest.fixture
def blanks(tmp_path: Path) -> Path:
    """Three empty pages."""
    path = tmp_path / "three.tif"
    pages = [Image.new("L", (300, 400), 255) for _ in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Process ids of the workers that were started."""
    pids: list[int] = []
    begin = WorkerProcess.__init__

    def noting(worker: WorkerProcess, memory_bytes: int, priority: int) -> None:
        begin(worker, memory_bytes, priority)
        pids.append(worker._process.pid)

    monkeypatch.setattr(WorkerProcess, "__init__", noting)
    return pids


def seen(reader: ChildReader, path: Path) -> int:
    pages: list[Glance] = []
    reader.look(path, pages.append)
    return len(pages)


def is_over(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_one_worker_serves_call_after_call_until_there_is_rest(
    reader: LastingReader, blanks: Path, started: list[int]
) -> None:
    assert [seen(reader, blanks) for _ in range(3)] == [3, 3, 3]
    assert len(started) == 1
    reader.rest()
    assert is_over(started[0])
    assert seen(reader, blanks) == 3
    assert len(started) == 2


def test_calls_at_the_same_time_have_a_worker_each(
    reader: LastingReader, blanks: Path, started: list[int]
) -> None:
    both = Barrier(2)

    def look() -> int:
        pages: list[Glance] = []

        def meet(page: Glance) -> None:
            pages.append(page)
            if page.page == 1:
                both.wait()

        reader.look(blanks, meet)
        return len(pages)

    with ThreadPoolExecutor(2) as pool:
        assert [call.result() for call in [pool.submit(look), pool.submit(look)]] == [3, 3]
    assert len(started) == 2
    assert seen(reader, blanks) == 3
    assert len(started) == 2
    reader.rest()
    assert all(map(is_over, started))


def test_a_bad_paper_costs_nobody_a_worker(
    reader: LastingReader, blanks: Path, tmp_path: Path, started: list[int]
) -> None:
    assert seen(reader, blanks) == 3
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(ReadingProblem, match="NOT_A_PDF"):
        seen(reader, tmp_path / "bad.pdf")
    assert seen(reader, blanks) == 3
    assert len(started) == 1


def test_a_worker_that_died_between_two_calls_is_replaced(
    reader: LastingReader, blanks: Path, started: list[int]
) -> None:
    assert seen(reader, blanks) == 3
    psutil.Process(started[0]).kill()
    assert seen(reader, blanks) == 3
    assert len(started) == 2


def test_a_paper_that_kills_a_used_and_a_new_worker_is_told_and_the_next_one_is_read(
    reader: LastingReader,
    blanks: Path,
    card: Path,
    started: list[int],
    fake_tesseract: Callable[[str], None],
) -> None:
    fake_tesseract('case "$*" in *osd*) exit 1;; esac\nkill -KILL $PPID')
    assert seen(reader, blanks) == 3
    with pytest.raises(ReadingProblem) as caught:
        reader.read_pages(card, "", lambda page: None)
    assert caught.value.retry == "later"
    assert len(started) == 2
    assert seen(reader, blanks) == 3


def test_what_was_heard_is_not_told_twice(reader: LastingReader, blanks: Path, started: list[int]) -> None:
    assert seen(reader, blanks) == 3
    pages: list[int] = []

    def kill_after_the_first(page: Glance) -> None:
        pages.append(page.page)
        psutil.Process(started[-1]).kill()

    # All pages may have been on their way before the worker died: then it had done its work.
    with suppress(ReadingProblem):
        reader.look(blanks, kill_after_the_first)
    assert pages == sorted(set(pages))


def test_whoever_stops_listening_leaves_nothing_for_the_next_call_to_hear(
    reader: LastingReader, blanks: Path, tmp_path: Path, started: list[int]
) -> None:
    one = tmp_path / "one.png"
    Image.new("L", (300, 400), 255).save(one)

    def enough(_: Glance) -> None:
        raise StopAsyncIteration

    with pytest.raises(StopAsyncIteration):
        reader.look(blanks, enough)
    assert seen(reader, one) == 1
    assert len(started) == 2
