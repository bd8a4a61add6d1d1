"""A small database that is written as a node writes, and a backup of it by the real Litestream."""

import time

import pytest

from node.replica.supervisor import Supervisor, Watched
from node.replica.target import FolderTarget
from plumbing.sqlite import connect

NODE = "abcdefghijklmnop"
PATIENCE = 120  # seconds; nothing here waits longer than what it waits for


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "data" / "node.db"
    path.parent.mkdir()
    connection = connect(path)
    connection.execute("CREATE TABLE fact (n INTEGER PRIMARY KEY, text TEXT, raw BLOB)")
    connection.close()
    return path


@pytest.fixture
def watched(database, tmp_path):
    return Watched(database, NODE, 1, FolderTarget(tmp_path / "copy"))


@pytest.fixture
def running(watched):
    supervisor = Supervisor(watched)
    supervisor.start(PATIENCE)
    yield supervisor
    supervisor.stop()


def secured(backup):
    """Whether the copy holds everything; before its Litestream answers for the first time that is asked again."""
    until = time.monotonic() + PATIENCE
    while not backup.secure(30):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def write(connection, count):
    """Inserts, updates and deletes, each its own transaction."""
    for _ in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO fact (text, raw) VALUES (hex(randomblob(60)), randomblob(400))")
        connection.execute(
            "UPDATE fact SET text = hex(randomblob(90)) WHERE n = 1 + abs(random()) % (SELECT max(n) FROM fact)"
        )
        connection.execute("DELETE FROM fact WHERE n % 7 = 0 AND n < (SELECT max(n) - 20 FROM fact)")
        connection.execute("COMMIT")
