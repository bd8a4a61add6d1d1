"""One commune a test."""

from pathlib import Path

import pytest

from tests.node.commune import Commune, commune


@pytest.fixture
def xa(tmp_path: Path) -> Commune:
    return commune(tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A USB stick."""
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"
