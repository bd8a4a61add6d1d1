"""A child that crashes, hangs or starves costs a page, never the node."""

from __future__ import annotations

import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from node.ocr.limits import Limits
from node.ocr.model import PageText, page_from_json
from node.ocr.problems import ReadingProblem
from node.ocr.process.child import ChildReader
from node.ocr.readers.probe import probe


def failure(path: Path, limits: Limits | None = None) -> ReadingProblem:
    with pytest.raises(ReadingProblem) as caught:
        ChildReader(limits or Limits()).read_pages(path, "image/jpeg", lambda page: None)
    return caught.value


def is_gone(pid: int) -> bool:
    """Whether the process ends; a killed orphan may wait for somebody to collect it."""
    try:
        process = psutil.Process(pid)
        for _ in range(1200):
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        return True
    return False


def test_reads_a_page_and_its_fields(card: Path) -> None:
    pages: list[PageText] = []
    before = card.read_bytes()
    ChildReader().read_pages(card, "image/jpeg", pages.append)
    assert [(page.page, page.pages) for page in pages] == [(1, 1)]
    assert {"person_id_number": "013092690458"}.items() <= {f.name: f.value for f in pages[0].fields}.items()
    assert page_from_json(pages[0].as_json()) == pages[0]
    assert card.read_bytes() == before


