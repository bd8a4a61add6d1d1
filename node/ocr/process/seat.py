"""Where one worker sits at a time: it is started when it is needed, and replaced when it breaks."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from node.ocr.limits import Limits
from node.ocr.model import PageText, page_from_json
from node.ocr.problems import ReadingProblem
from node.ocr.process.worker_process import LOW_PRIORITY, Hear, WorkerProcess

_DETAIL = 600  # characters


class Seat:
    """Where one worker sits at a time; used by one thread, closed by any."""

    def __init__(self, limits: Limits, priority: int = LOW_PRIORITY) -> None:
        self._limits, self._priority = limits, priority
        self._worker: WorkerProcess | None = None
        self._closed = False
        self._change = Lock()

    def read(self, path: Path, first: int, last: int) -> tuple[list[PageText], ReadingProblem | None]:
        """Pages `first` to `last` of `path`, as many as there are, and what stopped it.

        What came before must not count against a file: what failed in a worker that had read others, other than by
        taking too long, is tried once more in a new one.
        """
        fresh = not self.is_taken
        pages, problem = self._ask(path, first, last)
        if problem is None or fresh or not may_come_from_before(problem):
            return pages, problem
        pages, again = self._ask(path, first, last)
        return pages, again and ReadingProblem(
            again.code, f"{again.detail} (before that {problem.code}: {problem.detail})"[:_DETAIL]
        )

    @property
    def is_taken(self) -> bool:
        """Whether a worker sits here already."""
        return self._worker is not None

    def ask(self, request: dict[str, Any], hear: Hear | None) -> dict[str, Any]:
        """As `WorkerProcess.ask`, of whoever sits here. A worker that failed leaves, and so does one to which nobody
        listened to the end. Raises `ReadingProblem`, and what `hear` raises."""
        try:
            return self._seated().ask(
                {**request, "limits": asdict(self._limits)}, self._limits.page_seconds, hear
            )
        except ReadingProblem as problem:
            if problem.retry != "never":
                self.leave()
            raise
        except BaseException:
            self.leave()
            raise

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

    def _ask(self, path: Path, first: int, last: int) -> tuple[list[PageText], ReadingProblem | None]:
        pages = list[PageText]()
        request = {"op": "read", "path": str(path), "media_type": "", "first_page": first, "last_page": last}
        try:
            self.ask(request, lambda message: pages.append(page_from_json(message["page"])))
        except ReadingProblem as problem:
            return pages, problem
        return pages, None

    def _seated(self) -> WorkerProcess:
        with self._change:
            if self._closed:
                raise ReadingProblem("OCR_CRASHED", "reading was broken off")
            self._worker = self._worker or WorkerProcess(self._limits.memory_bytes, self._priority)
            return self._worker


def may_come_from_before(problem: ReadingProblem) -> bool:
    """Whether what a worker did earlier may have made it fail now; taking too long is a file's own doing."""
    return problem.retry == "later" and problem.code != "OCR_TIMEOUT"
