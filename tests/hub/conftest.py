"""One province per test, in its own folder; the same tests on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hub.console_client import Console, signed_in
from tests.hub.postgres import server
from tests.hub.province import Province, province


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[], str]]:
    """Makes fresh databases of one server."""
    with server() as fresh:
        yield fresh


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.full)])
def tinh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Province]:
    """A hub with its province."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")()
        with province(tmp_path / "hub", lambda config: replace(config, database_url=url)) as opened:
            yield opened
    else:
        with province(tmp_path / "hub") as opened:
            yield opened


@pytest.fixture
def console(tinh: Province) -> Iterator[Console]:
    """The administrator's browser."""
    with signed_in(tinh) as client:
        yield client
