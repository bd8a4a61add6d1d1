"""Routing anew, without a letter: when the register changes or its day comes, and when a node joins.

It reads projections only, in small transactions, so that letters keep flowing meanwhile; doing it twice changes
nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from dossier.errors import KernelError
from dossier.exchange.seal import heads_digest
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import DossierRow
from hub.usecases.context import Hub
from hub.usecases.record.documents import open_with
from hub.usecases.record.project import blobs_of, state_of
from hub.usecases.record.unfoldable import as_it_stood, note_unfoldable, try_fold
from hub.usecases.scope.route import Routed, route

BATCH = 100


def reroute_open(hub: Hub) -> int:
    """Route every unfinished dossier by today's register; how many were looked at."""
    with hub.store.read() as tx:
        rows = tx.dossiers.unfinished()
    for batch in _batches([row.dossier for row in rows]):
        with hub.store.write() as tx:
            found = tx.dossiers.get(batch).values()
            route(hub, tx, hub.register.current(tx), [Routed(state_of(row)) for row in found])
    return len(rows)


def refold(hub: Hub, dossiers: Sequence[str]) -> int:
    """Fold dossiers anew (the register changed for days gone by) and route them; how many had facts."""
    folded = 0
    for batch in _batches(dossiers):
        with hub.store.write() as tx:
            folded += _fold_again(hub, tx, hub.register.current(tx), batch)
    return folded


def refold_judged(hub: Hub) -> int:
    """Fold anew what had void facts: a change of the register for days gone by may give them their effect."""
    with hub.store.read() as tx:
        dossiers = tx.dossiers.with_void()
    return refold(hub, dossiers)


def refold_all(hub: Hub) -> int:
    """Rebuild every projection from the changes, also of what could never be folded before."""
    with hub.store.read() as tx:
        dossiers = tx.changes.dossiers()
    return refold(hub, dossiers)


def _fold_again(hub: Hub, tx: Transaction, register: Register, dossiers: Sequence[str]) -> int:
    logs, now = tx.changes.logs(dossiers), hub.clock.now_ms()
    before = tx.dossiers.get(dossiers)
    found: dict[str, tuple[DossierState, DossierRow]] = {}
    bad = []
    for dossier in dossiers:
        try:
            document = open_with(hub, tx, dossier, logs[dossier], ())
        except KernelError:
            if dossier in before:  # its row stays as it stood; else nothing of it can be applied yet
                bad.append(dossier)
            continue
        digest = heads_digest(document.heads())
        folded = try_fold(dossier, document, digest, register, now)
        if folded is None:
            bad.append(dossier)
            folded = as_it_stood(before[dossier], digest, now) if dossier in before else None
        if folded is not None:
            found[dossier] = folded
    _keep(tx, found, bad, now)
    route(hub, tx, register, [Routed(state) for state, _ in found.values()])
    return len(found)


def _keep(
    tx: Transaction, found: Mapping[str, tuple[DossierState, DossierRow]], bad: Sequence[str], now_ms: int
) -> None:
    tx.dossiers.save([row for _, row in found.values()])
    blobs = {
        (dossier, blob): size
        for dossier, (state, _) in found.items()
        for blob, size in blobs_of(state).items()
    }
    tx.dossiers.name_blobs(blobs)
    withdrawn = {dossier: blobs_of(state) for dossier, (state, _) in found.items() if state.withdrawn}
    tx.dossiers.name_no_other_blobs(withdrawn)
    note_unfoldable(tx, bad, list(found), now_ms)


def _batches(dossiers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (dossiers[at : at + BATCH] for at in range(0, len(dossiers), BATCH))
