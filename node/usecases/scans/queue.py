"""The queue of background work as people see it: how far it is, how long it will take, and what they may ask of it.

The counter never waits for it: a reading job gives its place up after each page when something more urgent is due,
when a person cancels it, or when the node ends.
"""

import threading
from dataclasses import dataclass

from node.ports import AsidePage, JobRow, Rank, Tables
from node.usecases.record.enact import known_state
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

READ_JOB = "read"
SMALL_PAGES, SMALL_BYTES = 10, 4_000_000
_USUAL_PAGE_MS = 2_000  # what a page takes before anything was measured
_NEW_WEIGHT = 0.2
_PAGE_MS = "page_ms"
_CANCELLED_VI = "Cán bộ đã cho dừng việc này; bản gốc vẫn nguyên, bấm «Làm lại» khi cần."


class MakeWay(Exception):
    """A job gives its place up; what it has done stays, and it goes on later from there."""


class Turns:
    """Tells running work when to make way."""

    def __init__(self) -> None:
        self._ending = threading.Event()

    @property
    def ending(self) -> bool:
        """Whether the node ends: nothing new is begun."""
        return self._ending.is_set()

    def end(self) -> None:
        """From now on every job ends after its page."""
        self._ending.set()

    def check(self, tables: Tables, job: int, now_ms: int) -> None:
        """Raises MakeWay when the job must go."""
        if self.ending or tables.jobs.must_make_way(job, now_ms):
            raise MakeWay


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work with what is left of it; `ms_left` -1 = nobody can say."""

    row: JobRow
    ms_left: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue now. `pages_left` counts a file whose pages nobody has counted as one page; `ms_left` is for all of
    it with `workers` at work; `page_ms` what a page took lately (0 = not measured yet)."""

    workers: int
    waiting: int
    running: int
    aside: int
    pages_left: int
    ms_left: int
    page_ms: int
    work: tuple[Work, ...]
    pages_aside: tuple[AsidePage, ...]


class Queue:
    """Looks at the queue and does what people ask of it."""

    def __init__(self, place: Workplace, workers: int) -> None:
        self._place, self._workers = place, workers

    def view(self) -> QueueView:
        """One snapshot."""
        with self._place.store.reading() as tables:
            totals, page_ms = tables.jobs.totals(), tables.meta.number(_PAGE_MS)
            waiting, running, aside = (totals.get(state, (0, 0)) for state in ("queued", "running", "aside"))
            pages = waiting[1] + running[1]
            each = page_ms or _USUAL_PAGE_MS
            return QueueView(
                workers=self._workers,
                waiting=waiting[0],
                running=running[0],
                aside=aside[0],
                pages_left=pages,
                ms_left=pages * each // self._workers,
                page_ms=page_ms,
                work=tuple(Work(row, _ms_left(row, each)) for row in tables.jobs.list("")),
                pages_aside=tuple(tables.jobs.pages_aside()),
            )

    def left_to_read(self, dossier: str) -> int:
        """How many of the dossier's scans wait to be read or are being read."""
        with self._place.store.reading() as tables:
            jobs = tables.jobs.of_dossier(dossier)
        return sum(job.kind == READ_JOB and job.state in ("queued", "running") for job in jobs)

    def looked_at(self, dossier: str) -> None:
        """A clerk has the dossier open: its scans are read next. Writes only when there is something to move."""
        with self._place.store.reading() as tables:
            behind = any(row.rank > 0 and row.state == "queued" for row in tables.jobs.of_dossier(dossier))
        if behind:
            with self._place.store.writing() as tables:
                tables.jobs.bring_forward(dossier)

    def retry(self, job: int, officer: str) -> None:
        """Try work that was set aside or cancelled again."""
        now = self._place.clock.now_ms()
        with self._place.store.writing() as tables:
            tables.jobs.retry(job, now)
            tables.audit.add(now, officer, f"retry job {job}", "")

    def cancel(self, job: int, officer: str) -> None:
        """Take it out of the queue; running work ends after its page. Raises Problem(JOB_OVER)."""
        with self._place.store.writing() as tables:
            if not tables.jobs.cancel(job, "JOB_CANCELLED", _CANCELLED_VI):
                raise Problem("JOB_OVER", "Việc này đã xong hoặc đã dừng; hãy tải lại trang.")
            tables.audit.add(self._place.clock.now_ms(), officer, f"cancel job {job}", "")

    def read_again(self, dossier: str, officer: str) -> int:
        """Read the pages of a dossier that stand aside once more; gives how many. Raises Problem(DOSSIER_UNKNOWN)."""
        place = self._place
        with place.store.writing() as tables:
            asked = ask_again(place, tables, dossier)
            tables.audit.add(place.clock.now_ms(), officer, "read again", dossier)
            tables.jobs.bring_forward(dossier)
        return asked


def ask_again(place: Workplace, tables: Tables, dossier: str) -> int:
    """Queue the pages of the dossier that stand aside; gives how many."""
    aside: dict[str, list[int]] = {}
    for one in tables.jobs.pages_aside(dossier):
        aside.setdefault(one.page_key, []).append(one.page)
    for page in known_state(place, tables, dossier).pages if aside else ():
        if page.key in aside:
            args = {"dossier": dossier, "page": page.key, "blob": page.blob, "only": aside[page.key]}
            tables.jobs.add(READ_JOB, args, place.clock.now_ms(), Rank.SMALL)
    return sum(map(len, aside.values()))


def ask_after_update(place: Workplace, version: str) -> int:
    """At start: a newer program may read what an older one could not. Gives how many pages are tried again."""
    with place.store.writing() as tables:
        if tables.meta.text("read_by") == version:
            return 0
        tables.meta.put("read_by", version)
        dossiers = dict.fromkeys(page.dossier for page in tables.jobs.pages_aside())
        return sum(ask_again(place, tables, dossier) for dossier in dossiers)


def note_page_time(tables: Tables, ms: int) -> None:
    """A page took that long, waiting included: an exponentially weighted mean."""
    before = tables.meta.number(_PAGE_MS)
    mean = ms if not before else before + _NEW_WEIGHT * (ms - before)
    tables.meta.put(_PAGE_MS, max(1, round(mean)))


def rank_of(size: int, pages: int = 0) -> Rank:
    """Small work goes before large work; a file's bytes tell until its pages are counted."""
    small = pages <= SMALL_PAGES if pages else size <= SMALL_BYTES
    return Rank.SMALL if small else Rank.BULK


def _ms_left(row: JobRow, page_ms: int) -> int:
    if row.kind != READ_JOB or row.state not in ("queued", "running"):
        return -1
    return max(1, row.pages - row.progress) * page_ms
