"""The page "Máy này" and its JSON: how the machine is, and what to look for in the paper after a restore."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.show.health import Health

router = APIRouter()


@router.get("/api/machine", tags=["line"])
def machine(_: SignedIn, node: NodeDep) -> Health:
    """How this machine is."""
    return node.health.now()


@router.get("/may-nay", include_in_schema=False, response_class=HTMLResponse)
def machine_page(request: Request, session: SignedIn, node: NodeDep) -> Response:
    """How this machine is, in words."""
    return pages_of(request).show(request, "machine.html", session, health=node.health.now())
