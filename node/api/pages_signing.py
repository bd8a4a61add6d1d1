"""Pages: many papers signed with one PIN: what waits, the round that runs, what came of each paper."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import IssueForm
from node.usecases.signing.round import Round

router = APIRouter()

_DOSSIER = r"^([a-z2-7]{6}-[0-9]{1,9}-[0-9]{1,12})?$"
_MOST_SHOWN = 200  # a form brings no more


@router.get("/ky-loat", include_in_schema=False)
def waiting(
    request: Request,
    session: SignedIn,
    node: NodeDep,
    dossier: Annotated[str, Query(alias="ho-so", pattern=_DOSSIER)] = "",
) -> Response:
    """What waits for a signature, of one dossier or of all, and the round."""
    return pages_of(request).show(
        request,
        "signing.html",
        session,
        papers=node.many_signatures.papers(dossier)[:_MOST_SHOWN],
        results=() if dossier else node.many_signatures.results()[:_MOST_SHOWN],
        round=node.many_signatures.now(),
        leaders=node.people.leaders(),
        dossier=dossier,
    )


@router.post("/ky-loat/giay", include_in_schema=False)
def papers(posted: FormPosted, node: NodeDep) -> Response:
    """Digitise and sign the chosen papers with one PIN."""
    passphrase = posted.fields.get("passphrase", "")
    node.many_signatures.sign_papers(posted.lists.get("chon", ()), passphrase, posted.session.officer)
    return RedirectResponse("/ky-loat?da=signing", 303)


@router.post("/ky-loat/ket-qua", include_in_schema=False)
def results(posted: FormPosted, node: NodeDep) -> Response:
    """Number, sign and issue the chosen results with the leader's and the agency's PIN."""
    form = IssueForm(
        verdict="granted",
        leader=posted.text("leader"),
        passphrase=posted.fields.get("passphrase", ""),
        seal_passphrase=posted.fields.get("seal_passphrase", ""),
        content=posted.text("content"),
    )
    node.many_signatures.sign_results(posted.lists.get("chon", ()), form, posted.session.officer)
    return RedirectResponse("/ky-loat?da=signing", 303)


@router.post("/ky-loat/dung", include_in_schema=False)
def halt(posted: FormPosted, node: NodeDep) -> Response:
    """Stop before the next paper."""
    node.many_signatures.halt(posted.session.officer)
    return RedirectResponse("/ky-loat?da=cancelled", 303)


@router.get("/api/signing/round", tags=["signing"])
def progress(_: SignedIn, node: NodeDep) -> Round:
    """How far the round is: one state a paper, and what stopped it."""
    return node.many_signatures.now()
