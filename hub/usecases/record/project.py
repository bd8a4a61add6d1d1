"""From a document to the row that pages, routing and figures read; the row can be rebuilt at any time."""

from dossier.crdt import OpenDocument
from dossier.figures import figures_of, figures_to_json
from dossier.fold import fold, sealed_facts
from dossier.lifecycle import national_status
from dossier.register.register import Register
from dossier.state import Custody, DossierState, Stage
from hub.records import DossierRow


def fold_document(dossier: str, document: OpenDocument, register: Register) -> DossierState:
    """State of the dossier, judged by the register."""
    return fold(dossier, sealed_facts(document.entries()), register)


def project(state: DossierState, digest: bytes, register: Register, now_ms: int) -> DossierRow:
    """The row of a folded dossier; `digest` is that of its heads."""
    custody = state.custody
    return DossierRow(
        dossier=state.dossier,
        code=state.code,
        procedure=state.procedure,
        stage=str(state.stage),
        national=national_status(state),
        receiving_unit=state.receiving_unit,
        competent_unit=state.competent_unit,
        holder=custody.holder if custody else "",
        offered_to=custody.offered_to if custody else "",
        received_day=state.received_day,
        received_ms=state.received_ms,
        due_ms=state.due_ms,
        finished_ms=state.finished_ms,
        disputes=len(state.disputes),
        void=len(state.void),
        waiting=len(state.waiting),
        facts=state.facts,
        digest=digest.hex(),
        updated_ms=now_ms,
        figures=figures_to_json(figures_of(state, register, synced=True)),
    )


def state_of(row: DossierRow) -> DossierState:
    """As much of the folded state as routing needs, without opening the document."""
    custody = Custody(row.holder, "", row.offered_to) if row.holder else None
    return DossierState(
        row.dossier,
        stage=Stage(row.stage),
        receiving_unit=row.receiving_unit,
        competent_unit=row.competent_unit,
        custody=custody,
    )


def blobs_of(state: DossierState) -> dict[str, int]:
    """SHA-256 (hex) → size of everything that the dossier's facts name."""
    named = {page.blob: page.size for page in state.pages}
    named |= {document.blob: document.size for document in state.documents}
    named |= {reused.blob: reused.size for reused in state.reuses if reused.size}
    if state.outcome:
        named[state.outcome.blob] = state.outcome.size
    return {blob: size for blob, size in named.items() if blob}
