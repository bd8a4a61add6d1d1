"""Everything that a dossier's page shows, gathered in one snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dossier.crdt import OpenDocument
from dossier.custody import holder_on
from dossier.decide import Command, allowed_kinds, decide
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.lifecycle import FOUNDING, KIND_VI, events_from
from dossier.paper_kinds import KIND_NAMES, component_for
from dossier.register.unit_values import UnitNames
from dossier.state import DossierState, Page
from node.ports import AsidePage, JobRow, Tables
from node.ports.prints import Sheet
from node.usecases.counter.due_day import why_that_day
from node.usecases.models import AllowedCommand, DossierView, Ladder
from node.usecases.page_models import PageView, SamePaper
from node.usecases.printed.printing import Printable, printables
from node.usecases.record.enact import known_document, state_and_facts, state_of
from node.usecases.record.projecting import dossier_row
from node.usecases.reuse.again import offers_of
from node.usecases.rows import work_row
from node.usecases.scans.proposals import candidates_of, kinds_of
from node.usecases.scans.queue import READ_JOB
from node.usecases.show.ladder import LadderRung, ladder_of
from node.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True)
class DossierPage:
    """The page of a dossier: the view, how far it has got, and what may be printed of it."""

    view: DossierView
    ladder: tuple[LadderRung, ...]
    notices: tuple[Printable, ...]


def dossier_page(place: Workplace, tables: Tables, dossier: str, officer: str) -> DossierPage:
    """See `Views.page`. Opened and folded once for everything on the page."""
    document = known_document(place, tables, dossier)
    state, facts = state_and_facts(place, document, dossier)
    return DossierPage(
        view=_view(place, tables, document, state, officer),
        ladder=ladder_of(tables, state, document.heads()),
        notices=printables(state, facts),
    )


def dossier_view(place: Workplace, tables: Tables, dossier: str, officer: str) -> DossierView:
    """See `Views.dossier`. Folded from the document itself, so that a clerk reads what she has just written."""
    document = known_document(place, tables, dossier)
    return _view(place, tables, document, state_of(place, document, dossier), officer)


def _view(
    place: Workplace, tables: Tables, document: OpenDocument, state: DossierState, officer: str
) -> DossierView:
    dossier, day = state.dossier, place.clock.today()
    row = dossier_row(place.register, state, document)
    holder = holder_on(state, place.register, day)
    saved, left, received, road = tables.outbox.ladder(dossier)
    return DossierView(
        state=state,
        row=work_row(place, tables, row, place.clock.now_ms(), day),
        ladder=Ladder(saved or row.updated_ms, left, received, road),
        receiving=_names(place, state.receiving_unit, state.received_day or day, day),
        competent=_names(place, state.competent_unit, state.received_day or day, day),
        holder=_names(place, state.custody.holder if state.custody else "", state.received_day or day, day),
        holder_options=holder.options if not holder.unit else (),
        holder_reason_vi=holder.reason_vi,
        pages=tuple(_pages(tables, state)),
        candidates=candidates_of(tables, state, place.register.units, day),
        allowed=_allowed(place, tables, state, officer),
        reuse=offers_of(place, tables, state),
        note=document.note(),
        due_steps=why_that_day(place.register, state),
        officers=_officers(place, state),
        units=_units(place, state, day),
    )


def _names(place: Workplace, unit: str, then: date, today: date) -> UnitNames:
    return place.register.units.names(unit, then, today) if unit else UnitNames("", "")


def _pages(tables: Tables, state: DossierState) -> Iterable[PageView]:
    texts: dict[str, list[str]] = {}
    for read in tables.reading.of(state.dossier):
        texts.setdefault(read.page_key, []).append(read.text)
    ours = [job for job in tables.jobs.of_dossier(state.dossier) if job.kind == READ_JOB]
    jobs = {str(job.args.get("page")): job for job in ours}
    kinds, twins = kinds_of(tables, state), tables.prints.twins(state.dossier)
    aside: dict[str, list[AsidePage]] = {}
    for one in tables.jobs.pages_aside(state.dossier):
        aside.setdefault(one.page_key, []).append(one)
    for page in state.pages:
        blob, job = tables.blobs.get(page.blob), jobs.get(page.key)
        yield PageView(
            key=page.key,
            component=page.component,
            number=page.number,
            blob=page.blob,
            media_type=page.media_type,
            size=page.size,
            here=blob.here if blob else False,
            reading=_reading(job, page.key in texts),
            reading_hint_vi=job.hint_vi if job else "",
            text="\n\n".join(texts.get(page.key, ())),
            read=job.progress if job else 0,
            pages=job.pages if job else 0,
            aside=tuple(aside.get(page.key, ())),
            kind=kinds.get(page.key, ""),
            kind_vi=KIND_NAMES.get(kinds.get(page.key, ""), ""),
            seems_component=_other_component(state, page.component, kinds.get(page.key, "")),
            same_as=tuple(_same_as(state, page, twins)),
            also_in=_also_in(tables, state, page),
        )


def _same_as(state: DossierState, page: Page, twins: Mapping[Sheet, Sheet]) -> Iterable[SamePaper]:
    """What was taken out of the dossier since is no twin any more."""
    present = {one.blob: one for one in reversed(state.pages)}
    for (scan, sheet), (other, as_sheet) in twins.items():
        if scan == page.blob and other in present:
            yield SamePaper(sheet, present[other].component, present[other].number, as_sheet)


def _also_in(tables: Tables, state: DossierState, page: Page) -> tuple[str, ...]:
    """Bytes that were scanned once and lie in two places: one of them is a mistake, more often than not."""
    twice = [state.code or state.dossier] if sum(one.blob == page.blob for one in state.pages) > 1 else []
    others = [dossier for dossier in tables.projections.dossiers_of(page.blob) if dossier != state.dossier]
    rows = [tables.projections.get(dossier) for dossier in others]
    return (*twice, *(row.code or row.dossier for row in rows if row is not None))


def _other_component(state: DossierState, component: str, kind: str) -> str:
    """The paper that a page of this kind seems to be, "" when that is the one it was scanned for or nobody knows."""
    papers = [(str(c.get("code", "")), str(c.get("name", ""))) for c in state.components]
    likely = component_for(kind, papers) if kind else None
    return likely if likely is not None and likely != component else ""


def _reading(job: JobRow | None, has_text: bool) -> str:
    if job is not None:
        return job.state
    return "done" if has_text else "none"


def _allowed(
    place: Workplace, tables: Tables, state: DossierState, officer: str
) -> tuple[AllowedCommand, ...]:
    """What table, role and custody let her do now; what the stage could offer to others is shown with the reason."""
    moment = place.moment(tables)
    actor = place.actor(officer, moment.day)
    open_kinds = allowed_kinds(state.dossier, state, place.register, actor, moment)
    allowed = [AllowedCommand(kind, KIND_VI[kind]) for kind in open_kinds if not _founding(kind)]
    for row in events_from(state.stage):
        if row.kind in open_kinds or _founding(row.kind) or row.kind == FactKind.ALLOCATED:
            continue
        refused = decide(state.dossier, state, Command(row.kind), place.register, actor, moment)
        if isinstance(refused, Refuse):
            allowed.append(AllowedCommand(row.kind, KIND_VI[row.kind], refused.code, refused.hint_vi))
    return tuple(allowed)


def _founding(kind: FactKind) -> bool:
    return kind in FOUNDING


def _officers(place: Workplace, state: DossierState) -> dict[str, str]:
    named = {entry.officer for entry in state.timeline}
    named |= {field.officer for field in state.fields.values()}
    named |= {option.officer for dispute in state.disputes for option in dispute.options}
    named |= {document.signer for document in state.documents}
    named |= {one.officer for one in state.withdrawn}
    entries = {name: place.register.officer(name) for name in sorted(named) if name}
    return {name: entry.name for name, entry in entries.items() if entry is not None}


def _units(place: Workplace, state: DossierState, today: date) -> dict[str, UnitNames]:
    named = {one.unit: one.day for one in state.withdrawn}
    named |= {entry.unit: entry.day for entry in reversed(state.timeline)}
    for dispute in state.disputes:
        for option in dispute.options:
            named.setdefault(option.unit, state.received_day or today)
    return {unit: _names(place, unit, day, today) for unit, day in sorted(named.items()) if unit}
