"""The queue: page by page, whose turn it is, what becomes of poison, and what people may ask of it."""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from node.bootstrap import Running
from node.jobs import JobRunner, worker_count
from node.ports import Rank, ReadPage
from node.usecases.scans.queue import READ_JOB, Queue, Turns, ask_after_update
from node.usecases.scans.reading import Readings
from plumbing.problem import Problem
from tests.node.commune import Commune, done, receive

JPEG = b"\xff\xd8\xff\xe0" + b"scan" * 500
CRASH = Problem("OCR_CRASHED", "Bộ đọc chữ bị lỗi trên trang này.", "later")
BROKEN = Problem("NOT_AN_IMAGE", "Không giải mã được ảnh.", "never")


class Power(BaseException):
    """The power goes."""


class Pages:
    """A file of so many pages, some of which fail; `before` is told of every page first."""

    def __init__(
        self,
        count: int,
        faults: dict[int, BaseException] | None = None,
        before: Callable[[int], None] = lambda page: None,
    ) -> None:
        self.count, self.faults, self.before = count, faults or {}, before
        self.read_pages: list[int] = []

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        for number in range(first_page, self.count + 1):
            self.before(number)
            if number in self.faults:
                raise self.faults[number]
            self.read_pages.append(number)
            on_page(ReadPage(number, self.count, 100, 200, f"chữ trang{number}", (), ()))

    def digitise(self, sources: object, target: Path, title: str) -> int:
        raise AssertionError

    def preview(self, path: Path, page: int, target: Path) -> None:
        raise AssertionError


def runner(yen: Running, reader: Pages, turns: Turns | None = None, workers: int = 1) -> JobRunner:
    turns = turns or Turns()
    return JobRunner(yen.place, {READ_JOB: Readings(yen.place, reader, turns).run}, workers, turns)


def upload(yen: Running, dossier: str, data: bytes = JPEG) -> str:
    """Key of the new page."""
    known = {page.key for page in yen.node.views.dossier(dossier, "lan").pages}
    pages = done(yen.node.scans.add_upload(dossier, "TK", io.BytesIO(data), "", "lan")).pages
    return next(page.key for page in pages if page.key not in known)


def states(yen: Running) -> list[tuple[str, int]]:
    return [(job.state, job.progress) for job in yen.node.line.jobs()]


def test_a_file_cut_off_at_page_23_goes_on_at_23(yen: Running) -> None:
    dossier = receive(yen).dossier
    upload(yen, dossier)
    with pytest.raises(Power):
        runner(yen, Pages(40, {23: Power()})).run_due()
    assert states(yen) == [("running", 22)]
    with yen.store.writing() as tables:
        assert tables.jobs.recover((READ_JOB,)) == 1
    rest = Pages(40)
    assert runner(yen, rest).run_due() == 1
    assert rest.read_pages == list(range(23, 41))
    (page,) = yen.node.views.dossier(dossier, "lan").pages
    assert (page.reading, page.text.count("chữ trang")) == ("done", 40)
    assert [row.dossier for row in yen.node.views.search("trang40")] == [dossier]


def test_a_page_that_keeps_killing_the_process_is_set_aside_not_its_file(yen: Running) -> None:
    dossier = receive(yen).dossier
    upload(yen, dossier)
    for _ in range(3):
        with pytest.raises(Power):
            runner(yen, Pages(5, {3: Power()})).run_due()
        with yen.store.writing() as tables:
            tables.jobs.recover((READ_JOB,))
    assert runner(yen, reader := Pages(5)).run_due() == 1
    assert reader.read_pages == [4, 5]
    (aside,) = yen.node.queue.view().pages_aside
    assert (aside.page, aside.code) == (3, "JOB_KEEPS_DYING")


