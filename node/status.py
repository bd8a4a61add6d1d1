"""What can be said about a node from its folder alone, running or not, without writing anything."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from dossier.authors import short_id
from dossier.local_time import local
from node.config import Config
from node.ports import Tables
from node.replica.restore import Known
from node.store.database import ReadOnlyStore
from plumbing.keys import NodeKeys
from plumbing.sqlite import wal_bytes

_MOST = 1_000_000


def node_status(config: Config) -> dict[str, Any]:
    """Identity, line, outbox, work and size. Raises Problem KEY_MISSING, DATABASE_UNREADABLE."""
    keys = NodeKeys.load(config.data / "keys")
    database = config.data / "node.db"
    answer: dict[str, Any] = {"node": keys.node, "short": short_id(keys.node), "data": str(config.data)}
    if not database.exists():
        return answer | {"database": "none"}
    store = ReadOnlyStore(database)
    try:
        with store.reading() as tables:
            meta, totals = tables.meta, tables.outbox.totals()
            jobs = tables.jobs.totals()
            changes = tables.register.changes()
            return answer | {
                "database": "ok",
                "incarnation": meta.number("incarnation") or 1,
                "dossiers": tables.projections.count({}),
                "last_contact": _moment(meta.number("last_contact_ms")),
                "last_error": meta.text("last_error_code"),
                "clock_offset_ms": meta.number("clock_offset_ms"),
                "mailbox": meta.number("mailbox"),
                "register": max((row[0] for row in changes), default=0),
                "outbox": {str(lane): {"changes": n, "bytes": size} for lane, n, size, _ in totals},
                "scans_to_send": dict(zip(("count", "bytes"), tables.blobs.totals(), strict=True)),
                "ladder": _ladder(tables),
                "line_bytes_per_second": meta.number("line_speed"),
                "jobs": {
                    "waiting": sum(jobs.get(state, (0, 0))[0] for state in ("queued", "running")),
                    "aside": jobs.get("aside", (0, 0))[0],
                },
                "quarantined": len(tables.desk.aside(500)),
                "scope": _scope(tables),
                "tasks": [asdict(task) for task in tables.scope.tasks(100)],
                "needs_new_life": meta.text("last_error_code") in _NEW_LIFE,
                "audit_broken_at": tables.audit.broken_at(),
                "wal_bytes": wal_bytes(database),
            }
    finally:
        store.close()


def _ladder(tables: Tables) -> dict[str, int]:
    """How many dossiers stand on which rung: all are saved; what has no receipt has left, or not yet."""
    waiting = tables.outbox.by_dossier(_MOST)
    count, left = tables.projections.count({}), sum(1 for row in waiting if row[4])
    received = max(0, count - len(waiting))
    return {"saved": count, "left": received + left, "received": received}


_NEW_LIFE = ("INCARNATION_OLD", "LETTER_ID_REUSED", "MAILBOX_LOST_TRACK")


def _scope(tables: Tables) -> dict[str, Any]:
    """How far the scope is known to be the hub's, how far it has grown, and what has left it."""
    meta, departed = tables.meta, tables.scope.departed()
    return {
        "compared": _moment(meta.number("digest_ms")),
        "same": bool(meta.text("digest_same")),
        "growth": {"held": meta.number("growth_upto"), "of": meta.number("growth_total")},
        "leaving": sum(not one.hidden_ms for one in departed),
        "hidden": sum(bool(one.hidden_ms) for one in departed),
    }


def known_of(database: Path) -> Known:
    """What a restored database says about the life before."""
    store = ReadOnlyStore(database)
    try:
        with store.reading() as tables:
            meta = tables.meta
            return Known(meta.number("incarnation") or 1, meta.number("letter_seq"), meta.number("mailbox"))
    finally:
        store.close()


def _moment(ms: int) -> str:
    return local(ms).isoformat(timespec="seconds") if ms else ""
