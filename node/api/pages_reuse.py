"""Pages: what becomes of papers that were digitised before."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted
from node.api.session import NodeDep, SignedIn
from plumbing.problem import given

router = APIRouter(include_in_schema=False, prefix="/ho-so/{dossier}")


@router.post("/dung-lai")
def use(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Use a paper digitised before."""
    given(node.reuse.use(dossier, posted.text("component"), posted.text("blob"), posted.session.officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=reused", 303)


@router.post("/nhan-ban-giay")
def ask_for_paper(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Why paper is taken all the same."""
    component, blob = posted.text("component"), posted.text("blob")
    reason, note, officer = posted.text("reason"), posted.text("note"), posted.session.officer
    given(node.reuse.ask_for_paper(dossier, component, blob, reason, note, officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=paper", 303)


@router.post("/hoi-kho")
def look_up(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Ask the province."""
    found = node.look_up.ask(dossier, posted.text("component"), posted.session.officer)
    return RedirectResponse(f"/ho-so/{dossier}?da={'found' if found else 'found-none'}", 303)


@router.get("/anh-tim-thay/{blob}")
def found_picture(session: SignedIn, dossier: DossierId, blob: str, node: NodeDep) -> Response:
    """The small picture of a paper that the province found elsewhere."""
    del session
    picture = node.look_up.picture(dossier, blob)
    return Response(picture, media_type="image/jpeg", headers={"cache-control": "private, no-store"})


@router.post("/thu-hoi-giay")
def revoke(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Not good any more."""
    given(node.reuse.revoke(dossier, posted.text("blob"), posted.text("reason"), posted.session.officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=revoked", 303)
