"""One commune a test, and a province where there is a line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.province import Province, province
from tests.node.commune import Commune, commune


@pytest.fixture
def xa(tmp_path: Path) -> Commune:
    return commune(tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A USB stick."""
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def tinh(tmp_path: Path) -> Iterator[Province]:
    """A province's hub."""
    with province(tmp_path / "hub") as opened:
        yield opened
