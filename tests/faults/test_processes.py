"""Real processes over real sockets: thin lines that break, power cuts, two workers, eight nodes at once."""

import random
import threading
import time

import pytest

from tests.faults.afterwards import check
from tests.faults.arena import HAM_RONG, QUANG_YEN, Arena
from tests.faults.line import CLEAR, THIN, THINNEST, Weather
from tests.node.commune import form

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours


@pytest.mark.parametrize(
    ("weather", "dossiers"),
    [
        (THIN, 20),
        pytest.param(THINNEST, 200, marks=[pytest.mark.full, pytest.mark.timeout(900)]),
    ],
)
def test_a_thin_line_that_breaks_and_flips_bytes_loses_nothing(
    arena: Arena, weather: Weather, dossiers: int
) -> None:
    arena.found({"yen": QUANG_YEN})
    arena.start_worker()
    arena.line("yen", weather)
    clerk = arena.sit_down("yen", QUANG_YEN)
    clerk.hear(dossiers)
    clerk.kill()
    arena.settle("yen")
    check(arena, {"yen": clerk.said})


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=[pytest.mark.full, pytest.mark.timeout(3600)])])
def test_power_cuts_at_node_and_hub_at_any_moment_lose_nothing(arena: Arena, rounds: int) -> None:
    pick = random.Random(rounds)
    arena.found({"yen": QUANG_YEN})
    worker = arena.start_worker()
    arena.line("yen")
    said: list[tuple[str, str, str]] = []
    for _ in range(rounds):
        clerk = arena.sit_down("yen", QUANG_YEN)
        clerk.hear(pick.randrange(1, 15))
        time.sleep(pick.random() * 0.5)
        if pick.random() < 0.7:
            worker.kill()
            clerk.hear(pick.randrange(1, 5))
            worker = arena.start_worker()
        clerk.hear(pick.randrange(1, 10))
        clerk.kill()
        said += clerk.said
    arena.settle("yen")
    assert len({dossier for dossier, _, _ in said}) == len(said)
    check(arena, {"yen": said})


def test_eight_nodes_at_once_over_two_workers_of_one_hub(arena: Arena) -> None:
    names = {f"may-{n}": (QUANG_YEN, HAM_RONG)[n % 2] for n in range(8)}
    arena.found(names)
    arena.start_worker(0)
    arena.start_worker(1)
    for n, name in enumerate(names):
        arena.line(name, CLEAR, worker=n // 2 % 2)
    said: dict[str, list[tuple[str, str, str]]] = {name: [] for name in names}
    wrong: list[BaseException] = []

    def work(name: str, unit: str) -> None:
        try:
            with arena.node(name) as running:
                for _ in range(4):
                    taken = running.node.intake.receive(form(), arena.officers[unit])
                    said[name].append((taken.dossier, taken.code, ""))  # type: ignore[union-attr]
                    running.sync()
                    arena.lines[name].turn_to(arena.ports[running.store.wal_bytes() // 4096 % 2])
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in names.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    for _ in range(2):
        for name in names:
            arena.settle(name)
    check(arena, said)
