"""Page: what the signatures of a document are worth, asked for when somebody wants to know (each look takes a child
process a second or two, so nothing is judged while a dossier is merely opened)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from node.api.json_dossiers import DossierId, FactKey
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.api.words import CHANGED_VI, SIGNED_AS_VI, VERDICT_VI

router = APIRouter(include_in_schema=False)


@router.get("/ho-so/{dossier}/chu-ky/{key}")
def verdict(
    request: Request,
    session: SignedIn,
    dossier: DossierId,
    key: FactKey,
    node: NodeDep,
    piece: Annotated[bool, Query(alias="manh")] = False,
) -> Response:
    """A page of its own, or the piece of it that `verdict.js` puts into the dossier's page."""
    found = node.verdicts.document(dossier, key)
    return pages_of(request).show(
        request,
        "_verdict.html" if piece else "verdict.html",
        session,
        dossier=dossier,
        key=key,
        found=found,
        verdicts=VERDICT_VI,
        changed=CHANGED_VI,
        roles=SIGNED_AS_VI,
    )
