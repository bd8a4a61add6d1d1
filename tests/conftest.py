"""For every test: property tests have no time limit per example, because machines are shared and busy."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