def test_a_poison_page_gets_a_second_try_then_stands_aside_while_the_rest_is_read(
    xa: Commune, yen: Running
) -> None:
    dossier = receive(yen).dossier
    upload(yen, dossier)
    reader = Pages(4, {2: CRASH})
    runner(yen, reader).run_due()
    assert states(yen) == [("queued", 1)]
    xa.clock.pass_time(minutes=1)
    runner(yen, reader).run_due()
    assert reader.read_pages == [1, 3, 4]
    (page,) = yen.node.views.dossier(dossier, "lan").pages
    assert (page.reading, [one.page for one in page.aside]) == ("done", [2])


def test_a_page_that_can_never_be_read_costs_no_second_try(yen: Running) -> None:
    upload(yen, receive(yen).dossier)
    reader = Pages(4, {1: BROKEN, 4: BROKEN})
    assert runner(yen, reader).run_due() == 1
    assert reader.read_pages == [2, 3]
    assert [one.page for one in yen.node.queue.view().pages_aside] == [1, 4]


def test_a_file_of_which_nothing_can_be_read_is_set_aside_as_a_whole_and_others_go_on(yen: Running) -> None:
    dossier = receive(yen).dossier
    upload(yen, dossier)
    upload(yen, dossier, JPEG + b"2")
    reader = Pages(1, {1: BROKEN})
    assert runner(yen, reader).run_due() == 2
    aside = yen.node.line.jobs("aside")
    assert [(job.code, job.progress) for job in aside] == [("NOT_AN_IMAGE", 0)] * 2
    assert yen.node.queue.view().pages_aside == ()
    upload(yen, dossier, JPEG + b"3")
    assert runner(yen, Pages(1)).run_due() == 1
    reading = [page.reading for page in yen.node.views.dossier(dossier, "lan").pages]
    assert reading == ["aside", "aside", "done"]


def test_what_is_missing_in_the_machine_is_no_fault_of_a_page(yen: Running) -> None:
    upload(yen, receive(yen).dossier)
    missing = Problem("TESSERACT_MISSING", "Máy chưa cài Tesseract.", "operator")
    runner(yen, Pages(3, {2: missing})).run_due()
    assert [job.code for job in yen.node.line.jobs("aside")] == ["TESSERACT_MISSING"]
    assert yen.node.queue.view().pages_aside == ()


def test_a_page_is_read_again_on_demand_and_once_after_an_update(yen: Running) -> None:
    dossier = receive(yen).dossier
    upload(yen, dossier)
    runner(yen, Pages(5, {2: BROKEN, 4: BROKEN})).run_due()
    assert yen.node.queue.read_again(dossier, "lan") == 2
    better = Pages(5, {4: BROKEN})
    assert runner(yen, better).run_due() == 1
    assert [one.page for one in yen.node.queue.view().pages_aside] == [4]
    assert better.read_pages == [2]
    assert ask_after_update(yen.place, "9.9") == 1
    assert ask_after_update(yen.place, "9.9") == 0
    assert runner(yen, Pages(5)).run_due() == 1
    assert yen.node.queue.view().pages_aside == ()
    assert "chữ trang4" in yen.node.views.dossier(dossier, "lan").pages[0].text


def test_what_is_open_goes_first_then_small_then_large(yen: Running) -> None:
    large, small, watched = (receive(yen, name=name).dossier for name in ("Một", "Hai", "Ba"))
    upload(yen, large, JPEG + bytes(5_000_000))
    upload(yen, small)
    upload(yen, watched, JPEG + b"2")
    yen.node.queue.looked_at(watched)
    order: list[str] = []
    with yen.store.writing() as tables:
        while (job := tables.jobs.claim([READ_JOB], yen.place.clock.now_ms())) is not None:
            order.append(str(job.args["dossier"]))
    assert order == [watched, small, large]


def test_a_large_file_makes_way_between_two_pages_and_goes_on_where_it_was(yen: Running) -> None:
    large, small = receive(yen, name="Một").dossier, receive(yen, name="Hai").dossier
    upload(yen, large)

    def before(page: int) -> None:
        if page == 15 and len(reader.read_pages) == 14:
            upload(yen, small)

    reader = Pages(30, before=before)
    assert runner(yen, reader).run_due() == 3
    assert reader.read_pages == [*range(1, 16), *range(1, 11), *range(11, 31), *range(16, 31)]


