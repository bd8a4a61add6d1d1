"""What the counter feels of the reading behind it: seconds to receive a dossier while scans are read, as a ratio to
the same moments before. Real processes, real Tesseract, the default number of workers. Dossiers come one after another
with a breath between them, as at a counter; the queue is at work on real pages for the whole of the second series."""

import statistics
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from bench.counter import form_of, opened, seated, seconds_to_receive, signed_in, told
from demo.client import Desk
from demo.world import World
from plumbing.fonts import serif

PAGES = 60


def measure(folder: Path) -> dict[str, Any]:
    """Medians and 95th percentiles of receiving, idle and while the queue works."""
    with opened(folder) as world:
        return _measured(world, _book(folder / "book.tif"))


def _measured(world: World, book: Path) -> dict[str, Any]:
    _, node, staff = seated(world)
    desk = signed_in(node, staff[0])
    form = form_of(desk)
    dossier = desk.post("/api/dossiers", form)["dossier"]
    idle = seconds_to_receive(desk, form)
    desk.upload(f"/api/dossiers/{dossier}/pages", {"component": "TP1"}, [book])
    while not desk.get("/api/queue")["progress"]["page_ms"]:  # from then on pages come one after another
        time.sleep(0.05)
    before = _pages_left(desk)
    busy = seconds_to_receive(desk, form)
    left = desk.get("/api/queue")["progress"]
    return {
        "receive_idle_ms": told(idle),
        "receive_while_reading_ms": told(busy),
        "median_ratio": round(statistics.median(busy) / statistics.median(idle), 2),
        "p95_ratio": round(told(busy)["p95"] / told(idle)["p95"], 2),
        "pages_read_meanwhile": before - _pages_left(desk),
        "still_reading_at_the_end": bool(left["working"]),
        "ms_a_page_in_the_queue": left["page_ms"],
        "workers": left["workers"],
    }


def _pages_left(desk: Desk) -> int:
    return int(desk.get("/api/queue")["progress"]["pages_left"])


def _book(path: Path) -> Path:
    """A file of many printed pages, as an office scanner makes it."""
    font = ImageFont.truetype(str(serif()), 44)
    sheets = []
    for number in range(1, PAGES + 1):
        sheet = Image.new("L", (1654, 2339), 250)
        ink = ImageDraw.Draw(sheet)
        for row in range(28):
            text = f"Trang {number}: người dân nộp giấy tờ tại bộ phận một cửa, dòng {row}"
            ink.text((150, 150 + 75 * row), text, 20, font)
        sheets.append(sheet)
    sheets[0].save(
        path, "TIFF", save_all=True, append_images=sheets[1:], dpi=(200, 200), compression="tiff_lzw"
    )
    return path
