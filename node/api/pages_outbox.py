"""Pages: what waits for the province, and the USB road."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from node.api.courier import send_out, sticks, take_in
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import ExportDone, FileOutcome, Session
from node.usecases.node import Node

router = APIRouter(include_in_schema=False, prefix="/hop-di")


@router.get("")
def outbox(request: Request, session: SignedIn, node: NodeDep) -> Response:
    """What has no receipt yet, lane by lane and dossier by dossier."""
    return _show(request, session, node)


@router.post("/xuat")
def export(request: Request, posted: FormPosted, node: NodeDep) -> Response:
    """Write envelopes to the stick and say when it is safe to pull it."""
    exported = send_out(node, posted.text("folder"), posted.text("to"))
    return _show(request, posted.session, node, exported=exported)


@router.post("/nhap")
def import_files(request: Request, posted: FormPosted, node: NodeDep) -> Response:
    """Take in envelopes and say in words what became of each."""
    return _show(request, posted.session, node, imported=take_in(node, posted.files))


@router.post("/goi")
def sync_now(posted: FormPosted, node: NodeDep) -> Response:
    """Ask for a contact now."""
    del posted
    node.bell.ring("sync")
    return RedirectResponse("/hop-di?da=rang", 303)


@router.post("/gui-ban-quet")
def scans_now(posted: FormPosted, node: NodeDep) -> Response:
    """Do not wait for the night with the scans."""
    node.ways.send_scans_now(posted.session.officer)
    node.bell.ring("sync")
    return RedirectResponse("/hop-di?da=rang", 303)


@router.post("/tap-mat-mang")
def practice(posted: FormPosted, node: NodeDep) -> Response:
    """Hold the line closed for practice, or open it."""
    closed = posted.text("closed") == "1"
    node.line.hold_closed(closed, posted.session.officer)
    return RedirectResponse(f"/hop-di?da={'closed' if closed else 'opened'}", 303)


def _show(
    request: Request,
    session: Session,
    node: Node,
    exported: ExportDone | None = None,
    imported: Sequence[FileOutcome] = (),
) -> Response:
    return pages_of(request).show(
        request,
        "outbox.html",
        session,
        items=node.line.outbox(),
        plan=node.ways.plan(),
        sticks=sticks(),
        exported=exported,
        imported=imported,
        is_admin="quan_tri" in session.roles,
    )
