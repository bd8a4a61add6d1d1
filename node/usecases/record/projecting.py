"""From a dossier's document to what lists, searches and figures read; the same code keeps and rebuilds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dossier.crdt import OpenDocument
from dossier.figures import figures_of, figures_to_json
from dossier.fold import fold, sealed_facts
from dossier.lifecycle import FINAL, national_status
from dossier.local_time import DAY_MS
from dossier.papers import Paper, papers_of
from dossier.register.register import Register
from dossier.state import DossierState, Stage
from node.ports import DossierRow, Projection, Tables
from node.usecases.record.returning import settle_withdrawn
from node.usecases.workplace import Workplace

PAPERS_COME_FOR_MS = 30 * DAY_MS  # after the last act on a finished dossier
SNAPSHOT_EVERY = 32  # changes; a snapshot costs 0.3 ms, replaying 32 changes about as much


@dataclass(frozen=True, slots=True)
class Folded:
    """A dossier after new changes, as it is to be kept."""

    state: DossierState
    projection: Projection


def keep(place: Workplace, tables: Tables, dossier: str, document: OpenDocument) -> DossierState:
    """After changes of one act were applied: record heads, now and then a snapshot, and what came of it."""
    snapshot = snapshot_when_due(document, tables.changes.unsaved(dossier))
    tables.changes.save(dossier, document.heads(), snapshot)
    folded = folded_from(place.register, tables, dossier, document)
    show(place, tables, [folded])
    return folded.state


def snapshot_when_due(document: OpenDocument, unsaved: int) -> bytes | None:
    """The document's snapshot when so many changes were applied since the last one that it is worth it."""
    return document.snapshot() if unsaved >= SNAPSHOT_EVERY else None


def folded_from(register: Register, tables: Tables, dossier: str, document: OpenDocument) -> Folded:
    """Fold the dossier by the register; writes nothing."""
    state = fold(dossier, sealed_facts(document.entries()), register)
    blobs = tuple(sha256 for sha256, _, _ in blobs_of(state))
    row = dossier_row(register, state, document)
    papers = tuple(_papers(register, state))
    return Folded(state, Projection(row, papers, blobs, _scanned(tables, state)))


def show(place: Workplace, tables: Tables, folded: Sequence[Folded]) -> None:
    """Replace the projections, note the blobs named and ask for those that are not here."""
    tables.projections.put([one.projection for one in folded])
    back = tables.returned.scans_back()
    for one in folded:
        settle_withdrawn(place, tables, one.state, back)
        for sha256, size, media_type in blobs_of(one.state):
            here = place.blobs.has(sha256)
            tables.blobs.note(sha256, size, media_type, here)
            if not here and _is_current(one.state, place.clock.now_ms()):
                tables.blobs.want(sha256)


def _is_current(state: DossierState, now_ms: int) -> bool:
    """Whether its papers come by themselves; those of a dossier long done come when somebody opens them: a new device
    would have to fetch a commune's years of scans before today's."""
    last = max((step.device_ms for step in state.timeline), default=now_ms)
    return state.stage not in FINAL or now_ms - last < PAPERS_COME_FOR_MS


def refold(place: Workplace, tables: Tables, dossier: str) -> None:
    """Make one dossier's projection again."""
    stored = tables.changes.document(dossier)
    if stored is not None and stored.applied:
        document = place.engine.open(stored.snapshot, stored.changes)
        tables.projections.put([folded_from(place.register, tables, dossier, document).projection])


def blobs_of(state: DossierState) -> Iterable[tuple[str, int, str]]:
    """(sha256, size, media type) of every blob that the dossier names."""
    for page in state.pages:
        yield page.blob, page.size, page.media_type
    for document in state.documents:
        yield document.blob, document.size, "application/pdf"
    if state.outcome is not None and state.outcome.blob:
        media_type = str(state.archived.get("media_type", "")) or "application/pdf"
        yield state.outcome.blob, state.outcome.size, media_type
    for reused in state.reuses:
        if reused.size:
            yield reused.blob, reused.size, "application/pdf"


def dossier_row(register: Register, state: DossierState, document: OpenDocument) -> DossierRow:
    """The projection of one folded dossier."""
    custody = state.custody
    return DossierRow(
        dossier=state.dossier,
        code=state.code,
        stage=state.stage,
        holder=custody.holder if custody else "",
        offered_to=custody.offered_to if custody else "",
        receiving_unit=state.receiving_unit,
        competent_unit=state.competent_unit,
        procedure=state.procedure,
        applicant=str(state.applicant.get("name", "")),
        due_ms=state.due_ms,
        received_ms=state.received_ms,
        finished_ms=state.finished_ms,
        updated_ms=max((entry.device_ms for entry in state.timeline), default=0),
        disputes=len(state.disputes),
        provisional=state.provisional,
        facts=state.facts,
        heads=",".join(head.hex() for head in document.heads()),
        body=_body(register, state),
        words=_words(register, state, document.note()),
    )


def _body(register: Register, state: DossierState) -> str:
    """What lists and figures show beside the columns."""
    body = {
        "national": national_status(state),
        "signed": any(document.role == "intake" for document in state.documents),
        "waiting": state.stage is Stage.AWAITING_SUPPLEMENT,
        "void": len(state.void),
        "figures": figures_to_json(figures_of(state, register, synced=False)),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def _words(register: Register, state: DossierState, note: str) -> str:
    day = state.received_day
    rule = register.procedure(state.procedure, day) if day else None
    parts: list[Any] = [state.code, *state.applicant.values(), rule.name if rule else state.procedure]
    parts += [value.value for _, value in sorted(state.fields.items())]
    parts += [document.title for document in state.documents]
    parts += [state.outcome.number if state.outcome else "", note]
    return "\n".join(str(part) for part in parts if part not in ("", None))


def _scanned(tables: Tables, state: DossierState) -> str:
    """What the machine read on the dossier's pages (what stands there was not confirmed: it only helps to find)."""
    standing = {page.key for page in state.pages}
    if not standing:
        return ""
    return "\n".join(read.text for read in tables.reading.of(state.dossier) if read.page_key in standing)


def _papers(register: Register, state: DossierState) -> list[Paper]:
    day = state.received_day
    procedure = register.procedures.known(state.procedure, day) if state.procedure and day else None
    return papers_of(state, procedure.result if procedure else "")
