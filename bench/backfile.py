"""Old results in bulk: 200 papers of mixed kinds read and digitised by the real reader behind the counter, with a
kill -9 in the midst; then every one written up, a sample checked by a second officer, and all signed with one PIN."""

import re
import time
from pathlib import Path
from typing import Any

from PIL import Image

from bench.counter import (
    answer_ms,
    form_of,
    opened,
    resident_mb,
    seated,
    seconds_to_receive,
    signed_in,
    told,
    until,
)
from demo.cast import QUANG_TRACH, Person
from demo.client import Desk
from demo.world import Machine, World
from tests.corpus.make import save_set

PAPERS, DIFFERENT = 200, 25
_AT_ONCE, _SEED, _LONGEST_SECONDS = 50, 77, 3600
_VALUES = {"title": "Giấy khai sinh", "day": "02/03/2009", "name": "Nguyễn Thị Lan"}


def measure(folder: Path) -> dict[str, Any]:
    """Figures of one batch from the scanner to its signatures."""
    with opened(folder) as world:
        return _measured(world, write_papers(folder))


def _measured(world: World, scans: list[Path]) -> dict[str, Any]:
    stage, node, staff = seated(world)
    stage.give_keys("qy", staff, "UBND xã Quảng Trạch")
    first, second = staff[0], Person("Trần Thị Hai", "hai.qt", "Văn thư", QUANG_TRACH, ("van_thu",))
    stage.enter_staff([second])
    desk = signed_in(node, first)
    form = form_of(desk)
    idle = seconds_to_receive(desk, form)
    batch, stored_s = _stored(desk, scans)
    read = _read_with_a_cut(node, desk, first, form)
    desk = signed_in(node, first)
    return {
        "papers": len(scans),
        "stored_per_s": round(len(scans) / stored_s, 1),
        "receive_idle_ms": told(idle),
        **read,
        "answers_ms": {path: answer_ms(desk, path) for path in (batch, "/ho-so-cu", "/api/backfile/1")},
        **_written_up(desk, signed_in(node, second), batch),
        **_signed(desk, batch, first),
        "node_rss_mb": resident_mb(node),
    }


def _stored(desk: Desk, scans: list[Path]) -> tuple[str, float]:
    """The address of the batch, and the seconds that handing in took."""
    opened = {"title": "Khai sinh 2009", "paper": "Giấy khai sinh", "unit": QUANG_TRACH, "sample": "10"}
    batch = desk.submit("/ho-so-cu", opened)
    began = time.perf_counter()
    for first in range(0, len(scans), _AT_ONCE):
        desk.submit(f"{batch}/nop", {}, scans[first : first + _AT_ONCE])
    return batch, time.perf_counter() - began


def _read_with_a_cut(node: Machine, desk: Desk, clerk: Person, form: dict[str, Any]) -> dict[str, Any]:
    """Let the machine read; pull the plug when a quarter is done; the rest after the restart."""
    began, busy = time.perf_counter(), seconds_to_receive(desk, form)
    until(lambda: _left(desk) <= PAPERS * 3 // 4, _LONGEST_SECONDS)
    node.kill()
    node.start()
    desk = signed_in(node, clerk)
    until(lambda: not _left(desk), _LONGEST_SECONDS)
    far = desk.get("/api/backfile/1")
    return {
        "receive_while_reading_ms": told(busy),
        "read_per_min": round(60 * PAPERS / (time.perf_counter() - began), 1),
        "read": far["to_index"],
        "cannot_be_read": far["aside"],
        "total": far["total"],
    }


def _left(desk: Desk) -> int:
    return int(desk.get("/api/backfile/1")["reading"])


def _written_up(desk: Desk, other: Desk, batch: str) -> dict[str, Any]:
    """Write up what the machine proposes for each paper, then check the sample; seconds the pages took."""
    spent = []
    for n in range(1, PAPERS + 1):
        began = time.perf_counter()
        desk.submit(f"{batch}/nhap/{n}", _VALUES | {"number": _number(desk, batch, n)})
        spent.append(time.perf_counter() - began)
    checked = 0
    while desk.get("/api/backfile/1")["step"] == "check":
        drawn = re.findall(r"/kiem/(\d+)", other.fetch(f"{batch}/kiem").decode())[0]
        other.submit(f"{batch}/kiem/{drawn}", _VALUES | {"number": _number(desk, batch, int(drawn))})
        checked += 1
    return {"write_up_ms": told(spent), "checked": checked}


def _number(desk: Desk, batch: str, n: int) -> str:
    """What stands in the field on the page, which the machine proposed or somebody wrote."""
    page = desk.fetch(f"{batch}/nhap?so={n}").decode()
    return str(re.findall(r'name="number"[^>]*value="([^"]*)"', page)[0])


def _signed(desk: Desk, batch: str, officer: Person) -> dict[str, Any]:
    began = time.perf_counter()
    desk.submit(f"{batch}/ky", {"passphrase": officer.passphrase})
    until(lambda: desk.get("/api/backfile/1")["signed"] == PAPERS, _LONGEST_SECONDS)
    seconds = time.perf_counter() - began
    return {"signed": desk.get("/api/backfile/1")["signed"], "signed_per_s": round(PAPERS / seconds, 1)}


def write_papers(folder: Path) -> list[Path]:
    """Papers of all kinds, worn as scans are; each drawn once and stored in several qualities, so no two are equal."""
    drawn = list(save_set(folder / "drawn", _SEED, DIFFERENT))
    made = []
    for at in range(PAPERS):
        path = folder / f"giay-{at:03}.jpg"
        with Image.open(drawn[at % DIFFERENT]) as picture:
            picture.convert("RGB").save(path, quality=60 + at // DIFFERENT * 4, dpi=(200, 200))
        made.append(path)
    return made
