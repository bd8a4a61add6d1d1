"""One commune a test."""

from pathlib import Path

import pytest

from tests.node.commune import Commune, commune


@pytest.fixture
def xa(tmp_path: Path) -> Commune:
    return commune(tmp_path)
