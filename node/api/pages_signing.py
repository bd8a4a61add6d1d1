"""Pages: many papers signed with one PIN: what waits, the round that runs, what came of each paper."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.signing.many import SigningKeys
from node.usecases.signing.review import AGREED, LEFT, WaitingResult

router = APIRouter(include_in_schema=False)

_DOSSIER = r"^([a-z2-7]{6}-[0-9]{1,9}-[0-9]{1,12})?$"
_MOST_SHOWN = 200  # a form brings no more


@router.get("/ky-loat")
def waiting(
    request: Request,
    session: SignedIn,
    node: NodeDep,
    dossier: Annotated[str, Query(alias="ho-so", pattern=_DOSSIER)] = "",
) -> Response:
    """What waits for a signature, of one dossier or of all, and the round."""
    results = () if dossier else node.many_signatures.reviews.waiting(session.officer)
    papers = node.many_signatures.papers(dossier)
    return pages_of(request).show(
        request,
        "signing.html",
        session,
        papers=papers[:_MOST_SHOWN],
        papers_more=len(papers[_MOST_SHOWN:]),
        results=results,
        agreed=[one for one in results if one.choice == AGREED and one.mine],
        open_results=_open(results),
        round=node.many_signatures.now(),
        leaders=node.people.leaders(),
        dossier=dossier,
    )


@router.post("/ky-loat/giay")
def papers(posted: FormPosted, node: NodeDep) -> Response:
    """Digitise and sign the chosen papers with one PIN."""
    passphrase = posted.fields.get("passphrase", "")
    node.many_signatures.sign_papers(posted.lists.get("chon", ()), passphrase, posted.session.officer)
    return RedirectResponse("/ky-loat?da=signing", 303)


@router.post("/ky-loat/ket-qua")
def results(posted: FormPosted, node: NodeDep) -> Response:
    """Number, sign and issue the agreed results with the leader's and the agency's PIN."""
    opened = (posted.fields.get(name, "") for name in ("passphrase", "seal_passphrase"))
    node.many_signatures.sign_results(SigningKeys(posted.text("leader"), *opened), posted.session.officer)
    return RedirectResponse("/ky-loat?da=signing", 303)


@router.post("/ky-loat/dung")
def halt(posted: FormPosted, node: NodeDep) -> Response:
    """Stop before the next paper."""
    node.many_signatures.halt(posted.session.officer)
    return RedirectResponse("/ky-loat?da=cancelled", 303)


def _open(results: tuple[WaitingResult, ...]) -> int:
    """How many are still to be looked at."""
    return sum(one.choice not in (AGREED, LEFT) for one in results)
