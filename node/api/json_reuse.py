"""JSON: papers that were digitised before, and what becomes of them."""

from fastapi import APIRouter

from dossier.state import DossierState
from node.api.bodies import AskPaperBody, LookUpBody, PersonBody, ReuseBody, RevokeBody
from node.api.json_dossiers import DossierId
from node.api.reuse_page import OfferLine, lines_of
from node.api.session import NodeDep, Writer
from plumbing.problem import given

router = APIRouter(prefix="/api", tags=["reuse"])


@router.post("/reuse")
def offers(_: Writer, body: PersonBody, node: NodeDep) -> tuple[OfferLine, ...]:
    """Papers that this person gave before, what the rules say of each, and which entry it answers for."""
    return lines_of(node.intake.reuse_for(body.id_number, body.procedure, body.name))


@router.post("/dossiers/{dossier}/reuse")
def use(session: Writer, dossier: DossierId, body: ReuseBody, node: NodeDep) -> DossierState:
    """Use a paper digitised before."""
    return given(node.reuse.use(dossier, body.component, body.blob, session.officer))


@router.post("/dossiers/{dossier}/ask-paper")
def ask_for_paper(session: Writer, dossier: DossierId, body: AskPaperBody, node: NodeDep) -> DossierState:
    """Say why paper is taken although there is a digitised copy."""
    answer = node.reuse.ask_for_paper(
        dossier, body.component, body.blob, body.reason, body.note, session.officer
    )
    return given(answer)


@router.post("/dossiers/{dossier}/look-up")
def look_up(session: Writer, dossier: DossierId, body: LookUpBody, node: NodeDep) -> tuple[OfferLine, ...]:
    """Ask the province whether another commune digitised this paper of the applicant."""
    node.look_up.ask(dossier, body.component, session.officer)
    offered = node.views.dossier(dossier, session.officer).reuse
    elsewhere = (one for one in offered if one.component == body.component and one.unit_name)
    return lines_of(elsewhere, dossier)


@router.post("/dossiers/{dossier}/revoke-paper")
def revoke(session: Writer, dossier: DossierId, body: RevokeBody, node: NodeDep) -> DossierState:
    """A paper of this dossier is offered to nobody any more."""
    return given(node.reuse.revoke(dossier, body.blob, body.reason, session.officer))
