"""Looks into the two databases' files, read-only, to prove what no screen can: which bytes are stored."""

import hashlib
from contextlib import closing
from pathlib import Path

from plumbing.sqlite import connect

_NODE = "SELECT hash, raw FROM changes WHERE dossier = ? ORDER BY hash"
_HUB = "SELECT hash, raw FROM change WHERE dossier = ? ORDER BY hash"


def node_changes(data: Path, dossier: str) -> dict[str, str]:
    """Change hash → SHA-256 of its stored bytes, at a node."""
    return _changes(data / "node.db", _NODE, dossier)


def hub_changes(data: Path, dossier: str) -> dict[str, str]:
    """The same at the hub."""
    return _changes(data / "hub.db", _HUB, dossier)


def node_dossiers(data: Path) -> dict[str, str]:
    """Dossier → heads digest, at a node."""
    with closing(connect(data / "node.db", readonly=True)) as connection:
        rows = connection.execute("SELECT dossier, heads FROM dossiers").fetchall()
    return {dossier: _digest(heads.split(",")) for dossier, heads in rows}


def hub_dossiers(data: Path, node: str) -> dict[str, str]:
    """Dossier → heads digest at the hub, of all dossiers that the node is entitled to."""
    asked = (
        "SELECT d.dossier, d.digest FROM dossier d JOIN entitlement e ON e.dossier = d.dossier"
        " WHERE e.node = ? AND e.active"
    )
    with closing(connect(data / "hub.db", readonly=True)) as connection:
        return dict(connection.execute(asked, (node,)).fetchall())


def _digest(heads: list[str]) -> str:
    """As the hub tells it in receipts: SHA-256 over the sorted heads."""
    return hashlib.sha256(b"".join(sorted(bytes.fromhex(head) for head in heads))).hexdigest()


def _changes(database: Path, query: str, dossier: str) -> dict[str, str]:
    with closing(connect(database, readonly=True)) as connection:
        rows = connection.execute(query, (dossier,)).fetchall()
    return {bytes(name).hex(): hashlib.sha256(bytes(raw)).hexdigest() for name, raw in rows}
