"""A mailbox number is never skipped, whoever writes at the same time and whoever fails."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.records import MailItem
from hub.store.database import Database
from hub.store.dialect import server_engine, sqlite_engine
from plumbing.problem import Problem

NODE = "a" * 16


@pytest.fixture(params=["sqlite", "postgres"])
def worker(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Database]:
    """Opens the one database once more, as another worker of the hub does."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")()
        return lambda: Database(server_engine(url), "h" * 16)
    return lambda: Database(sqlite_engine(tmp_path / "hub.db"), "h" * 16)


@pytest.fixture
def database(worker: Callable[[], Database]) -> Iterator[Database]:
    opened = worker()
    opened.prepare()
    with opened.write() as tx:
        tx.mailboxes.open(NODE)
    yield opened
    opened.close()


def numbers(database: Database) -> list[int]:
    with database.read() as tx:
        return [item.number for item in tx.mailboxes.after(NODE, 0, 10_000)]


def test_two_workers_at_once_leave_no_gap(worker: Callable[[], Database], database: Database) -> None:
    workers = [database, worker()]

    def fill(one: Database) -> None:
        for at in range(40):
            with one.write() as tx:
                tx.mailboxes.append(NODE, [MailItem("dossier", f"d{at}")] * (at % 3 + 1))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(fill, one) for one in workers * 2]:
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


def test_a_reader_never_sees_a_number_whose_forerunner_is_still_missing(
    worker: Callable[[], Database], database: Database
) -> None:
    """A plain sequence would commit out of order: who acknowledges 7 has then lost 6 for ever."""
    other, gaps, done = worker(), list[list[int]](), threading.Event()

    def fill(one: Database) -> None:
        for at in range(60):
            with one.write() as tx:
                tx.mailboxes.append(NODE, [MailItem("dossier", f"d{at}")])

    def look() -> None:
        while not done.is_set():
            seen = numbers(database)
            if seen != list(range(1, len(seen) + 1)):
                gaps.append(seen)

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(look)
        writers = [pool.submit(fill, one) for one in (database, other, database)]
        for writer in writers:
            writer.result()
        done.set()
        reader.result()
    assert gaps == []
    assert len(numbers(database)) == 180
    other.close()


def test_two_workers_prepare_one_database_at_once(worker: Callable[[], Database]) -> None:
    workers = [worker() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for made in [pool.submit(one.prepare) for one in workers]:
            made.result()
    for one in workers:
        one.close()


def test_two_workers_that_wait_for_each_other_are_told_to_begin_again(
    worker: Callable[[], Database], database: Database, request: pytest.FixtureRequest
) -> None:
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer")
    other, met = worker(), threading.Barrier(2, timeout=120)

    def cross(one: Database, first: str, second: str) -> str:
        try:
            with one.write() as tx:
                tx.mailboxes.append(first, [MailItem("dossier", "d1")])
                met.wait()
                tx.mailboxes.append(second, [MailItem("dossier", "d2")])
        except Problem as problem:
            return f"{problem.code} {problem.retry}"
        return "done"

    with database.write() as tx:
        tx.mailboxes.open("b" * 16)
    with ThreadPoolExecutor(2) as pool:
        ways = [pool.submit(cross, database, NODE, "b" * 16), pool.submit(cross, other, "b" * 16, NODE)]
        assert sorted(way.result() for way in ways) == ["STORE_CONFLICT later", "done"]
    assert numbers(database) == [1]
    other.close()
