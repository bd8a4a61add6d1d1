"""What a database holds, as one digest per table: the proof that a restored copy is the same.

`integrity_check` says "ok" while rows in the middle are missing, so the content itself is compared.
"""

import hashlib
from pathlib import Path
from typing import Any

from plumbing.sqlite import connect

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_litestream\\_%' ESCAPE '\\' ORDER BY name"
)


def digest_of(connection: Any) -> dict[str, str]:
    """Table name → SHA-256 (hex) over its rows, as seen by this connection's transaction. Full-text index
    tables are compared through their shadow tables; Litestream's own two tables are left out."""
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    return {name: _table_digest(connection, name) for name in names}


def digest_file(database: Path) -> dict[str, str]:
    """Digest of a database at rest. Raises Problem when it cannot be opened."""
    connection = connect(database, readonly=True)
    try:
        return digest_of(connection)
    finally:
        connection.close()


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Names of the tables that differ or that only one side has."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _table_digest(connection: Any, name: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = len(connection.execute(f"PRAGMA table_info({quoted})").fetchall())
    order = ",".join(str(number + 1) for number in range(columns))
    total = hashlib.sha256()
    for row in connection.execute(f"SELECT * FROM {quoted} ORDER BY {order}"):
        for value in row:
            total.update(_tagged(value))
    return total.hexdigest()


def _tagged(value: Any) -> bytes:
    """A value with its type and length, so that no two rows can run into one another."""
    raw = value if isinstance(value, bytes) else str(value).encode()
    return f"{type(value).__name__}:{len(raw)}:".encode() + raw
