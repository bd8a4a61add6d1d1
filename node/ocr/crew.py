"""Read many files with a few workers that go from file to file, so that a worker's start is paid once, not per file.

A file that breaks its worker costs that file only: the worker is replaced and the next files go on.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from node.ocr.limits import Limits
from node.ocr.model import PageText, page_from_json
from node.ocr.problems import ReadingProblem
from node.ocr.worker_process import LOW_PRIORITY, WorkerProcess


@dataclass(frozen=True, slots=True)
class FileRead:
    """What came of one file; `pages` are those before the problem."""

    pages: tuple[PageText, ...]
    problem: ReadingProblem | None
    ms: int


def read_files(paths: Sequence[Path], limits: Limits, workers: int) -> Generator[FileRead, None, None]:
    """What came of each of `paths`, in their order, as soon as it and those before it are done.

    Close the iterator to stop: no worker outlives it.
    """
    seats = [_Seat(limits) for _ in range(min(workers, len(paths)))]
    idle: SimpleQueue[_Seat] = SimpleQueue()
    for seat in seats:
        idle.put(seat)
    pool = ThreadPoolExecutor(max(1, len(seats)))
    try:
        yield from pool.map(partial(_read, idle), paths)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for seat in seats:
            seat.close()
        pool.shutdown()
        for seat in seats:
            seat.leave()


def _read(idle: SimpleQueue[_Seat], path: Path) -> FileRead:
    """On a thread of the pool; there is a seat for each of them."""
    seat, pages, started = idle.get(), list[PageText](), time.monotonic()
    problem = None
    try:
        seat.read(path, pages)
    except ReadingProblem as raised:
        problem = raised
    finally:
        idle.put(seat)
    return FileRead(tuple(pages), problem, round((time.monotonic() - started) * 1000))


class _Seat:
    """Where one worker sits at a time; used by one thread, closed by any."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._worker: WorkerProcess | None = None
        self._closed = False
        self._change = Lock()

    def read(self, path: Path, pages: list[PageText]) -> None:
        """Read all pages of `path` into `pages`. Raises `ReadingProblem`.

        What came before must not count against a file: what failed in a worker that had read others, other than by
        taking too long, is tried once more in a new one.
        """
        fresh = self._worker is None
        try:
            self._ask(path, pages)
        except ReadingProblem as problem:
            if fresh or problem.retry != "later" or problem.code == "OCR_TIMEOUT":
                raise
            pages.clear()
            self._ask(path, pages)

    def close(self) -> None:
        """Break off what the worker does, and let no other start. `leave` must still be called."""
        with self._change:
            self._closed = True
            if self._worker is not None:
                self._worker.kill()

    def leave(self) -> None:
        """End the worker; the next file gets a new one."""
        with self._change:
            if self._worker is not None:
                self._worker.end()
            self._worker = None

    def _ask(self, path: Path, pages: list[PageText]) -> None:
        worker = self._seated()
        request = {"op": "read", "path": str(path), "media_type": "", "first_page": 1}
        try:
            worker.ask(
                {**request, "limits": asdict(self._limits)},
                self._limits.page_seconds,
                lambda message: pages.append(page_from_json(message["page"])),
            )
        except ReadingProblem as problem:
            if problem.retry != "never":
                self.leave()
            raise

    def _seated(self) -> WorkerProcess:
        with self._change:
            if self._closed:
                raise ReadingProblem("OCR_CRASHED", "reading was broken off")
            self._worker = self._worker or WorkerProcess(self._limits.memory_bytes, LOW_PRIORITY)
            return self._worker
