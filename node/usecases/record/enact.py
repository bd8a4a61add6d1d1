"""One act from question to record: decide, author, commit, keep, project, queue, audit; inside one transaction."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from dossier.crdt import OpenDocument, RawChange
from dossier.decide import Actor, Command, FactDraft, Moment, author_facts, decide
from dossier.errors import KernelError, Refuse
from dossier.facts import Fact, FactKind, Hlc, fact_from_text, fact_key, fact_to_text
from dossier.fold import fold, sealed_facts
from dossier.readable import is_readable
from dossier.state import DossierState
from node.ports import Tables
from node.usecases.record.projecting import keep
from node.usecases.record.unfoldable import FOLD_FAULTS, unfoldable
from node.usecases.workplace import Workplace, unknown_dossier
from plumbing.problem import Problem

T = TypeVar("T")

#: Facts that leave in the second lane: what a waiting citizen needs, before anything else but plain facts.
_RESULTS = frozenset({FactKind.ISSUED, FactKind.DECLINED, FactKind.DOCUMENT_SIGNED, FactKind.RETURNED})
LANE_FACTS, LANE_RESULTS, LANE_SCANS = 1, 2, 3


class _Refused(Exception):
    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.code)
        self.refuse = refuse


def attempt(place: Workplace, work: Callable[[Tables], T | Refuse]) -> T | Refuse:
    """Run `work` in one write transaction; a refusal rolls back everything it did before refusing."""
    try:
        with place.store.writing() as tables:
            outcome = work(tables)
            if isinstance(outcome, Refuse):
                raise _Refused(outcome)
            return outcome
    except _Refused as refused:
        return refused.refuse


def enact(
    place: Workplace,
    tables: Tables,
    dossier: str,
    commands: Sequence[Command],
    officer: str,
    note: str | None = None,
) -> DossierState | Refuse:
    """Do all commands as ONE change of the dossier, or none. `note` replaces the free note when given."""
    moment = place.moment(tables)
    actor = place.actor(officer, moment.day)
    document = open_document(place, tables, dossier)
    state = state_of(place, document, dossier) if document.heads() else None
    drafts = _decide_all(place, dossier, state, commands, actor, moment)
    if isinstance(drafts, Refuse):
        return drafts
    facts = _author(place, tables, document, dossier, drafts, actor, moment)
    texts = [(fact.key, fact_to_text(fact)) for fact in facts]
    if not all(_reads_back(key, text) for key, text in texts):
        # Written, it would stay for ever, have no effect, and look as if it had.
        hint = "Có giá trị không ghi được (ký tự lạ, số quá lớn hoặc quá dài); hãy sửa rồi làm lại."
        return Refuse("VALUE_UNREADABLE", hint)
    change = document.commit(place.identity.actor, texts, note)
    tables.changes.apply(dossier, change, place.identity.node, moment.ms)
    _queue(tables, dossier, change, facts, moment.ms)
    for fact in facts:
        tables.audit.add(moment.ms, officer, fact.kind, dossier)
    return keep(place, tables, dossier, document)


def _reads_back(key: str, text: str) -> bool:
    """Whether every replica's fold will read the fact: what it cannot read is void."""
    try:
        return is_readable(fact_from_text(key, text))
    except KernelError:
        return False


def rehearse(place: Workplace, dossier: str, command: Command, officer: str) -> Refuse | None:
    """Why the act would be refused now, or None; writes nothing. For acts that are dear to prepare."""
    with place.store.reading() as tables:
        moment, document = place.moment(tables), open_document(place, tables, dossier)
    state = state_of(place, document, dossier) if document.heads() else None
    decided = decide(dossier, state, command, place.register, place.actor(officer, moment.day), moment)
    return decided if isinstance(decided, Refuse) else None


def known_state(place: Workplace, tables: Tables, dossier: str) -> DossierState:
    """A dossier of this node, folded. Raises Problem(DOSSIER_UNKNOWN)."""
    return state_of(place, known_document(place, tables, dossier), dossier)


def known_document(place: Workplace, tables: Tables, dossier: str) -> OpenDocument:
    """A dossier's document that holds something. Raises Problem(DOSSIER_UNKNOWN)."""
    document = open_document(place, tables, dossier)
    if not document.heads():
        raise unknown_dossier(dossier)
    return document


def open_document(place: Workplace, tables: Tables, dossier: str) -> OpenDocument:
    """The dossier's document, an empty one when there is none yet."""
    stored = tables.changes.document(dossier)
    if stored is None or stored.applied == 0:
        return place.engine.new()
    return place.engine.open(stored.snapshot, stored.changes)


def state_of(place: Workplace, document: OpenDocument, dossier: str) -> DossierState:
    """Fold the document by the register of now. Raises Problem(UNFOLDABLE)."""
    return state_and_facts(place, document, dossier)[0]


def state_and_facts(
    place: Workplace, document: OpenDocument, dossier: str
) -> tuple[DossierState, list[Fact]]:
    """The same, with the facts that it was folded from. Raises Problem(UNFOLDABLE)."""
    try:
        sealed = tuple(sealed_facts(document.entries()))
        return fold(dossier, sealed, place.register), [one.fact for one in sealed]
    except FOLD_FAULTS as fault:
        raise unfoldable(fault) from fault


def state_if_foldable(place: Workplace, tables: Tables, dossier: str) -> DossierState | None:
    """For work on many dossiers, which must not stop at one."""
    try:
        return state_of(place, open_document(place, tables, dossier), dossier)
    except Problem:
        return None


def _decide_all(
    place: Workplace,
    dossier: str,
    state: DossierState | None,
    commands: Sequence[Command],
    actor: Actor,
    moment: Moment,
) -> list[FactDraft] | Refuse:
    drafts: list[FactDraft] = []
    for command in commands:
        decided = decide(dossier, state, command, place.register, actor, moment)
        if isinstance(decided, Refuse):
            return decided
        drafts.extend(decided)
    return drafts


def _author(
    place: Workplace,
    tables: Tables,
    document: OpenDocument,
    dossier: str,
    drafts: Sequence[FactDraft],
    actor: Actor,
    moment: Moment,
) -> tuple[Fact, ...]:
    hlc = Hlc(tables.meta.number("hlc_ms"), tables.meta.number("hlc_count"))
    count = next_count(document, place.identity.short, place.identity.incarnation)
    facts = author_facts(drafts, dossier, place.identity.incarnation, count, actor, moment, hlc)
    tables.meta.put("hlc_ms", facts[-1].hlc.ms)
    tables.meta.put("hlc_count", facts[-1].hlc[1])
    return facts


def next_count(document: OpenDocument, short: str, incarnation: int) -> int:
    """Number of the next fact of this author in the document."""
    prefix = fact_key(short, incarnation, 0)[:-1]
    mine = [entry.key[len(prefix) :] for entry in document.entries() if entry.key.startswith(prefix)]
    return 1 + max((int(number) for number in mine if number.isdigit()), default=0)


def _queue(tables: Tables, dossier: str, change: RawChange, facts: Sequence[Fact], at_ms: int) -> None:
    lane = LANE_RESULTS if all(fact.kind in _RESULTS for fact in facts) else LANE_FACTS
    tables.outbox.add(dossier, change.hash, len(change.raw), lane, at_ms, "")
