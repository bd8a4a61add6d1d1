"""The look at everything after a disaster: facts, heads, states, receipts, seals, scans and codes are right, at the hub
and at every node, and what lists and figures show is what the facts say."""

import hashlib
from dataclasses import replace
from pathlib import Path

from dossier.crdt import parse_change
from dossier.exchange.excerpt import from_kept
from dossier.exchange.seal import heads_digest, seal_holds
from hub.bootstrap import open_hub
from hub.config import Config as HubConfig
from hub.records import DossierRow
from hub.usecases.context import Hub
from hub.usecases.scope.reroute import refold_all
from node.bootstrap import Running
from node.usecases.record.rebuild import rebuild
from plumbing.keys import verify
from plumbing.sqlite import Connection, connect
from plumbing.toml_config import load_config
from provisioning.hub_setup import CONFIG_FILE
from tests.faults.arena import Arena

Said = list[tuple[str, str, str]]


def check(arena: Arena, said: dict[str, Said]) -> None:
    """What each node acknowledged is at the hub, and all hold and show the same."""
    config = load_config(HubConfig, arena.hub_data / CONFIG_FILE, "MOTCUA_HUB_")
    hub = connect(arena.hub_data / "hub.db", readonly=True)
    try:
        _promises(arena, hub, said)
        _seals(hub, config)
        _scans(arena, hub)
        with open_hub(config) as opened:
            rows = _heads(hub, opened)
            assert refold_all(opened) == len(rows)
            assert {k: replace(v, updated_ms=0) for k, v in _rows(opened).items()} == rows, (
                "a list at the hub"
            )
        for name in said:
            with arena.node(name) as running:
                _node(running, hub, rows)
    finally:
        hub.close()


def _promises(arena: Arena, hub: Connection, said: dict[str, Said]) -> None:
    at_hub = dict(hub.execute("SELECT dossier, code FROM dossier").fetchall())
    for spoken in said.values():
        for dossier, code, blob in spoken:
            assert at_hub.get(dossier) == code, f"lost or renamed: {dossier}"
            assert not blob or _is_whole(arena.hub_data / "blobs", blob), f"scan of {dossier}"
    official = [code for code in at_hub.values() if not code.startswith("TAM-")]
    assert len(official) == len(set(official)), "two dossiers with one code"
    assert hub.execute("SELECT count(*) FROM change WHERE position IS NULL").fetchone()[0] == 0
    assert hub.execute("SELECT count(*) FROM quarantine").fetchone()[0] == 0
    assert hub.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def _seals(hub: Connection, config: HubConfig) -> None:
    """Each change is of a seal of its author, which holds."""
    with open_hub(config) as opened, opened.store.read() as tx:
        register = opened.register.current(tx)
    good: dict[tuple[str, bytes], frozenset[bytes]] = {}
    for node, root, signature, leaves in hub.execute(
        "SELECT node, root, signature, leaves FROM seal"
    ).fetchall():
        seal, entry = from_kept(node, root, signature, leaves), register.node(node)
        assert entry is not None
        key = bytes.fromhex(entry.public_key)
        assert seal_holds(seal, lambda message, name, key=key: verify(key, message, name))  # type: ignore[misc]
        good[node, root] = frozenset(seal.leaves)
    for author, root, digest, raw in hub.execute("SELECT author, seal, hash, raw FROM change").fetchall():
        assert digest in good[author, root], "a change without its seal"
        assert parse_change(raw).hash == digest, "a change with other bytes"


def _scans(arena: Arena, hub: Connection) -> None:
    """Every scan that a fact names is there, whole, of the size that was said."""
    for blob, size in hub.execute("SELECT blob, size FROM dossier_blob").fetchall():
        assert _is_whole(arena.hub_data / "blobs", blob, size), f"scan {blob}"


def _heads(hub: Connection, opened: Hub) -> dict[str, DossierRow]:
    """The hub's rows, after they were found to speak of the heads of what is stored."""
    rows = _rows(opened)
    raws: dict[str, dict[bytes, bytes]] = {}
    for dossier, digest, raw in hub.execute("SELECT dossier, hash, raw FROM change").fetchall():
        raws.setdefault(dossier, {})[digest] = raw
    assert raws.keys() == rows.keys()
    for dossier, changes in raws.items():
        heads = changes.keys() - {dep for raw in changes.values() for dep in parse_change(raw).deps}
        assert rows[dossier].digest == heads_digest(heads).hex(), f"heads of {dossier}"
    return {dossier: replace(row, updated_ms=0) for dossier, row in rows.items()}


def _rows(opened: Hub) -> dict[str, DossierRow]:
    with opened.store.read() as tx:
        return {row.dossier: row for row in tx.dossiers.all_figures()}


def _node(running: Running, hub: Connection, rows: dict[str, DossierRow]) -> None:
    node = running.place.identity.node
    with running.store.reading() as tables:
        cursor = tables.meta.number("mailbox")
        mine = {dossier: frozenset(tables.changes.known(dossier)) for dossier in tables.changes.dossiers()}
        shown = {dossier: tables.projections.get(dossier) for dossier in mine}
        assert not any(tables.changes.waiting(dossier) for dossier in mine), "a change still waits"
    theirs: dict[str, set[bytes]] = {}
    for dossier, digest in hub.execute(
        "SELECT dossier, hash FROM change JOIN entitlement USING (dossier) WHERE node = ? AND active", (node,)
    ).fetchall():
        theirs.setdefault(dossier, set()).add(digest)
    assert theirs == mine, "facts differ"
    left = hub.execute(
        "SELECT count(*) FROM mailbox_item WHERE node = ? AND number > ?", (node, cursor)
    ).fetchone()
    assert left[0] == 0, "mail is missing"
    for dossier, row in shown.items():
        assert row is not None
        heads = [bytes.fromhex(head) for head in row.heads.split(",")]
        assert heads_digest(heads).hex() == rows[dossier].digest, f"heads of {dossier}"
        seen = (row.code, row.stage, row.holder, row.offered_to, row.disputes, row.facts)
        hubs = rows[dossier]
        assert seen == (hubs.code, hubs.stage, hubs.holder, hubs.offered_to, hubs.disputes, hubs.facts)
    _own(running)


def _own(running: Running) -> None:
    """Nothing waits to leave or was set aside, the audit chain holds, and lists are what the facts say."""
    assert running.node.line.outbox() == ()
    assert running.node.line.aside() == ()
    assert running.node.line.audit_broken_at() == 0
    with running.store.reading() as tables:
        before = tables.projections.dump()
    rebuild(running.place)
    with running.store.reading() as tables:
        assert tables.projections.dump() == before, "a list at the node"
    path = running.place.config.data / "node.db"
    mine = connect(path, readonly=True)
    try:
        assert mine.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        mine.close()


def _is_whole(folder: Path, name: str, size: int = -1) -> bool:
    return any(
        hashlib.sha256(file.read_bytes()).hexdigest() == name and size in (-1, file.stat().st_size)
        for file in folder.rglob(f"*{name[4:]}*")
        if file.is_file()
    )
