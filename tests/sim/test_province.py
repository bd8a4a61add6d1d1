"""A province from a seed: whatever happens on the way, the invariants hold at every step and in the end."""

import pytest

from tests.sim.checks import Violation
from tests.sim.planted import PLANTED, Plant
from tests.sim.run import run

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

BLOCK, BLOCKS, FULL_BLOCKS = 5, 10, 200
SEEDS_TO_CATCH = 20


def _play(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        try:
            run(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_is_lost_doubled_or_judged_twice(block: int) -> None:
    _play(block)


@pytest.mark.full
@pytest.mark.parametrize("block", range(BLOCKS, FULL_BLOCKS))
def test_nothing_is_lost_doubled_or_judged_twice_in_a_thousand_provinces(block: int) -> None:
    _play(block)


def test_a_seed_always_gives_the_same_run() -> None:
    first, second = run(3, 40), run(3, 40)
    assert first.told == second.told
    assert first.digest() == second.digest()


@pytest.mark.parametrize("seed", range(2))
def test_pages_scanned_moved_withdrawn_and_put_back_end_alike_everywhere(seed: int) -> None:
    played = run(seed, often="page")
    assert any(told.startswith("page ") for told in played.told)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_mistake_is_caught(plant: Plant) -> None:
    def caught(seed: int) -> bool:
        try:
            with plant():
                run(seed, often=PLANTED[plant])
        except Violation:
            run(seed, often=PLANTED[plant])  # without it, the same run is sound
            return True
        return False

    assert any(map(caught, range(SEEDS_TO_CATCH)))
