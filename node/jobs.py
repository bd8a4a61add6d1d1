"""Background work of a node. APScheduler only rings the bell; the rows in the database are the queue.

A job that fails for a passing reason is tried again with growing pauses; one that fails for good, or too often, is
set aside and shown, and the rest goes on.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from dossier.errors import KernelError
from node.ports import JobRow
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
_PAUSES_MS = (10_000, 60_000, 600_000)
_NIGHT_HOUR = 2

Handler = Callable[[JobRow], Mapping[str, Any]]


class JobRunner:
    """Runs due rows, one at a time."""

    def __init__(self, place: Workplace, handlers: Mapping[str, Handler]) -> None:
        self._place, self._handlers = place, handlers
        self._one = threading.Lock()

    def run_due(self) -> int:
        """Run everything that is due; gives how many ran. Returns at once when somebody else is running."""
        if not self._one.acquire(blocking=False):
            return 0
        try:
            count = 0
            while (job := self._claim()) is not None:
                self._run(job)
                count += 1
            return count
        finally:
            self._one.release()

    def _claim(self) -> JobRow | None:
        kinds, now = sorted(self._handlers), self._place.clock.now_ms()
        with self._place.store.reading() as tables:
            if not any(job.state == "queued" and job.due_ms <= now for job in tables.jobs.list("queued")):
                return None
        with self._place.store.writing() as tables:
            return tables.jobs.claim(kinds, now)

    def _run(self, job: JobRow) -> None:
        try:
            result = self._handlers[job.kind](job)
        except Problem as problem:
            self._failed(job, problem)
        except KernelError as error:
            self._failed(job, Problem(error.code, error.hint_vi, error.retry))
        except Exception as error:  # a bug in one job must not stop the others: it is recorded and shown
            _log.exception("job failed", extra={"job": job.id, "kind": job.kind})
            hint = "Việc nền gặp lỗi chưa lường trước; dữ liệu gốc vẫn nguyên, hãy báo bộ phận kỹ thuật."
            self._failed(job, Problem("JOB_FAILED", hint, "later", type(error).__name__))
        else:
            with self._place.store.writing() as tables:
                tables.jobs.finish(job.id, result)

    def _failed(self, job: JobRow, problem: Problem) -> None:
        again = problem.retry == "later" and job.tries <= len(_PAUSES_MS)
        due = self._place.clock.now_ms() + _PAUSES_MS[job.tries - 1] if again else 0
        with self._place.store.writing() as tables:
            tables.jobs.fail(job.id, problem.code, problem.hint_vi, due)


class Scheduler:
    """Rings: the queue, the line, the watch, the night's work. Implements `node.usecases.node.Bell`."""

    def __init__(
        self, rings: Mapping[str, tuple[Callable[[], object], int]], nightly: Callable[[], object]
    ) -> None:
        """`rings`: name → (work, seconds between rings). Exceptions of the work are logged, never fatal."""
        self._scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(4)}, timezone=UTC)
        for name, (work, seconds) in rings.items():
            self._scheduler.add_job(
                work,
                "interval",
                seconds=seconds,
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.add_job(
            nightly, "cron", hour=(_NIGHT_HOUR - 7) % 24, id="nightly", coalesce=True, misfire_grace_time=3600
        )

    def start(self) -> None:
        """Begin; everything rings once at once."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it would write two lines at every ring
        self._scheduler.start()
        for job in self._scheduler.get_jobs():
            if job.id != "nightly":
                self.ring(job.id)

    def stop(self) -> None:
        """Wait for what is running and end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def ring(self, what: str) -> None:
        """Ask for work now; returns at once. Unknown names are nobody's."""
        if self._scheduler.running and self._scheduler.get_job(what) is not None:
            self._scheduler.modify_job(what, next_run_time=datetime.now(UTC))
