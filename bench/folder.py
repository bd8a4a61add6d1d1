"""A scanner's folder into which thousands of files fall at once: how fast they are stored, what the counter feels of
it, and what the tray costs afterwards. Real processes, a kill -9 in the midst, every file counted at the end."""

import random
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from bench.counter import answer_ms, form_of, opened, resident_mb, seated, seconds_to_receive, signed_in, told
from demo.cast import Person
from demo.client import wait_until
from demo.world import Machine, World
from plumbing.fonts import serif
from plumbing.sqlite import connect

FILES = 2_000
WINDOW_SECONDS = 20
_LOOKS = ("/api/line", "/api/queue", "/viec", "/chong-giay")


def measure(folder: Path) -> dict[str, Any]:
    """Figures of one node while its folder is filled, and after."""
    with opened(folder) as world:
        return _measured(world, folder)


def _measured(world: World, folder: Path) -> dict[str, Any]:
    node, clerk = _with_scanner(world)
    desk = signed_in(node, clerk)
    form, dropped = form_of(desk), node.data / "quet"
    idle = seconds_to_receive(desk, form)
    write_scans(folder / "scans", FILES)
    before = _database_bytes(node)
    began = time.perf_counter()
    for file in (folder / "scans").iterdir():
        file.rename(dropped / file.name)
    storing = _stored_with_a_cut(node, dropped, began)
    desk = signed_in(node, clerk)
    busy = seconds_to_receive(desk, form)
    looked = _looked(node)
    time.sleep(WINDOW_SECONDS)
    return {
        "files": FILES,
        **storing,
        "files_in_the_tray": _count(node, "SELECT count(*) FROM tray_files"),
        "looked_at_per_s": round((_looked(node) - looked) / WINDOW_SECONDS, 1),
        "receive_idle_ms": told(idle),
        "receive_while_looking_ms": told(busy),
        "node_rss_mb": resident_mb(node),
        "database_kb_a_file": round((_database_bytes(node) - before) / FILES / 1000, 1),
        "answers_ms": {path: answer_ms(desk, path) for path in _LOOKS},
        "tray_page_kb": round(len(desk.fetch("/chong-giay")) / 1000),
    }


def _with_scanner(world: World) -> tuple[Machine, Person]:
    """A node with a scanner's folder, and its clerk."""
    _, node, staff = seated(world)
    node.stop()
    (node.data / "quet").mkdir()
    settings = node.data / "node.toml"
    settings.write_text(settings.read_text() + 'scan_folder = "quet"\n')
    node.start()
    return node, staff[0]


def _stored_with_a_cut(node: Machine, dropped: Path, began: float) -> dict[str, Any]:
    """Pull the plug when some are stored; the rest after the restart."""
    wait_until(lambda: _stored(node) > FILES // 4, 600)
    node.kill()
    at_cut, until_cut = _stored(node), time.perf_counter() - began
    node.start()
    again = time.perf_counter()
    done = wait_until(lambda: _stored(node) >= FILES and not _left(dropped), 3600)
    return {
        "stored_before_the_cut": at_cut,
        "seconds_before_the_cut": round(until_cut, 1),
        "stored_per_s_after_the_cut": round((FILES - at_cut) / (time.perf_counter() - again), 1),
        "all_stored_and_moved": done,
    }


def _left(dropped: Path) -> int:
    return sum(1 for entry in dropped.iterdir() if entry.is_file())


def _stored(node: Machine) -> int:
    return _count(node, "SELECT count(*) FROM tray_files")


def _looked(node: Machine) -> int:
    return _count(node, "SELECT count(*) FROM tray_files WHERE state != 'new'")


def _count(node: Machine, query: str) -> int:
    database = connect(node.data / "node.db", readonly=True)
    try:
        return int(database.execute(query).fetchone()[0])
    finally:
        database.close()


def _database_bytes(node: Machine) -> int:
    return sum(file.stat().st_size for file in node.data.glob("node.db*"))


def write_scans(folder: Path, files: int) -> None:
    """One-page scans, each different, half of them fax-coded TIFF and half JPEG; drawn once and numbered."""
    folder.mkdir()
    font, chance = ImageFont.truetype(str(serif()), 44), random.Random(1)
    sheet = Image.new("L", (1240, 1754), 250)
    ink = ImageDraw.Draw(sheet)
    for row in range(20):
        ink.text((110, 300 + 65 * row), f"Ông, bà nộp giấy tờ tại bộ phận một cửa, dòng {row}", 20, font)
    for number in range(files):
        page = sheet.copy()
        drawn = ImageDraw.Draw(page)
        drawn.text((110, 110), f"Tờ số {number}", 20, font)
        for _ in range(12):
            drawn.rectangle(
                [x := chance.randrange(1100), y := chance.randrange(1600), x + 90, y + 60], fill=20
            )
        if number % 2:
            page.save(folder / f"quet-{number:05}.jpg", quality=60, dpi=(150, 150))
        else:
            page.convert("1").save(folder / f"quet-{number:05}.tif", compression="group4", dpi=(150, 150))
