"""Routing anew, without a letter: when the register changes or its day comes, and when a node joins.

It reads projections only, in small transactions, so that letters keep flowing meanwhile; doing it twice changes
nothing.
"""

from collections.abc import Iterator, Sequence

from dossier.custody import entitled_units
from dossier.errors import KernelError
from dossier.exchange.seal import heads_digest
from dossier.register.register import Register
from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.documents import open_with
from hub.usecases.project import fold_document, project, state_of
from hub.usecases.route import Routed, route

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


def scope_of(hub: Hub, tx: Transaction, register: Register, unit: str) -> list[str]:
    """Dossiers that a device of `unit` must see today, by their projections."""
    day = hub.clock.today()
    mine = set(register.units_on(unit, day))
    return [
        row.dossier
        for row in tx.dossiers.all_figures()
        if mine.intersection(entitled_units(state_of(row), register, day))
    ]


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
        dossiers = [row.dossier for row in tx.dossiers.all_figures() if row.void]
    return refold(hub, dossiers)


def refold_all(hub: Hub) -> int:
    """Rebuild every projection from the changes."""
    with hub.store.read() as tx:
        dossiers = [row.dossier for row in tx.dossiers.all_figures()]
    return refold(hub, dossiers)


def _fold_again(hub: Hub, tx: Transaction, register: Register, dossiers: Sequence[str]) -> int:
    logs = tx.changes.logs(dossiers)
    states, rows = [], []
    for dossier in dossiers:
        try:
            document = open_with(hub, tx, dossier, logs[dossier], ())
        except KernelError:
            continue  # nothing of it can be applied yet
        states.append(fold_document(dossier, document, register))
        digest = heads_digest(document.heads())
        rows.append(project(states[-1], digest, register, hub.clock.now_ms()))
    tx.dossiers.save(rows)
    route(hub, tx, register, [Routed(state) for state in states])
    return len(states)


def _batches(dossiers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (dossiers[at : at + BATCH] for at in range(0, len(dossiers), BATCH))
