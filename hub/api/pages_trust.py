"""The list by which signatures are judged: what stands and when it ends, adding an authority, renewing revocation
lists, taking an authority out."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from dossier.register.view import Role
from hub.api.access import AdminOf, HubOf, check_csrf
from hub.api.render import pages_of
from hub.records import CrlSourceRow
from hub.usecases.register.crl_fetch import crl_sources
from hub.usecases.register.trust_list import (
    TrustEntry,
    extend_trust_list,
    trust_entries,
    trust_list_now,
    withdraw_authority,
)
from plumbing.trust_list import MOST_BYTES

router = APIRouter()
Text = Annotated[str, Form(max_length=200)]
Files = Annotated[list[UploadFile], File()]
Fingerprint = Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")]


@router.get("/api/trust/entries", tags=["administration"])
def get_entries(hub: HubOf, _: AdminOf) -> tuple[TrustEntry, ...]:
    """Every certificate and revocation list that stands, what ends first at the top."""
    return trust_entries(hub)


@router.get("/api/trust/sources", tags=["administration"])
def get_sources(hub: HubOf, _: AdminOf) -> tuple[CrlSourceRow, ...]:
    """Where revocation lists are fetched, and since when an address fails."""
    return crl_sources(hub)


@router.get("/quan-tri/tin-cay", include_in_schema=False, response_class=HTMLResponse)
def trust_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """What stands."""
    return pages_of(request).show(
        request,
        "trust.html",
        admin,
        trust=trust_list_now(hub),
        entries=trust_entries(hub),
        sources=crl_sources(hub),
        is_fetching=hub.config.crl_minutes > 0,
        can_admin=Role.ADMIN in admin.roles,
    )


@router.post("/quan-tri/tin-cay", include_in_schema=False)
def add(hub: HubOf, admin: AdminOf, csrf: Text, files: Files) -> Response:
    """Add what the files hold: authorities, newer revocation lists."""
    check_csrf(admin, csrf)
    admin.require(Role.ADMIN)
    for file in files:
        extend_trust_list(hub, file.file.read(MOST_BYTES + 1), admin.officer)
    return RedirectResponse("/quan-tri/tin-cay?da=issued", 303)


@router.post("/quan-tri/tin-cay/bo", include_in_schema=False)
def withdraw(hub: HubOf, admin: AdminOf, csrf: Text, fingerprint: Fingerprint) -> Response:
    """Take an authority out: its signatures are judged no more."""
    check_csrf(admin, csrf)
    admin.require(Role.ADMIN)
    withdraw_authority(hub, fingerprint, admin.officer)
    return RedirectResponse("/quan-tri/tin-cay?da=issued", 303)
