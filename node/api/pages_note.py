"""Page: the free note of a dossier, edited on its own when two people wrote at the same time."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from dossier.errors import Refuse
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import Session
from node.usecases.node import Node
from node.usecases.record.notes import MOST_CHARACTERS

router = APIRouter(include_in_schema=False)


@router.get("/ho-so/{dossier}/ghi-chu")
def note_page(request: Request, session: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """The note to edit."""
    return _show(request, session, node, dossier, None, None)


@router.post("/ho-so/{dossier}/ghi-chu")
def write_note(request: Request, posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Keep it; when somebody else was quicker, both texts are shown and nothing is lost."""
    typed, base = posted.fields.get("text", ""), posted.fields.get("base", "")
    result = node.notes.write(dossier, typed, posted.session.officer, base)
    if isinstance(result, Refuse):
        return _show(request, posted.session, node, dossier, typed, result)
    return RedirectResponse(f"/ho-so/{dossier}?da=note", 303)


def _show(
    request: Request, session: Session, node: Node, dossier: str, typed: str | None, refused: Refuse | None
) -> Response:
    view = node.views.dossier(dossier, session.officer)
    return pages_of(request).show(
        request,
        "note.html",
        session,
        409 if refused else 200,
        view=view,
        typed=view.note if typed is None else typed,
        refused=refused,
        most=MOST_CHARACTERS,
    )
