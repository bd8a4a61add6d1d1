"""One province per test, in its own folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.province import Province, province


@pytest.fixture
def tinh(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path / "hub") as opened:
        yield opened
