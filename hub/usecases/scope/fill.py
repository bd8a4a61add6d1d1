"""Filling the scope of a node: a device that is new, comes back, or whose unit has become another by a reorganisation.

Thousands of dossiers are not given in one transaction: other devices' letters would wait behind it. A job goes through
the dossiers of the units that the node now stands for, unfinished ones first, newest first, a batch in a transaction;
its cursor is in the database, so that a hub that was killed goes on where it stood. What is found is queued beside the
node's mailbox (`dossier.exchange` Growth), and the node works meanwhile.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from dossier.custody import entitled_units
from dossier.local_time import DAY_MS
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind
from hub.ports import Transaction
from hub.records import MailItem, ScopeJob
from hub.usecases.context import Hub
from hub.usecases.record.project import state_of
from hub.usecases.register_book import is_active
from hub.usecases.scope.told import GROWTH_FROM, settle

OPEN, FINISHED, DONE = "open", "finished", "done"
BATCH = 400
_NEWEST_MS = 2**62


def begin_fill(hub: Hub, tx: Transaction, node: NodeEntry) -> int:
    """Give the node its scope from the beginning, in the transaction that made it due: the first dossiers now, the rest
    as a job. How many dossiers there are to look at."""
    tx.scope.stop_growth(node.node)
    comes_back = tx.scope.count(node.node) > 0  # it may have lost what it was given before
    job = _new_job(hub, tx, hub.register.current(tx), node, again=comes_back)
    job = _batch(hub, tx, job)
    if job.stage == FINISHED:
        _batch(hub, tx, job)
    return job.total


def follow_units(hub: Hub) -> int:
    """Begin to fill the scope of every node that stands for other units than when its scope was last filled; how many
    there were. A finished dossier follows its unit this way: nothing else would route it again."""
    with hub.store.read() as tx:
        register, today = hub.register.current(tx), hub.clock.today()
        named = tx.scope_jobs.units()
        standing = {job.node: job for job in tx.scope_jobs.all()}
    begun = 0
    for node in register.nodes.values():
        if node.kind is NodeKind.HUB or not is_active(node, today):
            continue
        last, mine = standing.get(node.node), _sources(hub, register, node, named)
        if last is not None and set(mine) <= set(last.units):
            continue
        with hub.store.write() as tx:
            unfinished = last is not None and last.stage != DONE
            again = unfinished and last is not None and last.again
            tx.scope_jobs.save(_new_job(hub, tx, register, node, again=again))
        begun += 1
    return begun


def go_on(hub: Hub) -> int:
    """Bring every job to its end, in turns, a batch in a transaction; how many batches."""
    batches = 0
    while True:
        with hub.store.read() as tx:
            waiting = [job.node for job in tx.scope_jobs.all() if job.stage != DONE]
        if not waiting:
            return batches
        for node in waiting:
            with hub.store.write() as tx:
                job = tx.scope_jobs.get(node)
                if job is not None and job.stage != DONE:
                    _batch(hub, tx, job)
                    batches += 1


def still_coming(tx: Transaction, node: str) -> int:
    """How many dossiers the node's job has still to look at."""
    job = tx.scope_jobs.get(node)
    return max(0, job.total - job.seen) if job is not None and job.stage != DONE else 0


def _new_job(hub: Hub, tx: Transaction, register: Register, node: NodeEntry, *, again: bool) -> ScopeJob:
    units = _sources(hub, register, node, tx.scope_jobs.units())
    total = tx.scope_jobs.count(units, _since(hub))
    return ScopeJob(node.node, units, again, OPEN, _NEWEST_MS, "", 0, total, hub.clock.now_ms())


def _sources(hub: Hub, register: Register, node: NodeEntry, named: Collection[str]) -> tuple[str, ...]:
    """Units of any time for which the node's unit stands today."""
    today = hub.clock.today()
    mine = set(register.units_on(node.unit, today))
    return tuple(sorted(unit for unit in named if mine.intersection(register.units_on(unit, today))))


def _batch(hub: Hub, tx: Transaction, job: ScopeJob) -> ScopeJob:
    """Look at the next dossiers of the job and give the node what it lacks; the job as it stands after."""
    found = tx.scope_jobs.page(job, _since(hub), BATCH)
    _give(hub, tx, job, [dossier for _, dossier in found])
    job = _moved_on(job, found, hub.clock.now_ms())
    tx.scope_jobs.save(job)
    return job


def _moved_on(job: ScopeJob, found: Sequence[tuple[int, str]], now_ms: int) -> ScopeJob:
    job = replace(job, seen=job.seen + len(found))
    if len(found) == BATCH:
        return replace(job, before_ms=found[-1][0], before_dossier=found[-1][1])
    if job.stage == OPEN:
        return replace(job, stage=FINISHED, before_ms=_NEWEST_MS, before_dossier="")
    return replace(job, stage=DONE, done_ms=now_ms)


def _give(hub: Hub, tx: Transaction, job: ScopeJob, dossiers: Sequence[str]) -> None:
    wanted = _entitled(hub, tx, job.node, dossiers)
    before = tx.dossiers.entitled(wanted)
    fresh = [dossier for dossier in wanted if job.again or not before.get((dossier, job.node))]
    now = {(dossier, job.node): True for dossier in fresh}
    tx.dossiers.entitle(now)
    settle(tx, now)
    back = [dossier for dossier in fresh if before.get((dossier, job.node)) is False]
    tx.mailboxes.append(job.node, [MailItem("joined", dossier) for dossier in back])
    if job.total >= GROWTH_FROM:  # all of one job the same way, so that its order holds
        tx.scope.grow(job.node, fresh)
    else:
        tx.mailboxes.append(job.node, [MailItem("dossier", dossier) for dossier in fresh])


def _entitled(hub: Hub, tx: Transaction, node: str, dossiers: Sequence[str]) -> list[str]:
    register, today = hub.register.current(tx), hub.clock.today()
    entry = register.nodes[node]
    mine = set(register.units_on(entry.unit, today))
    found = tx.dossiers.get(dossiers)
    return [
        dossier
        for dossier in dossiers
        if dossier in found and mine.intersection(entitled_units(state_of(found[dossier]), register, today))
    ]


def _since(hub: Hub) -> int:
    """Received before this instant, a finished dossier does not follow its unit."""
    days = hub.config.scope_finished_days
    return hub.clock.now_ms() - days * DAY_MS if days else 0
