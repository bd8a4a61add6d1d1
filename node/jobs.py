"""Background work of a node. APScheduler only rings the bell; the rows in the database are the queue.

A job that fails for a passing reason is tried again with growing pauses; one that fails for good, or too often, is
set aside and shown, and the rest goes on. As many jobs run at once as there are workers; each makes way between two
steps for work that somebody waits for.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from dossier.errors import KernelError
from node.ports import JobRow
from node.usecases.scans.queue import MakeWay, Turns
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
_PAUSES_MS = (10_000, 60_000, 600_000)
_NIGHT_HOUR = 2
_THREADS = 5  # more than there are rings that may take minutes

Handler = Callable[[JobRow], Mapping[str, Any]]


def worker_count(asked: int) -> int:
    """How many jobs run at once: as asked, or (0) one for each core but one, which is left to the counter."""
    return asked if asked > 0 else max(1, len(os.sched_getaffinity(0)) - 1)


class JobRunner:
    """Runs due rows, at most `workers` at a time."""

    def __init__(
        self,
        place: Workplace,
        handlers: Mapping[str, Handler],
        workers: int = 1,
        turns: Turns | None = None,
        rest: Callable[[], None] = lambda: None,
    ) -> None:
        """`rest` is called whenever a worker has found nothing more to do: what it kept warm may end."""
        self._place, self._handlers, self._kinds = place, handlers, sorted(handlers)
        self._free = threading.BoundedSemaphore(workers)
        self.workers, self._turns, self._rest = workers, turns or Turns(), rest
        self._threads: list[threading.Thread] = []

    def run_due(self) -> int:
        """Run everything that is due, here and now; gives how many ran. Returns at once when every worker is at
        work already."""
        if not self._free.acquire(blocking=False):
            return 0
        try:
            return self._drain()
        finally:
            self._free.release()

    def wake(self) -> None:
        """Set free workers to what is due; returns at once."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for _ in range(self.workers - len(self._threads)):
            if self._turns.ending or not self._is_due():
                return
            thread = threading.Thread(target=self.run_due, name="worker", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Begin nothing more; wait until every worker has ended its page."""
        self._turns.end()
        for thread in self._threads:
            thread.join()

    def _drain(self) -> int:
        count = 0
        try:
            while not self._turns.ending and (job := self._claim()) is not None:
                self._run(job)
                count += 1
        finally:
            self._rest()
        return count

    def _is_due(self) -> bool:
        with self._place.store.reading() as tables:
            return tables.jobs.is_due(self._kinds, self._place.clock.now_ms())

    def _claim(self) -> JobRow | None:
        if not self._is_due():
            return None
        with self._place.store.writing() as tables:
            return tables.jobs.claim(self._kinds, self._place.clock.now_ms())

    def _run(self, job: JobRow) -> None:
        try:
            result = self._handlers[job.kind](job)
        except MakeWay:
            with self._place.store.writing() as tables:
                tables.jobs.make_way(job.id)
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
        self._ending = threading.Event()
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(_THREADS)}, timezone=UTC
        )
        for name, (work, seconds) in rings.items():
            self.also(name, work, seconds)
        self._scheduler.add_job(
            nightly, "cron", hour=(_NIGHT_HOUR - 7) % 24, id="nightly", coalesce=True, misfire_grace_time=3600
        )

    def also(self, name: str, work: Callable[[], object], seconds: int) -> None:
        """One more ring, before the start."""
        self._scheduler.add_job(
            work,
            "interval",
            seconds=seconds,
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin; everything rings once at once."""
        # It would write two lines at every ring, and a warning at each that comes while the work before goes on.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.start()
        for job in self._scheduler.get_jobs():
            if job.id != "nightly":
                self.ring(job.id)

    def stop(self) -> None:
        """Wait for what is running and end."""
        self._ending.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def is_ending(self) -> bool:
        """Whether long work should stop after its next step."""
        return self._ending.is_set()

    def ring(self, what: str) -> None:
        """Ask for work now; returns at once. Unknown names are nobody's."""
        if self._scheduler.running and self._scheduler.get_job(what) is not None:
            self._scheduler.modify_job(what, next_run_time=datetime.now(UTC))
