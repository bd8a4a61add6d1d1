"""For every test: property tests have no time limit, because machines are shared and busy, and the default run
draws the same examples each time; `HYPOTHESIS_PROFILE=fresh` (as `make full` sets it) draws new ones. No test leaves
its log to the next."""

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNHURRIED, derandomize=True)
settings.register_profile("fresh", _UNHURRIED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    """A command in a test sends the log to that test's standard error, which is closed after it: what logs in the next
    one would complain about that in the middle of what the test reads."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
