"""A node as its clerks meet it: time to the first page, memory at rest, dossiers a second through its API.

Real processes: a hub and a node, TLS between them, Litestream at the node's side, `synchronous=FULL`. The raw
engine beside it writes rows of the same size, one durable transaction each, with the same SQLite, in the same run.
"""

import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import psutil

from demo.cast import QUANG_TRACH, quang_trach_staff
from demo.client import Desk
from demo.setting import NODE, Stage
from demo.show import Show
from demo.world import World
from plumbing.sqlite import connect

DOSSIERS = 200
_ROW = "x" * 6000


def measure(folder: Path) -> dict[str, Any]:
    """Figures of one node and one hub at rest and under a busy counter."""
    world = World(folder / "world")
    try:
        with redirect_stdout(sys.stderr):
            return _measured(world, folder)
    finally:
        world.close()


def _measured(world: World, folder: Path) -> dict[str, Any]:
    stage = Stage(world, Show())
    stage.open_hub()
    clerk = quang_trach_staff()[0]
    stage.enter_staff([clerk])
    node = stage.enrol("qy", QUANG_TRACH, NODE, "Quảng Yên")
    node.stop()
    began = time.perf_counter()
    node.start()
    start_s = time.perf_counter() - began
    desk = Desk(node.url)
    began = time.perf_counter()
    desk.fetch("/dang-nhap")
    page_s = time.perf_counter() - began
    time.sleep(8)
    at_rest = {name: _rss(world, name) for name in ("qy", "hub")}
    desk.log_in(clerk.login, clerk.password)
    rate = _receive(desk)
    raw = _raw_commits(folder / "raw.db")
    return {
        "node_start_to_answer_s": round(start_s, 2),
        "node_first_page_s": round(page_s, 3),
        "node_idle_rss_mb": at_rest["qy"],
        "hub_idle_rss_mb": at_rest["hub"],
        "dossiers_received_per_s": round(rate, 1),
        "raw_durable_commits_per_s": round(raw, 1),
        "ratio_to_raw": round(rate / raw, 3),
    }


def _rss(world: World, name: str) -> float:
    """Resident memory (MB) of the program itself, without Litestream beside it."""
    process = world.machines[name].process_id
    resident: int = psutil.Process(process).memory_info().rss
    return round(resident / 1e6, 1)


def _receive(desk: Desk) -> float:
    procedure = desk.get("/api/procedures", q="2.000635")[0]
    form = {
        "procedure": procedure["code"],
        "applicant": {"name": "Nguyễn Thị Ánh", "id_number": "003190000000", "address": "xã Quảng Yên"},
        "components": procedure["entries"],
    }
    began = time.perf_counter()
    for _ in range(DOSSIERS):
        desk.post("/api/dossiers", form)
    return DOSSIERS / (time.perf_counter() - began)


def _raw_commits(path: Path) -> float:
    database = connect(path)
    database.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, body TEXT)")
    began = time.perf_counter()
    for _ in range(DOSSIERS):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO row (body) VALUES (?)", (_ROW,))
        database.execute("COMMIT")
    rate = DOSSIERS / (time.perf_counter() - began)
    database.close()
    return rate
