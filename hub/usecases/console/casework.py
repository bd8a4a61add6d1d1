"""Dossiers as administrators look at them: lists, one in full, disputes, what waits for a person, what is apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.fold import sealed_facts
from dossier.lifecycle import KIND_VI, STAGE_VI
from dossier.local_time import local
from dossier.register.register import Register
from dossier.state import Dispute, DossierState, Stage
from hub.ports import Transaction
from hub.records import DossierQuery, DossierRow, QuarantineRow, WorkItem
from hub.usecases.context import Hub
from hub.usecases.record.documents import open_stored
from hub.usecases.record.project import fold_document
from hub.usecases.refusals import unknown_dossier
from hub.usecases.register.unit_names import unit_label


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier in a list. Units are named as of today, where they still stand."""

    dossier: str
    code: str
    procedure: str
    procedure_name: str
    stage: str
    stage_vi: str
    national: int
    receiving: str
    holder: str
    offered_to: str
    received_ms: int
    due_ms: int
    finished_ms: int
    disputes: int
    void: int
    waiting: int
    facts: int
    digest: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A dossier that waits for a person; `options` are (unit_id, name)."""

    dossier: str
    code: str
    kind: str
    reason_vi: str
    options: tuple[tuple[str, str], ...]
    opened_ms: int


@dataclass(frozen=True, slots=True)
class DisputedDossier:
    """A dossier with its open disputes."""

    line: DossierLine
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One act of a dossier's spine: what, the stage after it, by whom (as of then, and as of today)."""

    act_vi: str
    stage_vi: str
    unit_then: str
    unit_now: str
    device_ms: int


def codes_of(hub: Hub, dossiers: Sequence[str]) -> Mapping[str, str]:
    """The codes by which people know these dossiers; the id where none was given yet."""
    with hub.store.read() as tx:
        return {row.dossier: row.code or row.dossier for row in tx.dossiers.get(dossiers).values()}


def find_dossiers(hub: Hub, query: DossierQuery) -> list[DossierLine]:
    """Dossiers that match, the last touched first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        return [_dossier_line(hub, register, row) for row in tx.dossiers.search(query)]


def dossier_state(hub: Hub, dossier: str) -> tuple[DossierLine, DossierState, Sequence[str]]:
    """One dossier in full: its line, its folded state, and the devices entitled to it. Raises
    Problem(DOSSIER_UNKNOWN)."""
    with hub.store.read() as tx:
        row = tx.dossiers.get([dossier]).get(dossier)
        if row is None:
            raise unknown_dossier(dossier)
        register = hub.register.current(tx)
        state = fold_document(dossier, open_stored(hub, tx, dossier), register)
        entitled = sorted(node for (_, node), on in tx.dossiers.entitled([dossier]).items() if on)
        return _dossier_line(hub, register, row), state, entitled


def facts_by_author(hub: Hub, dossier: str) -> dict[str, int]:
    """How many facts each device put into a dossier."""
    with hub.store.read() as tx:
        counts: dict[str, int] = {}
        for sealed in sealed_facts(open_stored(hub, tx, dossier).entries()):
            counts[sealed.author] = counts.get(sealed.author, 0) + 1
        return counts


def work_list(hub: Hub) -> list[WorkLine]:
    """What waits for a person of the province, oldest first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        return [_work_line(hub, tx, register, item) for item in tx.work.opened()]


def quarantine(hub: Hub, limit: int = 200) -> Sequence[QuarantineRow]:
    """Changes set aside, newest first."""
    with hub.store.read() as tx:
        return tx.changes.quarantine(limit)


def disputes(hub: Hub) -> list[DisputedDossier]:
    """Dossiers in which two acts exclude each other, with both sides; a clerk of the holding unit settles them."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        found = []
        for row in tx.dossiers.search(DossierQuery(disputed=True, limit=200)):
            state = fold_document(row.dossier, open_stored(hub, tx, row.dossier), register)
            found.append(DisputedDossier(_dossier_line(hub, register, row), state.disputes))
        return found


def timeline_lines(hub: Hub, state: DossierState) -> list[StepLine]:
    """What happened to a dossier, each act with the unit as it was called on that day."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
    return [
        StepLine(
            KIND_VI.get(step.kind, step.kind),
            STAGE_VI[step.stage],
            register.unit_name(step.unit, step.day),
            unit_label(hub, register, step.unit),
            step.device_ms,
        )
        for step in state.timeline
    ]


def _dossier_line(hub: Hub, register: Register, row: DossierRow) -> DossierLine:
    return DossierLine(
        dossier=row.dossier,
        code=row.code,
        procedure=row.procedure,
        procedure_name=_procedure_name(hub, register, row),
        stage=row.stage,
        stage_vi=STAGE_VI[Stage(row.stage)],
        national=row.national,
        receiving=unit_label(hub, register, row.receiving_unit),
        holder=unit_label(hub, register, row.holder),
        offered_to=unit_label(hub, register, row.offered_to),
        received_ms=row.received_ms,
        due_ms=row.due_ms,
        finished_ms=row.finished_ms,
        disputes=row.disputes,
        void=row.void,
        waiting=row.waiting,
        facts=row.facts,
        digest=row.digest,
    )


def _procedure_name(hub: Hub, register: Register, row: DossierRow) -> str:
    """As it was called on the day of receipt; its code when the register does not know it."""
    day = local(row.received_ms).date() if row.received_ms else hub.clock.today()
    found = register.procedures.known(row.procedure, day)
    return found.name if found else row.procedure


def _work_line(hub: Hub, tx: Transaction, register: Register, item: WorkItem) -> WorkLine:
    row = tx.dossiers.get([item.dossier]).get(item.dossier)
    options = tuple((unit, register.unit_name(unit, hub.clock.today())) for unit in item.options)
    return WorkLine(item.dossier, row.code if row else "", item.kind, item.reason_vi, options, item.opened_ms)
