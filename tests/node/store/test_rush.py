"""A rush (a past taken in, a device that was long away) costs each letter and each act no more than a quiet day."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from node.bootstrap import build
from node.config import Config
from node.store.outbox import OutboxTables
from node.store.schema import migrations
from plumbing import sqlite
from plumbing.sqlite import Connection, connect, wal_bytes
from tests.node.commune import Commune

_LIMIT = 400 * 1024
_STEPS = 50  # of SQLite's machine, by which its work is counted


def _outbox(path: Path, dossiers: int) -> Connection:
    connection = connect(path)
    migrations.apply(Database(connection))
    outbox = OutboxTables(connection)
    connection.execute("BEGIN")
    for number in range(dossiers * 3):
        dossier = f"d{number % dossiers:06d}"
        outbox.add(dossier, number.to_bytes(32, "big"), 100, 1, 1_000 + number, "")
    connection.execute("COMMIT")
    return connection


def _work(connection: Connection, ask: Callable[[OutboxTables], object]) -> int:
    """How much SQLite does for one question."""
    rung: list[int] = []

    def ring() -> None:
        rung.append(1)

    connection.set_progress_handler(ring, _STEPS)
    ask(OutboxTables(connection))
    connection.set_progress_handler(None, 0)
    return len(rung)


@pytest.mark.parametrize(
    "ask",
    [
        lambda outbox: outbox.unsent(1),
        lambda outbox: outbox.next_dossiers(30, 1_000),
    ],
    ids=["is there news", "the next letter"],
)
def test_a_letter_costs_the_same_whatever_waits_behind_it(
    tmp_path: Path, ask: Callable[[OutboxTables], object]
) -> None:
    few, many = _outbox(tmp_path / "few.db", 40), _outbox(tmp_path / "many.db", 2_000)
    assert _work(many, ask) <= 2 * _work(few, ask) + 1
    few.close()
    many.close()


def _rush(xa: Commune, replica: str) -> int:
    """The largest the log was during some hundred writes without a pause."""
    data = xa.root / "yen"
    running = build(Config(data=data, hub_url="https://hub.invalid", replica_dir=replica))
    try:
        largest = 0
        for number in range(200):
            with running.store.writing() as tables:
                tables.meta.put("bulk", f"{number:04d}" * 5_000)
            largest = max(largest, wal_bytes(data / "node.db"))
        with running.store.reading() as tables:
            assert tables.meta.text("bulk") == "0199" * 5_000
        return largest
    finally:
        running.stop()


def test_without_a_copy_the_log_stays_short_in_a_rush(xa: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAL_LIMIT", _LIMIT)
    assert _LIMIT < _rush(xa, "") < 2 * _LIMIT


def test_beside_a_running_copy_the_log_is_left_to_it(
    xa: Commune, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAL_LIMIT", _LIMIT)
    assert _rush(xa, str(tmp_path / "copy")) > 5 * _LIMIT
