"""A node and its clerk for measurements of the counter: real processes, what is printed goes to the standard error."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import psutil

from demo.cast import QUANG_TRACH, Person, quang_trach_staff
from demo.client import Desk, wait_until
from demo.setting import NODE, Stage
from demo.show import Show
from demo.world import Machine, World

RECEIPTS, ROUNDS = 150, 7
BREATH_SECONDS = 0.03


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    """A world that ends with the measurement."""
    world = World(folder / "world")
    try:
        with redirect_stdout(sys.stderr):
            yield world
    finally:
        world.close()


def seated(world: World) -> tuple[Stage, Machine, list[Person]]:
    """A hub and one node, with its staff; the first of them is the clerk at the counter."""
    stage = Stage(world, Show())
    stage.open_hub()
    staff = quang_trach_staff()
    stage.enter_staff(staff)
    return stage, stage.enrol("qy", QUANG_TRACH, NODE, "Quảng Yên"), staff


def signed_in(node: Machine, officer: Person) -> Desk:
    """At the node's pages and API."""
    desk = Desk(node.url)
    desk.log_in(officer.login, officer.password)
    return desk


def form_of(desk: Desk) -> dict[str, Any]:
    """A dossier to receive."""
    procedure = desk.get("/api/procedures", q="2.000635")[0]
    applicant = {"name": "Nguyễn Thị Ánh", "id_number": "003190000000", "address": "xã Quảng Yên"}
    return {"procedure": procedure["code"], "applicant": applicant, "components": procedure["entries"]}


def seconds_to_receive(desk: Desk, form: dict[str, Any]) -> list[float]:
    """How long each of RECEIPTS dossiers took, one after another."""
    spent = []
    for _ in range(RECEIPTS):
        began = time.perf_counter()
        desk.post("/api/dossiers", form)
        spent.append(time.perf_counter() - began)
        time.sleep(BREATH_SECONDS)
    return spent


def until(holds: Callable[[], Any], seconds: float) -> None:
    """Wait until it holds. Raises TimeoutError: a figure of work that was not done would be made up."""
    if not wait_until(holds, seconds):
        raise TimeoutError(f"not done within {seconds:.0f} s")


def told(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": round(1000 * statistics.median(ordered), 1),
        "p95": round(1000 * ordered[int(0.95 * len(ordered))], 1),
    }


def answer_ms(desk: Desk, path: str) -> float:
    """Median of ROUNDS."""
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        desk.fetch(path)
        spent.append(time.perf_counter() - began)
    return round(1000 * statistics.median(spent), 1)


def resident_mb(machine: Machine) -> float:
    """Memory of the program itself, without Litestream beside it."""
    resident: int = psutil.Process(machine.process_id).memory_info().rss
    return round(resident / 1e6, 1)
