"""Opens the node's database: one writer, read-only readers, one transaction per act."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from node.store.schema import migrations
from node.store.tables import SqlTables
from plumbing.problem import Problem
from plumbing.sqlite import Connection, Error, checkpoint_by_itself, connect, wal_bytes, writer_checkpoint

_IDLE_READERS = 4


class SqliteStore:
    """`node.ports.Store` on one SQLite file. Safe to use from several threads. `on_queued` hears, after the commit,
    that something new must leave."""

    def __init__(self, path: Path) -> None:
        """Open and migrate. Raises Problem DATABASE_UNREADABLE, DATABASE_DAMAGED, SQLITE_TOO_OLD."""
        self._path = path
        self._writer = connect(path)
        self._writing = threading.Lock()
        self._owner = 0
        self._idle: list[Connection] = []
        self._idle_lock = threading.Lock()
        self._closed = False
        self.on_queued: Callable[[], None] = _nobody
        try:
            _check(self._writer)
            migrations.apply(Database(self._writer))
        except BaseException:
            self._writer.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[SqlTables]:
        """One write transaction; commits at the end, rolls back on any exception. Not reentrant."""
        if self._owner == threading.get_ident():
            raise RuntimeError("a write transaction is already open in this thread")
        with self._writing:
            self._owner = threading.get_ident()
            try:
                with _said_plainly():
                    self._writer.execute("BEGIN IMMEDIATE")
                    tables = SqlTables(self._writer)
                    yield tables
                    self._writer.execute("COMMIT")
                has_queued = tables.has_queued
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._owner = 0
        if has_queued:
            self.on_queued()

    @contextmanager
    def reading(self) -> Iterator[SqlTables]:
        """A read-only snapshot."""
        connection = self._borrow()
        try:
            connection.execute("BEGIN")
            yield SqlTables(connection)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection)

    def empty_log_itself(self) -> None:
        """Nobody copies this database, so nobody else empties its log: also in a rush of acts it must stay short."""
        with self._writing:
            checkpoint_by_itself(self._writer)
            writer_checkpoint(self._writer)  # what migrations wrote just now

    def relieve(self, most_bytes: int) -> int:
        """Without Litestream nobody empties the log: past `most_bytes` copy it into the database; gives the bytes
        left in it."""
        if wal_bytes(self._path) <= most_bytes:
            return wal_bytes(self._path)
        with self._writing:
            return writer_checkpoint(self._writer)

    def wal_bytes(self) -> int:
        """Size of the write-ahead log."""
        return wal_bytes(self._path)

    def close(self) -> None:
        """Wait for the writer and close every connection; safe to call twice."""
        with self._writing, self._idle_lock:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()
            self._writer.close()

    def _borrow(self) -> Connection:
        with self._idle_lock:
            if self._idle:
                return self._idle.pop()
        return connect(self._path, readonly=True)

    def _give_back(self, connection: Connection) -> None:
        with self._idle_lock:
            if not self._closed and len(self._idle) < _IDLE_READERS:
                self._idle.append(connection)
                return
        connection.close()


class ReadOnlyStore:
    """The database of a node that may be running or dead: for `motcua node status`."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, readonly=True)

    @contextmanager
    def reading(self) -> Iterator[SqlTables]:
        """A read-only snapshot."""
        self._connection.execute("BEGIN")
        try:
            yield SqlTables(self._connection)
        finally:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _nobody() -> None:
    """Nobody listens yet."""


def _check(connection: Connection) -> None:
    """A quick look at the file's structure, before anything is written to it."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except Error as error:
        raise _damaged(str(error)) from error
    if found != "ok":
        raise _damaged(str(found))


def _damaged(detail: str) -> Problem:
    hint = "Cơ sở dữ liệu của máy bị hỏng; đừng ghi thêm, hãy khôi phục bằng lệnh motcua node restore."
    return Problem("DATABASE_DAMAGED", hint, "operator", detail)


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A full disk is said as such: what was stored before is intact, and the act did not happen."""
    try:
        yield
    except Error as error:
        if "full" not in str(error) and "disk I/O" not in str(error):
            raise
        hint = "Ổ đĩa của máy đã đầy nên việc vừa rồi CHƯA được lưu; hãy giải phóng ổ đĩa rồi làm lại."
        raise Problem("DISK_FULL", hint, "operator", str(error)) from error
