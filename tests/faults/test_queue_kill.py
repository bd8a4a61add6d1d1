"""kill -9 in the middle of a file, with the real reader in real processes: the pages read stay, the rest is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from node.bootstrap import Running
from node.jobs import JobRunner
from node.ocr.process.child import ChildReader
from node.ports import ReadPage
from node.tools import OcrReader
from node.usecases.scans.queue import READ_JOB
from node.usecases.scans.reading import Readings
from plumbing.fonts import serif
from tests.node.commune import Commune, commune, done, receive

PAGES = 12
WORKER = """
import sys
from pathlib import Path
from node.bootstrap import build
from node.config import Config
running = build(Config(data=Path(sys.argv[1]), hub_url="https://hub.invalid", replica_dir=""))
with running.store.writing() as tables:
    tables.jobs.recover(("read",))
running.jobs.run_due()
running.stop()
"""


def book(path: Path) -> Path:
    """A TIFF of many printed pages."""
    font = ImageFont.truetype(str(serif()), 44)
    sheets = []
    for number in range(1, PAGES + 1):
        sheet = Image.new("L", (1240, 1754), 250)
        ink = ImageDraw.Draw(sheet)
        for row in range(20):
            ink.text((120, 120 + 75 * row), f"Trang {number}: người dân nộp giấy tờ dòng {row}", 20, font)
        sheets.append(sheet)
    sheets[0].save(path, save_all=True, append_images=sheets[1:], dpi=(150, 150))
    return path


def progress(yen: Running) -> int:
    return max((job.progress for job in yen.node.line.jobs()), default=-1)


class Watched(OcrReader):
    """The real reader, and from which page it was asked to begin."""

    firsts: list[int] = []  # noqa: RUF012 - one test

    def read(self, path: Path, on_page: Callable[[ReadPage], None], first_page: int) -> None:
        self.firsts.append(first_page)
        super().read(path, on_page, first_page)


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_file_killed_in_the_middle_goes_on_at_the_page_it_was_at(tmp_path: Path) -> None:
    xa: Commune = commune(tmp_path)
    with xa.open("yen") as yen:
        dossier = receive(yen).dossier
        with book(tmp_path / "book.tif").open("rb") as file:
            done(yen.node.scans.add_upload(dossier, "TK", file, "", "lan"))
        for _ in range(2):
            before = progress(yen)
            process = subprocess.Popen(
                [sys.executable, "-c", WORKER, str(tmp_path / "yen")], start_new_session=True
            )
            while progress(yen) < before + 3 and process.poll() is None:
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        killed_at = progress(yen)
        assert 0 < killed_at < PAGES
        with yen.store.writing() as tables:
            assert tables.jobs.recover((READ_JOB,)) == 1
        reader = Watched(ChildReader())
        assert JobRunner(yen.place, {READ_JOB: Readings(yen.place, reader).run}).run_due() == 1
        assert reader.firsts == [killed_at + 1]
        (page,) = yen.node.views.dossier(dossier, "lan").pages
        assert page.reading == "done"
        assert all(f"Trang {number}" in page.text for number in range(1, PAGES + 1))
