"""A node and its scanner's folder a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.usecases.scanner import Desk, scanner


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with scanner(tmp_path) as made:
        yield made
