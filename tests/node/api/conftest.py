"""One counter a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.api.counter import Counter, counter


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    """A node behind its client, nobody signed in."""
    with counter(tmp_path) as made:
        yield made
