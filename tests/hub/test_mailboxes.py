"""A mailbox number is never skipped, whoever writes at the same time and whoever fails."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.records import MailItem
from hub.store.database import Database
from hub.store.dialect import sqlite_engine

NODE = "a" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hub.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(sqlite_engine(path), "h" * 16)
    opened.prepare()
    with opened.write() as tx:
        tx.mailboxes.open(NODE)
    yield opened
    opened.close()


def numbers(database: Database) -> list[int]:
    with database.read() as tx:
        return [item.number for item in tx.mailboxes.after(NODE, 0, 10_000)]


def test_two_workers_at_once_leave_no_gap(path: Path, database: Database) -> None:
    workers = [database, Database(sqlite_engine(path), "h" * 16)]

    def fill(worker: Database) -> None:
        for at in range(40):
            with worker.write() as tx:
                tx.mailboxes.append(NODE, [MailItem("dossier", f"d{at}")] * (at % 3 + 1))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(fill, worker) for worker in workers * 2]:
            done.result()
    assert numbers(database) == list(range(1, len(numbers(database)) + 1))
    assert len(numbers(database)) == 4 * sum(at % 3 + 1 for at in range(40))
    workers[1].close()


def test_who_rolls_back_gives_the_number_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as tx:
            tx.mailboxes.append(NODE, [MailItem("dossier", "lost")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.write() as tx:
        assert tx.mailboxes.append(NODE, [MailItem("dossier", "kept")]) == 1
    assert numbers(database) == [1]


def test_an_acknowledgement_never_goes_back_nor_beyond_the_last(database: Database) -> None:
    with database.write() as tx:
        tx.mailboxes.append(NODE, [MailItem("dossier", f"d{at}") for at in range(5)])
        tx.mailboxes.acknowledge(NODE, 3)
        tx.mailboxes.acknowledge(NODE, 1)
        assert tx.mailboxes.state(NODE).acked == 3
        tx.mailboxes.acknowledge(NODE, 99)
        assert tx.mailboxes.state(NODE).acked == 5
        assert tx.mailboxes.append(NODE, [MailItem("dossier", "d6")]) == 6
    assert numbers(database) == [6]


def test_a_new_life_starts_before_everything_but_numbers_go_on(database: Database) -> None:
    with database.write() as tx:
        tx.mailboxes.append(NODE, [MailItem("dossier", f"d{at}") for at in range(5)])
        tx.mailboxes.acknowledge(NODE, 5)
        tx.mailboxes.clear(NODE)
        tx.mailboxes.append(NODE, [MailItem("dossier", "again")])
        state = tx.mailboxes.state(NODE)
    assert (state.last, state.acked, state.depth) == (6, 0, 1)
