"""A node as its clerks meet it: time to the first page, memory at rest, dossiers a second through its API.

Real processes: a hub and a node, TLS between them, Litestream at the node's side, `synchronous=FULL`. The raw
engine beside it writes rows of the same size, one durable transaction each, with the same SQLite, in the same run.
"""

import time
from pathlib import Path
from typing import Any

from bench.counter import form_of, opened, resident_mb, seated
from demo.client import Desk
from demo.world import World
from plumbing.sqlite import connect

DOSSIERS = 200
_ROW = "x" * 6000


def measure(folder: Path) -> dict[str, Any]:
    """Figures of one node and one hub at rest and under a busy counter."""
    with opened(folder) as world:
        return _measured(world, folder)


def _measured(world: World, folder: Path) -> dict[str, Any]:
    _, node, staff = seated(world)
    node.stop()
    began = time.perf_counter()
    node.start()
    start_s = time.perf_counter() - began
    desk = Desk(node.url)
    began = time.perf_counter()
    desk.fetch("/dang-nhap")
    page_s = time.perf_counter() - began
    time.sleep(8)
    at_rest = {name: resident_mb(world.machines[name]) for name in ("qy", "hub")}
    desk.log_in(staff[0].login, staff[0].password)
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


def _receive(desk: Desk) -> float:
    form = form_of(desk)
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
