"""Pages and JSON: a page that is in the wrong dossier is taken out, and what was done can be undone."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from dossier.state import DossierState
from node.api.bodies import WithdrawBody
from node.api.json_dossiers import DossierId, FactKey
from node.api.posted import FormPosted
from node.api.session import NodeDep, Writer
from plumbing.problem import given

router = APIRouter(include_in_schema=False)
json_router = APIRouter(prefix="/api/dossiers/{dossier}", tags=["dossiers"])


@router.post("/ho-so/{dossier}/rut-trang")
def withdraw(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Out of the dossier, into the tray."""
    officer, reason = posted.session.officer, posted.text("reason")
    given(node.scans.withdrawals.withdraw(dossier, [posted.text("page")], reason, officer))
    node.bell.ring("looks")
    return RedirectResponse(f"/ho-so/{dossier}?da=withdrawn#quet", 303)


@router.post("/ho-so/{dossier}/dua-lai")
def restore(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Undo it."""
    given(node.scans.withdrawals.restore(dossier, posted.text("withdrawal"), posted.session.officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=restored#quet", 303)


@router.post("/chong-giay/hoan-tac")
def undo_placing(posted: FormPosted, node: NodeDep) -> Response:
    """What was just put into a dossier is in the tray again."""
    given(node.scans.withdrawals.undo_placing(posted.session.officer))
    node.bell.ring("looks")
    return RedirectResponse("/chong-giay?da=undone", 303)


@json_router.post("/pages/{key}/withdraw")
def withdraw_json(
    session: Writer, dossier: DossierId, key: FactKey, body: WithdrawBody, node: NodeDep
) -> DossierState:
    """Take a page out of a dossier it does not belong to."""
    state = given(node.scans.withdrawals.withdraw(dossier, [key], body.reason, session.officer))
    node.bell.ring("looks")
    return state


@json_router.post("/withdrawals/{key}/restore")
def restore_json(session: Writer, dossier: DossierId, key: FactKey, node: NodeDep) -> DossierState:
    """Undo a withdrawal whole."""
    return given(node.scans.withdrawals.restore(dossier, key, session.officer))
