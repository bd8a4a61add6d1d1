"""One commune a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.bootstrap import Running
from tests.node.commune import Commune, commune


@pytest.fixture
def xa(tmp_path: Path) -> Commune:
    return commune(tmp_path)


@pytest.fixture
def yen(xa: Commune) -> Iterator[Running]:
    """The node of Quảng Yên."""
    with xa.open("yen") as running:
        yield running
