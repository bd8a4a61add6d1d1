"""Continue the running copy, or begin a new generation? Decided from what the last run left behind.

Litestream silently corrupts its copy when the write-ahead log was checkpointed and begun anew while it was
down (measured: 24 of 60 restarts). The log's two salts change exactly then, so the salts last seen beside a
living Litestream are kept in a marker; other salts, or no marker, mean a new generation. A wrong "new" costs
one full copy; a wrong "continue" costs the citizens' dossiers.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_SALTS = slice(16, 24)  # of the 32-byte WAL header, sqlite.org/fileformat2.html#walformat


@dataclass(frozen=True, slots=True)
class Marker:
    """What stood beside the database when Litestream was last known to be in step.

    `salts` is hex, "" when there was no log; `size` and `changed_ns` describe the database file and count
    only then (a database at rest after a clean stop)."""

    incarnation: int
    generation: int
    salts: str
    size: int
    changed_ns: int


def observe(database: Path, incarnation: int, generation: int) -> Marker:
    """The marker for how the files stand now."""
    facts = database.stat() if database.exists() else None
    return Marker(
        incarnation,
        generation,
        _wal_salts(database),
        facts.st_size if facts else 0,
        facts.st_mtime_ns if facts else 0,
    )


def may_continue(last: Marker | None, now: Marker) -> bool:
    """Whether the copy of `last` may go on with the files as they stand `now`."""
    if last is None or last.incarnation != now.incarnation or last.salts != now.salts:
        return False
    at_rest = not now.salts
    return not at_rest or (last.size, last.changed_ns) == (now.size, now.changed_ns)


def read_marker(path: Path) -> Marker | None:
    """The marker kept at `path`; None when there is none that can be read (then: new generation)."""
    try:
        return Marker(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_marker(path: Path, marker: Marker) -> None:
    """Keep the marker, whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(marker)), encoding="utf-8")
    os.replace(fresh, path)


def _wal_salts(database: Path) -> str:
    try:
        with database.with_name(database.name + "-wal").open("rb") as log:
            return log.read(32)[_SALTS].hex()
    except OSError:
        return ""
