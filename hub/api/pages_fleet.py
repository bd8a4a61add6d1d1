"""Devices: one in full with the step before it is revoked, and all of them as a table for a spreadsheet."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dossier.register.view import Role
from hub.api.access import AdminOf, HubOf, check_csrf
from hub.api.render import pages_of
from hub.usecases.console.node_card import NodeCard, ScopeLine, fleet_csv, node_card, scope_lines
from hub.usecases.devices.enrol import revoke
from hub.usecases.register.trust_list import TrustIssued, trust_list_now
from plumbing.problem import Problem

router = APIRouter()
Text = Annotated[str, Form(max_length=200)]


@router.get("/api/nodes.csv", tags=["administration"])
def nodes_csv(hub: HubOf, _: AdminOf) -> Response:
    """The fleet as a table (UTF-8 with a byte-order mark, as spreadsheets want it)."""
    headers = {"content-disposition": 'attachment; filename="may.csv"', "cache-control": "no-store"}
    return Response(fleet_csv(hub), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/api/nodes/{node}", tags=["administration"])
def get_node(hub: HubOf, _: AdminOf, node: str) -> NodeCard:
    """One device: line, number blocks, how far its scope has come."""
    return node_card(hub, node)


@router.get("/api/scopes", tags=["administration"])
def get_scopes(hub: HubOf, _: AdminOf) -> list[ScopeLine]:
    """Devices whose scope is being filled."""
    return scope_lines(hub)


@router.get("/api/trust", tags=["administration"])
def get_trust(hub: HubOf, _: AdminOf) -> TrustIssued | None:
    """The list by which signatures are judged, and until when it is good; null when none was issued."""
    return trust_list_now(hub)


@router.get("/quan-tri/may/{node}", include_in_schema=False, response_class=HTMLResponse)
def node_page(request: Request, hub: HubOf, admin: AdminOf, node: str) -> Response:
    """One device."""
    return pages_of(request).show(
        request, "node.html", admin, card=node_card(hub, node), can_admin=Role.ADMIN in admin.roles
    )


@router.post("/quan-tri/may/{node}/thu-hoi", include_in_schema=False)
def revoke_node(hub: HubOf, admin: AdminOf, node: str, csrf: Text, typed: Text) -> Response:
    """A device counts no more from today; the administrator has typed its short id, so it is the one she means."""
    check_csrf(admin, csrf)
    admin.require(Role.ADMIN)
    if typed.strip().lower() != node[:6]:
        hint = "Mã máy gõ lại không khớp nên CHƯA thu hồi; hãy gõ đúng sáu ký tự đầu của mã máy."
        raise Problem("REVOKE_NOT_CONFIRMED", hint)
    revoke(hub, node, admin.officer)
    return RedirectResponse("/quan-tri/may?da=revoked", 303)
