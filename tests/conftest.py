"""For every test: property tests have no time limit, because machines are shared and busy, and the default run
draws the same examples each time; `HYPOTHESIS_PROFILE=fresh` (as `make full` sets it) draws new ones."""

import os

from hypothesis import HealthCheck, settings

_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNHURRIED, derandomize=True)
settings.register_profile("fresh", _UNHURRIED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
