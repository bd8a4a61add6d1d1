"""The trail of what was done at the hub."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from dossier.register.view import Role
from hub.api.access import AdminOf, HubOf
from hub.api.render import pages_of
from hub.usecases.console.audit_trail import AuditLine, audit_trail

router = APIRouter()


@router.get("/api/audit", tags=["administration"])
def get_audit(hub: HubOf, admin: AdminOf) -> list[AuditLine]:
    """The newest acts at the hub, newest first; for administrators and supervisors."""
    admin.require(Role.ADMIN, Role.SUPERVISOR)
    return audit_trail(hub)


@router.get("/quan-tri/nhat-ky", include_in_schema=False, response_class=HTMLResponse)
def audit_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """The same as a page."""
    admin.require(Role.ADMIN, Role.SUPERVISOR)
    return pages_of(request).show(request, "audit.html", admin, rows=audit_trail(hub))
