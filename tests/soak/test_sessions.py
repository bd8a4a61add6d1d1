"""A thousand sessions with cuts end equal, and the last hundred cost no more than the first (a peer's grew)."""

import random

import pytest

from tests.sim.checks import assure
from tests.soak.sessions import Soak, Work, soak

SESSIONS, FULL_SESSIONS = 100, 1_000
GROWTH = 1.25  # what a window may cost more than the first one, for index depth and chance


def _all_here(talks: Soak) -> None:
    at_hub = talks.watch.at_hub()
    assure(all(promise.change in at_hub for promise in talks.watch.promises), "lost")
    for name in ("yen", "rong"):
        device = talks.stage.devices[name]
        entitled = talks.watch.of_hub(
            "SELECT hash FROM change JOIN entitlement USING (dossier) WHERE node = ? AND active", device.node
        )
        held = {row[0] for row in talks.watch.of(device, "SELECT hash FROM changes WHERE applied > 0")}
        assert {row[0] for row in entitled} <= held
        assert talks.stage.switch_on(device).node.line.outbox() == ()


def _sum(costs: list[Work]) -> Work:
    return sum(costs, Work())


@pytest.mark.parametrize(
    ("sessions", "window"),
    [(SESSIONS, 20), pytest.param(FULL_SESSIONS, 100, marks=[pytest.mark.full, pytest.mark.timeout(3600)])],
)
def test_sessions_with_cuts_end_equal_and_never_get_dearer(sessions: int, window: int) -> None:
    with soak() as talks:
        costs = [talks.session(random.Random(number % window)) for number in range(sessions)]
        talks.settle()
        _all_here(talks)
    first, last = _sum(costs[window : 2 * window]), _sum(costs[-window:])
    assert last.letters <= first.letters * GROWTH, (first, last)
    assert last.bytes <= first.bytes * GROWTH, (first, last)
    assert last.steps <= first.steps * GROWTH, (first, last)
