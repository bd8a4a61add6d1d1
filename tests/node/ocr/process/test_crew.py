"""A few workers read many files: order kept, and a file that breaks its worker costs that file only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.process.crew import read_files
from node.ocr.process.shares import FileRead

# A page without print is asked for its turn only; the rest of a fake program is for pages with lines.
_NO_TURN = 'case "$*" in *osd*) exit 1;; esac'
_REAL = 'exec /usr/bin/env PATH="${PATH#*:}" tesseract "$@"'


def read(paths: list[Path], workers: int = 2, limits: Limits | None = None) -> list[FileRead]:
    with closing(read_files(paths, limits or Limits(second_reader=False), workers)) as outcomes:
        return list(outcomes)


def codes(outcomes: list[FileRead]) -> list[str]:
    return [one.problem.code if one.problem else "" for one in outcomes]


def children() -> list[int]:
    return [child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A page without print: there are no lines to read."""
    path = tmp_path / "blank.png"
    Image.new("L", (300, 400), 255).save(path)
    return path


def test_files_come_out_in_the_order_given_whoever_is_done_first(
    card: Path, blank: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no")
    outcomes = read([card, blank, broken, blank, tmp_path / "absent", blank])
    assert codes(outcomes) == ["", "", "NOT_A_PDF", "", "FILE_NOT_FOUND", ""]
    assert "013092690458" in outcomes[0].pages[0].text
    assert [one.pages[0].text for one in outcomes[1::2]] == ["", "", ""]


def test_one_worker_serves_many_files_and_none_is_left(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = _count_starts(monkeypatch)
    before = children()
    assert codes(read([blank] * 5, workers=1)) == [""] * 5
    assert len(started) == 1
    assert children() == before


def test_a_long_file_is_shared_out_and_its_pages_come_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _count_starts(monkeypatch)
    long = _stack(tmp_path, 9)
    stack, lone = read([long, _stack(tmp_path, 1)], workers=2)
    assert [(page.page, page.pages) for page in stack.pages] == [(n, 9) for n in range(1, 10)]
    assert [page.width for page in stack.pages] == [300 + n for n in range(9)]
    assert len(lone.pages) == 1
    assert len(started) == 2


def test_one_page_starts_one_worker(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = _count_starts(monkeypatch)
    assert codes(read([blank], workers=2)) == [""]
    assert len(started) == 1


def test_pages_before_one_that_cannot_be_read_are_kept(tmp_path: Path) -> None:
    (outcome,) = read([_stack(tmp_path, 6)], limits=Limits(pixels=303 * 400 - 1, second_reader=False))
    assert (codes([outcome]), [page.page for page in outcome.pages]) == (["IMAGE_TOO_LARGE"], [1, 2, 3])


def test_a_worker_that_dies_costs_its_file_and_is_replaced(
    card: Path, blank: Path, fake_tesseract: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(f"{_NO_TURN}\nkill -KILL $PPID")
    started = _count_starts(monkeypatch)
    outcomes = read([blank, card, blank, blank], workers=1)
    assert codes(outcomes) == ["", "OCR_OUT_OF_MEMORY", "", ""]
    # The first, one more for the second try of the card, and one for the rest.
    assert len(started) == 3


@pytest.fixture
def doomed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Holds the process id of the first worker that starts."""
    held = tmp_path / "doomed"
    _on_start(monkeypatch, lambda pid: held.exists() or held.write_text(str(pid)))
    return held


def test_what_a_worker_read_before_does_not_count_against_a_file(
    card: Path, blank: Path, fake_tesseract: Callable[[str], None], doomed: Path
) -> None:
    fake_tesseract(f"{_NO_TURN}\n[ $PPID = $(cat {doomed}) ] && kill -KILL $PPID\n{_REAL}")
    first, second = read([blank, card], workers=1)
    assert first.problem is None
    assert second.problem is None
    assert len(second.pages) == 1


def test_what_stopped_both_tries_is_told(
    card: Path, blank: Path, fake_tesseract: Callable[[str], None], doomed: Path
) -> None:
    fake_tesseract(f"{_NO_TURN}\n[ $PPID = $(cat {doomed}) ] && kill -KILL $PPID\nkill -SEGV $PPID")
    _, second = read([blank, card], workers=1)
    assert second.problem is not None
    assert second.problem.code == "OCR_CRASHED"
    assert second.problem.detail == "status -11 (before that OCR_OUT_OF_MEMORY: status -9)"


def test_a_file_that_takes_too_long_is_not_tried_again(
    card: Path, blank: Path, fake_tesseract: Callable[[str], None], tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    fake_tesseract(f"{_NO_TURN}\necho x >> {tries}; exec sleep 1000")
    limits = Limits(page_seconds=5, second_reader=False)
    assert codes(read([blank, card, blank], 1, limits)) == ["", "OCR_TIMEOUT", ""]
    assert tries.read_text() == "x\n"


def test_who_stops_listening_leaves_no_worker_behind(
    card: Path, blank: Path, fake_tesseract: Callable[[str], None]
) -> None:
    fake_tesseract(f"{_NO_TURN}\nexec sleep 1000")
    before = children()
    with closing(read_files([blank, card, card, card], Limits(), 2)) as outcomes:
        assert next(outcomes).problem is None
    assert children() == before


def _stack(folder: Path, pages: int) -> Path:
    """A TIFF of blank pages, each a little wider than the one before."""
    path = folder / f"{pages}.tif"
    frames = [Image.new("L", (300 + number, 400), 255) for number in range(pages)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return path


def _count_starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The process ids of the workers that start from now on."""
    started = list[int]()
    _on_start(monkeypatch, started.append)
    return started


def _on_start(monkeypatch: pytest.MonkeyPatch, tell: Callable[[int], object]) -> None:
    """Tell of the process id of each worker, while they really start."""
    from node.ocr.process import worker_process

    real = worker_process.WorkerProcess

    class Told(real):  # type: ignore[valid-type, misc]
        def __init__(self, memory_bytes: int, priority: int) -> None:
            super().__init__(memory_bytes, priority)
            tell(self._process.pid)

    monkeypatch.setattr("node.ocr.process.seat.WorkerProcess", Told)
