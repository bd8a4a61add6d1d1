"""The one place that opens SQLite, for node and hub alike. A test sees to it that nobody else does.

Why one place (docs/decisions/sqlite.md): SQLite 3.7.0–3.51.2 can corrupt a WAL database when two processes
write and checkpoint (our program and Litestream), and Litestream silently corrupts its own backup when it
restarts next to a writer that checkpoints by itself. Hence the version check and `wal_autocheckpoint=0` here; who knows
that there is no Litestream says so (`checkpoint_by_itself`).
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from plumbing.problem import Problem

OLDEST_SAFE = (3, 51, 3)  # sqlite.org/wal.html#walresetbug
BUSY_MS = 15_000

WAL_LIMIT = 64 * 1024 * 1024  # beyond it the owner of the database calls `writer_checkpoint`, whoever listens

Connection = Any  # pysqlite3.dbapi2.Connection; the package ships no types

MODULE: Any = dbapi2  # for libraries that want the driver itself, e.g. SQLAlchemy's `module=`
Error: type[Exception] = dbapi2.Error
IntegrityError: type[Exception] = dbapi2.IntegrityError
OperationalError: type[Exception] = dbapi2.OperationalError
Row: Any = dbapi2.Row


def connect(path: Path, *, readonly: bool = False) -> Connection:
    """Open a database: WAL, FULL sync, foreign keys, explicit transactions (`BEGIN IMMEDIATE` by the caller).

    A read-only connection never creates the file and refuses writes. The connection may be handed to another
    thread, but must be used by one at a time. Raises Problem: SQLITE_TOO_OLD, DATABASE_UNREADABLE.
    """
    check_version(dbapi2.sqlite_version_info)
    mode = "ro" if readonly else "rwc"
    try:
        if not readonly:
            _for_nobody_else(path)
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )
    except (Error, OSError) as error:
        raise _unreadable(error) from error
    try:
        _prepare(connection, readonly)
    except Error as error:
        connection.close()
        raise _unreadable(error) from error
    return connection


def check_version(version: tuple[int, int, int]) -> None:
    """Raises Problem(SQLITE_TOO_OLD) for a library that can corrupt a database shared with Litestream."""
    if version < OLDEST_SAFE:
        found = ".".join(map(str, version))
        hint = "Thư viện SQLite quá cũ, có thể làm hỏng dữ liệu; hãy cài lại chương trình."
        raise Problem("SQLITE_TOO_OLD", hint, "operator", found)


def writer_checkpoint(connection: Connection) -> int:
    """Copy the WAL into the database and cut it; returns the bytes of WAL that could not be cut (0 = all).

    Only when no Litestream runs for this database, or when the WAL passes `WAL_LIMIT`: otherwise Litestream
    does it. (SQLite also does it when the last connection closes.) Call it on the writer's connection, outside
    a transaction.
    """
    busy, log, done = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    return int((log - done if not busy else log) * page)


def checkpoint_by_itself(connection: Connection) -> None:
    """From now on a commit on this connection that leaves more than `WAL_LIMIT` in the log copies it into the database
    and begins the log anew, without waiting for readers: every look-up searches the log, so a long one slows all.

    Only where no Litestream runs for this database: beside it this corrupts its backup.
    """
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute(f"PRAGMA wal_autocheckpoint={WAL_LIMIT // page}")


def wal_bytes(path: Path) -> int:
    """Size of the write-ahead log beside the database, 0 when there is none."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _for_nobody_else(path: Path) -> None:
    """A new database is readable by its owner alone, whatever the umask; SQLite gives its log the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(connection: Connection, readonly: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("PRAGMA foreign_keys=ON")
    if readonly:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _unreadable(error: Exception) -> Problem:
    hint = "Không mở được cơ sở dữ liệu của máy; hãy kiểm tra ổ đĩa, rồi khôi phục từ bản sao nếu cần."
    return Problem("DATABASE_UNREADABLE", hint, "operator", str(error))
