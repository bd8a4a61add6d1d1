"""Reading scans as durable work: page by page, so that a crash costs one page and never the original.

A page that fails for good, or twice, or that the process died on again and again, is set aside with its reason and
the rest of the file goes on. Words are put into the search once a file is through: doing it at each page would cost
a large file more than reading it.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from node.ports import AsidePage, CandidateRow, JobRow, Rank, Reader, ReadPage
from node.ports.learning import KindRow
from node.usecases.record.projecting import refold
from node.usecases.scans.queue import Turns, note_page_time, rank_of
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_MOST_DEATHS = 3  # of the process, on one page
_MOST_IN_A_ROW = 3  # pages of a file whose pages nobody could count yet
_PAGE_FAULTS = frozenset(
    {"NOT_AN_IMAGE", "IMAGE_TOO_LARGE", "NOT_A_PDF", "OCR_TIMEOUT", "OCR_CRASHED", "OCR_OUT_OF_MEMORY"}
)
_DEADLY_VI = "Trang này đã làm máy dừng nhiều lần nên được để riêng; hãy quét lại trang hoặc nhập tay."


Afterwards = Callable[[str, str, int], None]


class _Enough(Exception):
    """The page that was wanted has come."""


@dataclass(slots=True)
class _Course:
    """How far one run has come: pages over, pages in all (0 = not known), what went wrong with the last."""

    done: int
    pages: int
    tries: int
    read: int = 0
    failed_in_a_row: int = 0
    first_fault: Problem | None = None
    since: float = 0.0


class Readings:
    """Runs jobs of kind `queue.READ_JOB`."""

    def __init__(
        self,
        place: Workplace,
        reader: Reader,
        turns: Turns | None = None,
        afterwards: Afterwards = lambda _dossier, _scan, _sheets: None,
    ) -> None:
        """`afterwards` is told of each file that was read to its end: dossier, scan, sheets."""
        self._place, self._reader, self._turns = place, reader, turns or Turns()
        self._afterwards = afterwards

    def run(self, job: JobRow) -> dict[str, int]:
        """Read the pages that are not read yet. Raises Problem when the file cannot be read, MakeWay."""
        path = self._place.blobs.path(str(job.args["blob"]))
        course = _Course(job.progress, job.pages, job.tries)
        try:
            if "only" in job.args:
                self._single_pages(job, path, course)
            else:
                self._whole_file(job, path, course)
        finally:
            if course.read:
                self._make_findable(job)
        if "only" not in job.args:
            self._afterwards(str(job.args["dossier"]), str(job.args["blob"]), course.done)
        return {"pages": course.done}

    def _whole_file(self, job: JobRow, path: Path, course: _Course) -> None:
        if job.tries > _MOST_DEATHS:
            course.done, course.tries = course.done + 1, 1
            self._set_aside(job, course, course.done, Problem("JOB_KEEPS_DYING", _DEADLY_VI, "later"))
        while not course.pages or course.done < course.pages:
            course.since = time.monotonic()
            try:
                self._reader.read(path, lambda page: self._keep(job, course, page), course.done + 1)
            except Problem as fault:
                self._judge(job, course, fault)
            else:
                break
        if course.first_fault is not None and not course.read and not job.progress:
            self._give_up(job, course, course.first_fault)

    def _single_pages(self, job: JobRow, path: Path, course: _Course) -> None:
        """The pages that a person wants read again; each for itself."""
        wanted = [int(page) for page in job.args["only"]]
        for at, number in enumerate(wanted[course.done :], start=course.done + 1):
            course.since, course.done, course.pages = time.monotonic(), at, len(wanted)
            try:
                self._reader.read(path, lambda page: self._keep_one(job, course, page), number)
            except _Enough:
                self._look_up(job, course)
            except Problem as fault:
                if fault.code not in _PAGE_FAULTS:
                    raise
                self._set_aside(job, course, number, fault)

    def _keep_one(self, job: JobRow, course: _Course, page: ReadPage) -> None:
        self._keep_text(job, course, page, None)
        raise _Enough

    def _keep(self, job: JobRow, course: _Course, page: ReadPage) -> None:
        course.done, course.pages, course.tries, course.failed_in_a_row = page.page, page.pages, 1, 0
        self._keep_text(job, course, page, rank_of(0, page.pages))
        self._look_up(job, course)

    def _keep_text(self, job: JobRow, course: _Course, page: ReadPage, rank: Rank | None) -> None:
        """Text and progress in one transaction: after a power cut neither is there without the other."""
        dossier, key = str(job.args["dossier"]), str(job.args["page"])
        now = time.monotonic()
        with self._place.store.writing() as tables:
            tables.reading.put([_row(dossier, key, page)])
            tables.learning.put_kind(KindRow(dossier, key, page.page, page.kind, page.kind_sure))
            tables.jobs.page_read(dossier, key, page.page)
            tables.jobs.progress(job.id, course.done, course.pages, rank)
            note_page_time(tables, round((now - course.since) * 1000))
        course.read += 1
        course.since = time.monotonic()

    def _look_up(self, job: JobRow, course: _Course) -> None:
        """Between two pages: does somebody more urgent wait? Raises MakeWay."""
        if course.done < course.pages:
            with self._place.store.reading() as tables:
                self._turns.check(tables, job.id, self._place.clock.now_ms())

    def _judge(self, job: JobRow, course: _Course, fault: Problem) -> None:
        """Set the page aside and go on, or raise: the whole file is at fault, or the page gets another try."""
        if fault.code not in _PAGE_FAULTS or (fault.retry == "later" and course.tries < 2):
            raise fault
        course.first_fault = course.first_fault or fault
        course.failed_in_a_row += 1
        if not course.pages and course.failed_in_a_row > _MOST_IN_A_ROW:
            self._give_up(job, course, course.first_fault)
        course.done, course.tries = course.done + 1, 1
        self._set_aside(job, course, course.done, fault)

    def _set_aside(self, job: JobRow, course: _Course, number: int, fault: Problem) -> None:
        dossier, key = str(job.args["dossier"]), str(job.args["page"])
        page = AsidePage(dossier, key, number, fault.code, fault.hint_vi, self._place.clock.now_ms())
        with self._place.store.writing() as tables:
            tables.jobs.set_page_aside(page)
            tables.jobs.progress(job.id, course.done, course.pages)
        self._look_up(job, course)

    def _give_up(self, job: JobRow, course: _Course, fault: Problem) -> None:
        """Not one page can be read: the file is the fault, and no page of it stands aside by itself."""
        with self._place.store.writing() as tables:
            for number in range(1, course.done + 1):
                tables.jobs.page_read(str(job.args["dossier"]), str(job.args["page"]), number)
            tables.jobs.progress(job.id, 0, 0)
        raise fault

    def _make_findable(self, job: JobRow) -> None:
        with self._place.store.writing() as tables:
            refold(self._place, tables, str(job.args["dossier"]))


def _row(dossier: str, key: str, page: ReadPage) -> CandidateRow:
    words = [[word.text, word.confidence, *word.box] for word in page.words]
    fields = [asdict(field) for field in page.fields]
    return CandidateRow(
        dossier,
        key,
        page.page,
        page.width,
        page.height,
        page.text,
        json.dumps(words, ensure_ascii=False),
        json.dumps(fields, ensure_ascii=False),
    )
