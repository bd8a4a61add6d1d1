"""A new node of a commune with a long past works from the first minute; power cuts at both ends cost nothing."""

import os
import random
import time
from contextlib import closing
from datetime import date

import psutil
import pytest

from hub.bootstrap import open_hub
from plumbing.sqlite import connect
from tests.faults.arena import QUANG_YEN, Arena, Clerk
from tests.faults.great_scope import Past
from tests.hand_clock import HandClock
from tests.hub.province import Province

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

PACE = 0.5  # a clerk who never rests fills the line with dossiers of her own, faster than the past can come
GREAT = pytest.mark.skipif("MOTCUA_GREAT" not in os.environ, reason="takes an hour; MOTCUA_GREAT=1 runs it")


def live_through(arena: Arena, dossiers: int) -> None:
    """Months of a commune, on a machine that then died."""
    clock = HandClock()
    clock.set_day(date(2025, 8, 1))
    with open_hub(arena.hub_config, clock) as hub:
        tinh = Province(hub, clock)
        node = tinh.node(QUANG_YEN)
        clerk, leader = tinh.officer("lan", QUANG_YEN), tinh.officer("minh", QUANG_YEN)
        tinh.talk_all(node)
        Past(tinh, node, clerk, leader).fill(dossiers, dossiers // 10)


def come_so_far(arena: Arena) -> tuple[int, int]:
    with closing(connect(arena.root / "moi" / "node.db", readonly=True)) as db:
        said = dict(db.execute("SELECT name, value FROM meta WHERE name LIKE 'growth_%'").fetchall())
    return int(said.get("growth_upto", 0)), int(said.get("growth_total", 0))


def wait_for_more(arena: Arena, clerk: Clerk, seen: int, peak: list[int]) -> tuple[int, int]:
    """Until more dossiers have come, while the clerk works."""
    end = time.monotonic() + 300
    while time.monotonic() < end:
        clerk.hear(1)
        peak[0] = max(peak[0], psutil.Process(clerk.process.pid).memory_info().rss)
        held, total = come_so_far(arena)
        if held > seen or (total and held == total):
            return held, total
    raise AssertionError(f"nothing came beyond {seen}")


def compare(arena: Arena, dossiers: int, said: list[tuple[str, str, str]], cuts: int) -> None:
    """Both ends hold the same facts, the clerk's word among them, and at each cut at most one dossier more, which was
    stored but not yet said. (The past's scans were never made.)"""
    with (
        closing(connect(arena.hub_data / "hub.db", readonly=True)) as hub,
        closing(connect(arena.root / "moi" / "node.db", readonly=True)) as node,
    ):
        at_hub = dict(hub.execute("SELECT dossier, code FROM dossier").fetchall())
        assert {dossier: code for dossier, code, _ in said}.items() <= at_hub.items()
        assert 0 <= len(at_hub) - dossiers - len({dossier for dossier, _, _ in said}) <= cuts + 1
        assert hub.execute("SELECT count(*) FROM quarantine").fetchone()[0] == 0
        theirs = set(hub.execute("SELECT dossier, hash FROM change").fetchall())
        assert set(node.execute("SELECT dossier, hash FROM changes WHERE applied > 0").fetchall()) == theirs
        assert node.execute("SELECT count(*) FROM dossiers").fetchone()[0] == len(at_hub)
        wanted = node.execute("SELECT count(*) FROM blobs WHERE wanted").fetchone()[0]
        assert wanted < dossiers, "a new machine fetches years of scans before today's"


@pytest.mark.parametrize(
    ("dossiers", "cuts"),
    [
        (260, 2),
        pytest.param(2_000, 6, marks=[pytest.mark.full, pytest.mark.timeout(1800)]),
        pytest.param(20_000, 10, marks=[pytest.mark.full, pytest.mark.timeout(10_000), GREAT]),
    ],
)
def test_a_new_node_takes_its_commune_s_past_while_it_works_and_the_power_fails(
    arena: Arena, dossiers: int, cuts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    arena.found_hub()
    live_through(arena, dossiers)
    arena.enrol({"moi": QUANG_YEN})
    worker = arena.start_worker()
    arena.line("moi")
    pick, said, held, peak, began = (
        random.Random(cuts),
        list[tuple[str, str, str]](),
        0,
        [0],
        time.monotonic(),
    )
    for cut in range(cuts + 1):
        clerk = arena.sit_down("moi", QUANG_YEN, PACE)
        clerk.hear(1)  # before the past has come
        more, total = wait_for_more(arena, clerk, held, peak)
        assert more >= held, "what had come was lost"
        held = more
        while cut == cuts and held < total:
            held, total = wait_for_more(arena, clerk, held, peak)
        if cut < cuts and pick.random() < 0.6:
            worker.kill()
            clerk.hear(2)
            worker = arena.start_worker()
        clerk.kill()
        said += clerk.said
    seconds, carried = time.monotonic() - began, arena.lines["moi"].carried
    arena.settle("moi")
    compare(arena, dossiers, said, cuts)
    with capsys.disabled():
        print(
            f"\n{dossiers} dossiers: {seconds:.0f} s, {carried} bytes both ways, {peak[0] >> 20} MB", end=" "
        )