def test_cancelled_work_ends_after_its_page_and_can_be_taken_up_again(yen: Running) -> None:
    upload(yen, receive(yen).dossier)
    reader = Pages(9)
    reader.before = lambda page: (
        yen.node.queue.cancel(yen.node.line.jobs()[0].id, "lan") if page == 4 else None
    )
    runner(yen, reader).run_due()
    (job,) = yen.node.line.jobs()
    assert (job.state, job.progress, job.code) == ("cancelled", 4, "JOB_CANCELLED")
    assert runner(yen, Pages(9)).run_due() == 0
    yen.node.queue.retry(job.id, "lan")
    assert runner(yen, rest := Pages(9)).run_due() == 1
    assert rest.read_pages == [5, 6, 7, 8, 9]
    with pytest.raises(Problem, match="JOB_OVER"):
        yen.node.queue.cancel(job.id, "lan")


def test_a_node_that_ends_waits_for_one_page_not_for_the_file(yen: Running) -> None:
    upload(yen, receive(yen).dossier)
    turns, begun = Turns(), threading.Event()

    def before(page: int) -> None:
        if page == 7:
            turns.end()
            begun.set()

    reader = Pages(40, before=before)
    working = runner(yen, reader, turns)
    working.wake()
    assert begun.wait(120)
    working.stop()
    assert reader.read_pages == [1, 2, 3, 4, 5, 6, 7]
    assert states(yen) == [("queued", 7)]


def test_as_many_files_are_read_at_once_as_there_are_workers(yen: Running) -> None:
    dossier = receive(yen).dossier
    for number in range(3):
        upload(yen, dossier, JPEG + bytes([number]))
    together = threading.Barrier(2, timeout=120)
    seen: list[str] = []

    def meet(page: int) -> None:
        if len(seen) < 2:
            seen.append(threading.current_thread().name)
            together.wait()

    working = runner(yen, Pages(1, before=meet), workers=2)
    working.wake()
    for thread in threading.enumerate():
        if thread.name == "worker":
            thread.join(120)
    assert len(seen) == 2
    assert yen.node.line.jobs() == ()


def test_progress_and_time_left_are_told(yen: Running) -> None:
    first, second = receive(yen, name="Một").dossier, receive(yen, name="Hai").dossier
    upload(yen, first)
    upload(yen, second)
    with yen.store.writing() as tables:
        job = tables.jobs.claim([READ_JOB], yen.place.clock.now_ms())
        assert job is not None
        tables.jobs.progress(job.id, 10, 40)
        tables.meta.put("page_ms", 1_000)
        tables.jobs.add("timestamp", {"dossier": first}, 0)
    view = Queue(yen.place, 2).view()
    assert (view.running, view.waiting, view.pages_left, view.ms_left) == (1, 2, 31, 15_500)
    left = {(one.row.kind, one.row.progress): one.ms_left for one in view.work}
    assert left == {("read", 10): 30_000, ("read", 0): 1_000, ("timestamp", 0): -1}


def test_a_queue_of_thousands_costs_a_page_no_list_of_thousands(yen: Running) -> None:
    with yen.store.writing() as tables:
        for number in range(1_200):
            tables.jobs.add(READ_JOB, {"dossier": "x", "page": str(number)}, 0, Rank.BACKFILE)
    view = yen.node.queue.view()
    assert (view.waiting, view.pages_left, len(view.work)) == (1_200, 1_200, 500)
    assert yen.node.line.state().jobs_waiting == 1_200


@pytest.mark.parametrize("asked", [1, 3])
def test_workers_are_as_many_as_asked(asked: int) -> None:
    assert worker_count(asked) == asked
    assert worker_count(0) >= 1
