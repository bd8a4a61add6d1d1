"""JSON: results that are looked at one after another and signed together, and the round that signs them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from node.api.bodies import Body, Long, Secret, Short
from node.api.files import pdf_response
from node.api.json_dossiers import DossierId
from node.api.session import NodeDep, SignedIn, Writer
from node.usecases.signing.many import SigningKeys
from node.usecases.signing.review import Choice, WaitingResult
from node.usecases.signing.round import Round

router = APIRouter(prefix="/api/signing", tags=["signing"])


class ChoiceBody(Body):
    """PUT /api/signing/results/{dossier}; `basis` as it was given with the result, "" = to be looked at again."""

    choice: Literal["agreed", "left", "edited", ""]
    basis: Short
    content: Long = ""
    why: Long = ""

    def made(self) -> Choice:
        """As the use case takes it."""
        return Choice(self.choice, self.basis, self.content, self.why)


class KeysBody(Body):
    """POST /api/signing/results"""

    leader: Short
    passphrase: Secret
    seal_passphrase: Secret


@router.get("/results")
def results(session: SignedIn, node: NodeDep) -> tuple[WaitingResult, ...]:
    """Results that wait for their signatures, with what was decided about each."""
    return node.many_signatures.reviews.waiting(session.officer)


@router.get("/results/{dossier}")
def result(session: SignedIn, dossier: DossierId, node: NodeDep) -> WaitingResult:
    """One of them."""
    return node.many_signatures.reviews.one(dossier, session.officer)


@router.get("/results/{dossier}/draft.pdf", response_class=Response)
def draft(
    session: SignedIn, dossier: DossierId, node: NodeDep, leader: Annotated[str, Query(max_length=80)]
) -> Response:
    """The paper as `leader` would sign it, without its number."""
    return pdf_response(node.many_signatures.drawn(dossier, leader, session.officer), f"du-thao-{dossier}")


@router.put("/results/{dossier}")
def choose(session: Writer, dossier: DossierId, body: ChoiceBody, node: NodeDep) -> WaitingResult:
    """Agree to it, leave it out with a reason, or only word it."""
    node.many_signatures.reviews.choose(dossier, body.made(), session.officer)
    return node.many_signatures.reviews.one(dossier, session.officer)


@router.post("/results", status_code=202)
def sign(session: Writer, body: KeysBody, node: NodeDep) -> Round:
    """Number, sign and issue all that were agreed."""
    keys = SigningKeys(body.leader, body.passphrase, body.seal_passphrase)
    node.many_signatures.sign_results(keys, session.officer)
    return node.many_signatures.now()


@router.post("/halt", status_code=202)
def halt(session: Writer, node: NodeDep) -> Round:
    """Stop before the next paper."""
    node.many_signatures.halt(session.officer)
    return node.many_signatures.now()


@router.get("/round")
def progress(_: SignedIn, node: NodeDep) -> Round:
    """How far the round is: one state a paper, and what stopped it."""
    return node.many_signatures.now()
