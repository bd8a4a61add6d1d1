"""Previews that travel ahead of their scans: one worker draws all that wait, and what cannot be drawn goes without."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from dossier.exchange.parcels import MOST_PREVIEW_BYTES
from node.bootstrap import Running
from node.ocr.process.child import ChildReader
from node.tools import OcrReader
from node.usecases.scans.thumbnails import Thumbnails
from plumbing.problem import Problem
from tests.node.commune import commune, done, receive

BROKEN = b"\xff\xd8\xff" + bytes(400)


def sheet(number: int) -> bytes:
    """A page as a scanner gives it."""
    page = Image.new("L", (620, 877), 250)
    ImageDraw.Draw(page).text((100, 100), f"Tờ số {number}", fill=20, font_size=40)
    file = io.BytesIO()
    page.save(file, "JPEG")
    return file.getvalue()


@dataclass
class Worker:
    """Draws without the reading child; counts how often it was sent for, and what it was given."""

    starts: int = 0
    drawn: int = 0

    @contextmanager
    def drawing(self) -> Iterator["Worker"]:
        self.starts += 1
        yield self

    def thumbnail(self, path: Path, target: Path) -> None:
        if path.read_bytes() == BROKEN:
            raise Problem("IMAGE_BROKEN", "Ảnh hỏng.", "never")
        self.drawn += 1
        target.write_bytes(b"small")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with commune(tmp_path).open("yen") as opened:
        yield opened


def scanned(running: Running, *scans: bytes) -> None:
    """A dossier with these pages, none of which has left."""
    dossier = receive(running).dossier
    for data in scans:
        done(running.node.scans.add_upload(dossier, "TK", io.BytesIO(data), "image/jpeg", "lan"))


def test_one_worker_draws_all_that_wait_and_a_broken_scan_stops_no_other(running: Running) -> None:
    scanned(running, sheet(1), BROKEN, sheet(2), sheet(3))
    worker = Worker()
    assert Thumbnails(running.place, worker).make() == 3
    assert (worker.starts, worker.drawn) == (1, 3)
    assert Thumbnails(running.place, worker).make() == 0
    assert (worker.starts, worker.drawn) == (1, 3), (
        "nothing is drawn twice, and nobody is sent for when nothing waits"
    )


def test_the_reading_child_draws_them_small_enough_to_travel_ahead(running: Running) -> None:
    scanned(running, sheet(1), BROKEN, sheet(2))
    assert Thumbnails(running.place, OcrReader(ChildReader())).make() == 2
    with running.store.reading() as tables:
        small = [data for _, data in tables.scan_lane.untold(9)]
    assert len(small) == 2
    for data in small:
        assert len(data) <= MOST_PREVIEW_BYTES
        with Image.open(io.BytesIO(data)) as drawn:
            assert (drawn.format, max(drawn.size)) == ("JPEG", 520)
