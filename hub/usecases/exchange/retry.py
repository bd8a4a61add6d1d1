"""What was set aside is tried again: after an update (at each start), or when somebody asks.

A change that this version can read or merge after all goes the way of any other, with the seal that was kept for it;
a dossier that it can fold is routed. What still fails stays where it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossier.authors import author_of
from dossier.crdt import RawChange, parse_change
from dossier.errors import KernelError
from dossier.exchange.excerpt import from_kept
from dossier.exchange.frames import SealFrame
from hub.ports import Transaction
from hub.records import QuarantineRow
from hub.usecases.context import Hub
from hub.usecases.record.merge import merge
from hub.usecases.record.seals import SealBook
from hub.usecases.record.unfoldable import unfoldable
from hub.usecases.scope.reroute import refold
from hub.usecases.scope.route import Routed, route

_BATCH, _MOST = 100, 100_000
NOBODY = ""
"""Who brings it: everybody entitled is told, the one who brought it first included."""


@dataclass(frozen=True, slots=True)
class Retried:
    """Changes merged after all, those still set aside, and dossiers that still cannot be folded."""

    merged: int
    aside: int
    unfoldable: int


def retry_aside(hub: Hub) -> Retried:
    """Try everything again, in small transactions. Doing it twice changes nothing."""
    with hub.store.read() as tx:
        rows, bad = tx.changes.quarantine(_MOST), unfoldable(tx)
    merged = sum(_again(hub, part) for part in _by_dossiers(rows))
    refold(hub, bad)
    with hub.store.read() as tx:
        return Retried(merged, tx.changes.quarantined(), len(unfoldable(tx)))


def _again(hub: Hub, rows: Sequence[QuarantineRow]) -> int:
    readable = {(row.dossier, row.hash): change for row in rows if (change := _read(row.raw)) is not None}
    if not readable:
        return 0
    with hub.store.write() as tx:
        register = hub.register.current(tx)
        seals = SealBook(_seals(tx, readable.values()), register)
        brought: dict[str, list[bytes]] = {}
        for (dossier, _), change in readable.items():
            brought.setdefault(dossier, []).append(change.raw)
        done = merge(hub, tx, register, brought, seals, NOBODY)
        routed = [
            Routed(one.state, one.fresh, one.authors, one.whole, one.released) for one in done if one.state
        ]
        route(hub, tx, register, routed)
        return _release(tx, readable)


def _release(tx: Transaction, tried: Mapping[tuple[str, bytes], RawChange]) -> int:
    """Take what is merged now out of quarantine, under whatever name it lay there."""
    logs = tx.changes.logs(sorted({dossier for dossier, _ in tried}))
    merged = [(dossier, name) for (dossier, name), one in tried.items() if one.hash in logs[dossier].known]
    tx.changes.release(merged)
    return len(merged)


def _seals(tx: Transaction, changes: Collection[RawChange]) -> Iterable[SealFrame]:
    """The kept seals that cover one of these."""
    wanted = {change.hash for change in changes}
    authors = sorted({author_of(change.actor) for change in changes})
    for row in tx.changes.seals_of(authors):
        seal = from_kept(row.node, row.root, row.signature, row.leaves)
        if not wanted.isdisjoint(seal.leaves):
            yield seal


def _read(raw: bytes) -> RawChange | None:
    try:
        change = parse_change(raw)
        author_of(change.actor)
    except KernelError:
        return None
    return change


def _by_dossiers(rows: Sequence[QuarantineRow]) -> Iterable[list[QuarantineRow]]:
    """In batches that never part a dossier: its changes may need each other."""
    by_dossier: dict[str, list[QuarantineRow]] = {}
    for row in rows:
        by_dossier.setdefault(row.dossier, []).append(row)
    names = sorted(by_dossier)
    for at in range(0, len(names), _BATCH):
        yield [row for name in names[at : at + _BATCH] for row in by_dossier[name]]
