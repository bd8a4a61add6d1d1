"""The trail of what was done at the hub."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from dossier.register.view import Role
from hub.api.access import AdminOf, HubOf
from hub.api.render import pages_of
from hub.usecases.console.audit_trail import AuditLine, audit_trail

router = APIRouter()

_AT_ONCE = 300
Offset = Annotated[int, Query(ge=0, le=100_000_000)]


@router.get("/api/audit", tags=["administration"])
def get_audit(hub: HubOf, admin: AdminOf, offset: Offset = 0) -> list[AuditLine]:
    """300 acts at the hub behind the newest `offset`, newest first; for administrators and supervisors."""
    admin.require(Role.ADMIN, Role.SUPERVISOR)
    return audit_trail(hub, _AT_ONCE, offset)


@router.get("/quan-tri/nhat-ky", include_in_schema=False, response_class=HTMLResponse)
def audit_page(request: Request, hub: HubOf, admin: AdminOf, tu: Offset = 0) -> Response:
    """The same as a page."""
    admin.require(Role.ADMIN, Role.SUPERVISOR)
    found = audit_trail(hub, _AT_ONCE + 1, tu)
    older = tu + _AT_ONCE if len(found) > _AT_ONCE else 0
    return pages_of(request).show(request, "audit.html", admin, rows=found[:_AT_ONCE], older=older, at=tu)
