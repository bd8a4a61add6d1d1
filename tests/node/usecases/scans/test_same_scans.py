"""A paper that was scanned twice into one dossier is told beside its page, and nothing else changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image

from node.bootstrap import Running
from node.jobs import JobRunner
from node.ocr.limits import Limits
from node.ocr.process.child import ChildReader
from node.ports import ReadPage
from node.ports.tray import PageLook, Stacks
from node.tools.reading import ChildStacks
from node.usecases.page_models import PageView, SamePaper
from node.usecases.scans.queue import READ_JOB
from node.usecases.scans.reading import Readings
from node.usecases.scans.same_scans import MOST_SHEETS, SameScans
from plumbing.problem import Problem
from tests.node.commune import done, receive
from tests.node.usecases.scanner import PAPERS, picture


class OnePage:
    """Reads a file as one page without words."""

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        on_page(ReadPage(1, 1, 100, 200, "", (), ()))

    def digitise(self, sources: object, target: Path, title: str) -> int:
        raise AssertionError

    def preview(self, path: Path, page: int, target: Path) -> None:
        raise AssertionError


class NoStacks:
    """Cannot look at anything, and tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Path] = []

    def look(self, path: Path) -> Sequence[PageLook]:
        self.asked.append(path)
        raise Problem("OCR_CRASHED", "Máy đọc dừng giữa chừng.", "later")

    def many(self) -> AbstractContextManager[Stacks]:
        raise AssertionError

    def part(self, path: Path, pages: Sequence[int], target: Path) -> None:
        raise AssertionError


def looker() -> Stacks:
    return ChildStacks(ChildReader(Limits(second_reader=False)))


def scanned(*sheets: Image.Image) -> bytes:
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], dpi=(100, 100))
    return out.getvalue()


def upload(yen: Running, dossier: str, component: str, data: bytes) -> None:
    done(yen.node.scans.add_upload(dossier, component, io.BytesIO(data), "", "lan"))


def read_all(yen: Running, stacks: Stacks | None = None) -> None:
    compare = SameScans(yen.place, stacks or looker())
    JobRunner(yen.place, {READ_JOB: Readings(yen.place, OnePage(), afterwards=compare.note).run}).run_due()


def pages(yen: Running, dossier: str) -> tuple[PageView, ...]:
    return yen.node.views.dossier(dossier, "lan").pages


@pytest.fixture
def dossier(yen: Running) -> str:
    return receive(yen, components=PAPERS).dossier


def test_a_second_scan_of_a_paper_is_told_with_the_page_that_it_is_like(yen: Running, dossier: str) -> None:
    paper = picture("HO SO 038091004417")
    upload(yen, dossier, "TK", scanned(paper))
    upload(yen, dossier, "TK", scanned(picture("GIAY KHAC HAN")))
    upload(yen, dossier, "TK", scanned(paper.rotate(0.6, fillcolor=1)))
    read_all(yen)
    first, other, again = pages(yen, dossier)
    assert (first.same_as, other.same_as) == ((), ())
    assert again.same_as == (SamePaper(1, "TK", 1, 1),)
    assert again.also_in == ()
    assert len({first.blob, other.blob, again.blob}) == 3


def test_a_sheet_that_went_through_the_scanner_twice_in_one_stack_is_told(yen: Running, dossier: str) -> None:
    paper = picture("HO SO 038091004417")
    upload(yen, dossier, "TK", scanned(paper, picture("GIAY KHAC HAN"), paper.rotate(180, fillcolor=1)))
    read_all(yen)
    (page,) = pages(yen, dossier)
    assert page.same_as == (SamePaper(3, "TK", 1, 1),)


def test_what_was_taken_out_of_the_dossier_is_no_twin_any_more(yen: Running, dossier: str) -> None:
    paper = picture("HO SO 038091004417")
    upload(yen, dossier, "TK", scanned(paper))
    upload(yen, dossier, "TK", scanned(paper.rotate(180, fillcolor=1)))
    read_all(yen)
    first, again = pages(yen, dossier)
    assert again.same_as
    done(yen.node.scans.withdrawals.withdraw(dossier, [first.key], "thua", "lan"))
    (left,) = pages(yen, dossier)
    assert (left.key, left.same_as) == (again.key, ())


def test_pages_of_other_dossiers_and_empty_sheets_are_like_nothing(yen: Running, dossier: str) -> None:
    paper, blank = picture("HO SO 038091004417"), Image.new("1", (1654, 2339), 1)
    other = receive(yen, components=PAPERS).dossier
    upload(yen, other, "TK", scanned(paper))
    upload(yen, dossier, "TK", scanned(paper.rotate(180, fillcolor=1)))
    upload(yen, dossier, "TK", scanned(blank, blank))
    read_all(yen)
    assert [page.same_as for page in (*pages(yen, other), *pages(yen, dossier))] == [(), (), ()]


def test_a_scan_that_cannot_be_looked_at_is_read_all_the_same(yen: Running, dossier: str) -> None:
    upload(yen, dossier, "TK", scanned(picture("HO SO 038091004417")))
    read_all(yen, NoStacks())
    assert [(page.reading, page.same_as) for page in pages(yen, dossier)] == [("done", ())]


def test_a_bundle_of_many_sheets_is_not_looked_at(yen: Running, dossier: str) -> None:
    upload(yen, dossier, "TK", scanned(picture("HO SO 038091004417")))
    (page,) = pages(yen, dossier)
    stacks = NoStacks()
    SameScans(yen.place, stacks).note(dossier, page.blob, MOST_SHEETS + 1)
    assert stacks.asked == []
