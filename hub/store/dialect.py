"""The only file that knows which database stands behind the hub.

SQLite: one file, opened through the program's one connection factory; a write transaction is BEGIN IMMEDIATE, so
that a reader who goes on to write can never be refused in the middle. PostgreSQL: row locks (`FOR UPDATE`, and
the lock that an UPDATE takes) do the same work for many workers.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from plumbing.sqlite import MODULE, connect, wal_bytes, writer_checkpoint

READING = {"hub_reading": True}
PARAMETERS = 400  # in one statement; below the limit of every database we run on
_MAKING_TABLES = 0x6D6F74637561  # any number that is ours
_CONFLICTS = frozenset({"40P01", "40001"})  # deadlock, serialization failure (PostgreSQL, appendix A)
T = TypeVar("T")


def sqlite_engine(path: Path) -> Engine:
    """The engine over one SQLite file; the folder must exist."""
    engine = create_engine(
        "sqlite://", module=MODULE, creator=lambda: connect(path), poolclass=QueuePool, pool_size=8
    )
    event.listen(engine, "begin", _begin)
    return engine


def server_engine(url: str) -> Engine:
    """The engine over a database server; the driver comes with the province's installation."""
    return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")


def keep_others_waiting(connection: Connection) -> None:
    """Until the transaction ends no other worker makes tables. (SQLite: BEGIN IMMEDIATE has seen to it.)"""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MAKING_TABLES)))


def is_conflict(error: DBAPIError) -> bool:
    """Whether the server ended this transaction because another worker was in its way: done again it holds."""
    return getattr(error.orig, "sqlstate", "") in _CONFLICTS


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; the others stay as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def insert_or_replace(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, or give those with the same key the new values. All rows name the same columns."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    statement = _insert(connection, table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))


def add_masked(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    masked: Sequence[str],
    mask: int,
    plain: str,
) -> None:
    """Add to the rows with the same key, in place: columns `masked` modulo `mask` + 1 (a power of two), `plain` as it
    is. A row that is not there yet begins as given."""
    if not rows:
        return
    statement = _insert(connection, table)
    fresh = statement.excluded
    sums = {name: (table.c[name] + fresh[name]).bitwise_and(mask) for name in masked}
    keys = [column.name for column in table.primary_key.columns]
    raised = statement.on_conflict_do_update(
        index_elements=keys, set_=sums | {plain: table.c[plain] + fresh[plain]}
    )
    connection.execute(raised, list(rows))


def columns_of(record: Any) -> dict[str, Any]:
    """The members of a record by name. (`dataclasses.asdict` copies deeply, which costs more than the insert.)"""
    return {name: getattr(record, name) for name in record.__slots__}


def in_parts(items: Sequence[T]) -> Iterable[Sequence[T]]:
    """The items in pieces that fit into one statement's parameters."""
    return (items[at : at + PARAMETERS] for at in range(0, len(items), PARAMETERS))


def checkpoint(engine: Engine, path: Path, beyond: int) -> int:
    """Cut SQLite's write-ahead log once it is larger than `beyond` bytes; the bytes that could not be cut."""
    if wal_bytes(path) <= beyond:
        return 0
    connection = engine.raw_connection()
    try:
        return writer_checkpoint(connection.driver_connection)
    finally:
        connection.close()


def _insert(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("hub_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
