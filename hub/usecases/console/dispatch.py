"""The dispatcher's acts: the hub is a node too and records facts with its own key, engine and seal."""

from collections.abc import Iterable

from dossier.authors import short_id
from dossier.crdt import Entry, OpenDocument
from dossier.decide import Actor, Command, Moment, author_facts, decide
from dossier.errors import KernelError, Refuse
from dossier.facts import Fact, FactKind, Hlc, fact_to_text
from dossier.fold import sealed_facts
from hub.ports import Transaction
from hub.records import AuditRow
from hub.usecases.context import HUB_INCARNATION, Hub
from hub.usecases.record.documents import open_stored
from hub.usecases.record.merge import Merged, merge
from hub.usecases.record.project import fold_document
from hub.usecases.record.seals import own_seal
from hub.usecases.refusals import unknown_dossier
from hub.usecases.scope.route import Routed, route


def allocate(hub: Hub, dossier: str, to: str, reason: str, officer: str) -> Merged | Refuse:
    """Decide who handles a dossier that the rules cannot place (its unit was split, or ended)."""
    return act(hub, dossier, Command(FactKind.ALLOCATED, {"to": to, "reason": reason}), officer)


def act(hub: Hub, dossier: str, command: Command, officer: str) -> Merged | Refuse:
    """Record one act of a province officer on a dossier and send it to everybody entitled. Raises
    Problem(DOSSIER_UNKNOWN)."""
    with hub.store.write() as tx:
        register = hub.register.current(tx)
        document = _open(hub, tx, dossier)
        state = fold_document(dossier, document, register)
        actor = Actor(officer, hub.config.unit, hub.node)
        now = hub.clock.now_ms()
        moment = Moment(hub.clock.today(), now, now)
        drafts = decide(dossier, state, command, register, actor, moment)
        if isinstance(drafts, Refuse):
            return drafts
        known = sealed_facts(document.entries())
        facts = author_facts(
            drafts,
            dossier,
            HUB_INCARNATION,
            _next_count(document.entries(), hub.node),
            actor,
            moment,
            max((one.fact.hlc for one in known), default=Hlc(0, 0)),
        )
        merged = _record(hub, tx, dossier, document, facts)
        tx.accounts.audit(AuditRow(now, officer, str(command.kind), dossier))
        return merged


def _open(hub: Hub, tx: Transaction, dossier: str) -> OpenDocument:
    try:
        return open_stored(hub, tx, dossier)
    except KernelError as error:
        raise unknown_dossier(dossier) from error


def _record(
    hub: Hub, tx: Transaction, dossier: str, document: OpenDocument, facts: tuple[Fact, ...]
) -> Merged:
    change = document.commit(hub.actor, [(fact.key, fact_to_text(fact)) for fact in facts])
    register = hub.register.current(tx)
    seals = own_seal(hub, [change.hash], register)
    (merged,) = merge(hub, tx, register, {dossier: [change.raw]}, seals, hub.node)
    if merged.state is not None:
        route(hub, tx, register, [Routed(merged.state, (*merged.fresh, *merged.released))], hub.node)
    return merged


def _next_count(entries: Iterable[Entry], node: str) -> int:
    prefix = f"{short_id(node)}-{HUB_INCARNATION}-"
    counts = [int(entry.key.removeprefix(prefix)) for entry in entries if entry.key.startswith(prefix)]
    return max(counts, default=0) + 1
