"""What a crew reads next: nothing twice, nothing left out, and pages in their order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem
from node.ocr.process.shares import Share, Shares


def page(number: int, of: int) -> PageText:
    return PageText(number, of, 1, 1, "", 0, 0.0, (), (), 1)


def read(share: Share, of: int) -> list[PageText]:
    return [page(number, of) for number in range(share.first, share.last + 1)]


@pytest.mark.parametrize("pages", [1, 2, 3, 17, 300])
def test_every_page_is_read_once_and_comes_in_order(pages: int) -> None:
    shares = Shares(1, 2)
    taken = []
    while (share := shares.take()) is not None:
        taken.append(share)
        shares.done(share, read(share, pages), None)
    told = shares.wait_for(0)
    assert told is not None
    assert [one.page for one in told.pages] == list(range(1, pages + 1))
    assert len(taken) <= 9


def test_earlier_files_come_first() -> None:
    shares = Shares(2, 1)
    first = shares.take()
    assert first == Share(0, 1, 1)
    shares.done(first, read(first, 3), None)
    assert shares.take() == Share(0, 2, 2)


def test_behind_a_problem_nothing_is_read_and_what_was_read_is_not_told() -> None:
    shares = Shares(2, 2)
    first = shares.take()
    assert first is not None
    shares.done(first, read(first, 9), None)
    second, third = shares.take(), shares.take()
    assert (second, third) == (Share(0, 2, 2), Share(0, 3, 3))
    assert second is not None
    assert third is not None
    shares.done(second, [], ReadingProblem("OCR_CRASHED"))
    shares.done(third, read(third, 9), None)
    told = shares.wait_for(0)
    assert told is not None
    assert (told.problem is not None and told.problem.code, [one.page for one in told.pages]) == (
        "OCR_CRASHED",
        [1],
    )
    assert shares.take() == Share(1, 1, 1)


def test_who_waits_is_let_go_when_all_is_broken_off() -> None:
    shares = Shares(2, 2)
    assert shares.take() is not None
    assert shares.take() is not None
    with ThreadPoolExecutor(2) as pool:
        worker, reader = pool.submit(shares.take), pool.submit(shares.wait_for, 0)
        shares.close()
        assert (worker.result(), reader.result()) == (None, None)