def test_goes_on_from_the_page_where_it_was_stopped(tmp_path: Path) -> None:
    path = tmp_path / "three.tif"
    pages = [Image.new("L", (300, 400), 255) for _ in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    read: list[int] = []
    ChildReader().read_pages(path, "image/tiff", lambda page: read.append(page.page), first_page=2)
    assert read == [2, 3]


def test_refusals_come_through_with_their_code(tmp_path: Path) -> None:
    fake = tmp_path / "x.pdf"
    fake.write_bytes(b"no")
    assert failure(fake).code == "NOT_A_PDF"
    assert failure(tmp_path / "absent").code == "FILE_NOT_FOUND"


def test_an_a3_scan_of_600_dpi_is_read_within_the_memory_limit(card: Path, tmp_path: Path) -> None:
    path = tmp_path / "a3.jpg"
    with Image.open(card) as small:
        big = Image.new("RGB", (7016, 9921), (255, 255, 255))
        big.paste(small.resize((small.width * 3, small.height * 3)), (500, 500))
        big.save(path, dpi=(600, 600), quality=80)
    pages: list[PageText] = []
    ChildReader(Limits(memory_bytes=1_500_000_000)).read_pages(path, "image/jpeg", pages.append)
    assert (pages[0].width, pages[0].height) == (7016, 9921)


def test_a_crashing_tesseract_is_told_and_may_be_tried_again(
    card: Path, fake_tesseract: Callable[[str], None]
) -> None:
    fake_tesseract("kill -SEGV $$")
    problem = failure(card)
    assert (problem.code, problem.retry) == ("OCR_CRASHED", "later")


def test_a_hanging_tesseract_is_killed_and_leaves_nobody_behind(
    card: Path, fake_tesseract: Callable[[str], None], tmp_path: Path
) -> None:
    fake_tesseract(f"echo $$ > {tmp_path}/pid; exec sleep 1000")
    assert failure(card, Limits(page_seconds=5)).code == "OCR_TIMEOUT"
    assert is_gone(int((tmp_path / "pid").read_text()))


def test_a_worker_that_says_nothing_is_killed_with_its_children(
    card: Path, fake_tesseract: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    passing = tmp_path / "passing"
    fake_tesseract(
        f"echo $$ > {tmp_path}/pid; ls -R {room} > {passing}.new; mv {passing}.new {passing}; exec sleep 1000"
    )

    real = select.select

    def silent(read: list[Any], write: list[Any], failed: list[Any], seconds: float) -> object:
        """The worker's time is over once its Tesseract hangs, and no sooner on a slow machine."""
        assert seconds > 0
        while not passing.exists():
            time.sleep(0.05)
        return real(read, write, failed, 0)

    monkeypatch.setattr("node.ocr.process.worker_process.select.select", silent)
    monkeypatch.setattr("node.ocr.process.worker_process.memory_room", lambda: room)
    assert failure(card, Limits(page_seconds=900)).code == "OCR_TIMEOUT"
    assert is_gone(int((tmp_path / "pid").read_text()))
    assert ".bmp" in passing.read_text()
    assert list(room.iterdir()) == []  # no picture of the paper is left behind


HOLDER = """
import sys
from pathlib import Path
from typing import Any
from node.ocr.process.child import ChildReader
ChildReader().read_pages(Path(sys.argv[1]), "image/jpeg", print)
"""


def started(pid_file: Path) -> psutil.Process:
    """The hanging Tesseract, once it is there."""
    for _ in range(2400):
        if pid_file.exists() and pid_file.read_text().strip():
            return psutil.Process(int(pid_file.read_text()))
        time.sleep(0.05)
    raise AssertionError("Tesseract was not started")


def test_kill_9_of_the_node_leaves_no_worker_and_no_tesseract(
    card: Path, fake_tesseract: Callable[[str], None], tmp_path: Path
) -> None:
    fake_tesseract(f"echo $$ > {tmp_path}/pid; exec sleep 1000")
    node = subprocess.Popen([sys.executable, "-c", HOLDER, str(card)], cwd=Path(__file__).parents[4])
    tesseract = started(tmp_path / "pid")
    worker = tesseract.parent()
    assert worker is not None
    node.kill()
    node.wait()
    assert is_gone(worker.pid)
    assert is_gone(tesseract.pid)


def test_a_worker_that_the_kernel_kills_takes_its_tesseract_along(
    card: Path, fake_tesseract: Callable[[str], None], tmp_path: Path
) -> None:
    fake_tesseract(f"echo $$ > {tmp_path}/pid; kill -9 $PPID; exec sleep 1000")
    assert failure(card).code == "OCR_OUT_OF_MEMORY"
    assert is_gone(int((tmp_path / "pid").read_text()))


def test_a_worker_short_of_memory(card: Path) -> None:
    problem = failure(card, Limits(memory_bytes=120_000_000))
    assert problem.code in {"OCR_OUT_OF_MEMORY", "OCR_CRASHED"}
    assert problem.retry == "later"


def test_a_memory_eating_tesseract_meets_the_same_limit(
    card: Path, fake_tesseract: Callable[[str], None]
) -> None:
    fake_tesseract(f'exec {sys.executable} -c "x = bytearray(6_000_000_000)"')
    assert failure(card).code == "OCR_CRASHED"


def test_no_tesseract_and_no_vietnamese(
    card: Path, fake_tesseract: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract('echo "Error opening data file vie.traineddata" >&2; exit 1')
    assert failure(card).code == "LANG_MISSING"
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    problem = failure(card)
    assert (problem.code, problem.retry) == ("TESSERACT_MISSING", "operator")


def test_probe_tells_what_is_there() -> None:
    found = probe()
    assert "vie" in found.languages
    assert found.version[0].isdigit()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo 'tesseract 3.04.01'", "TESSERACT_TOO_OLD"),
        ("echo 'tesseract 5.3.0'", "LANG_MISSING"),
        ("echo nonsense", "OCR_CRASHED"),
        ("exit 7", "OCR_CRASHED"),
    ],
)
def test_probe_tells_what_is_wrong(fake_tesseract: Callable[[str], None], script: str, code: str) -> None:
    fake_tesseract(script)
    with pytest.raises(ReadingProblem) as caught:
        probe()
    assert caught.value.code == code


def test_the_node_itself_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, node.ocr.fields.candidates, motcua.read_cli, motcua.sign_cli;"
        "print({'cv2', 'numpy', 'pytesseract', 'pypdfium2', 'PIL', 'pikepdf', 'pyhanko'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


def test_a_kept_child_goes_from_call_to_call_and_is_replaced_when_it_died(tmp_path: Path) -> None:
    page = tmp_path / "a.png"
    Image.new("L", (300, 400), 255).save(page)
    glances: list[int] = []
    with ChildReader().kept() as kept:
        kept.look(page, lambda glance: glances.append(child_of_this_process()))
        kept.look(page, lambda glance: glances.append(child_of_this_process()))
        psutil.Process(glances[0]).kill()
        kept.look(page, lambda glance: glances.append(child_of_this_process()))
    first, second, third = glances
    assert first == second != third
    assert is_gone(third)


def child_of_this_process() -> int:
    """The worker that was started last."""
    workers = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return max(worker.pid for worker in workers)
