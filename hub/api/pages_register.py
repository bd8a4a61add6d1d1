"""The register's pages: its history, and a reorganisation from the form through the rehearsal to the signature."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dossier.errors import KernelError
from dossier.identity import parse_whole_day
from dossier.register.view import Role
from hub.api.access import AdminOf, HubOf, check_csrf
from hub.api.render import pages_of
from hub.usecases.console import board
from hub.usecases.console.login import Admin
from hub.usecases.context import Hub
from hub.usecases.register.rehearse import plan
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, reorganisation_from_json
from hub.usecases.register.reorganise_form import ReorganisationForm, from_form

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=2000)]
_EMPTY: Mapping[str, str] = dict.fromkeys(("kind", "number", "effective", "old", "new"), "")
LongText = Annotated[str, Form(max_length=500_000)]


@router.get("/quan-tri/danh-muc")
def register_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """History of the register, with what lies ahead."""
    return _register(request, hub, admin, _EMPTY)


def _register(
    request: Request, hub: Hub, admin: Admin, filled: Mapping[str, str], wrong: KernelError | None = None
) -> Response:
    """The page, with what was filled in before it and what was wrong with that."""
    return pages_of(request).show(
        request,
        "register.html",
        admin,
        400 if wrong else 200,
        history=board.register_history(hub),
        unsettled=board.unsettled_procedures(hub),
        today=hub.clock.today(),
        filled=filled,
        wrong=wrong,
    )


@router.post("/quan-tri/danh-muc/dien-tap")
def rehearse_page(
    request: Request,
    hub: HubOf,
    admin: AdminOf,
    csrf: Text,
    kind: Text,
    number: Text,
    effective: Text,
    old: Text,
    new: Text,
) -> Response:
    """Rehearse a merger or a split; nothing is issued. What is wrong is said on the form as it was filled in."""
    check_csrf(admin, csrf)
    try:
        asked = from_form(hub, ReorganisationForm(kind, number, parse_whole_day(effective), old, new))
        planned = plan(hub, asked.ops, asked.effective)
    except KernelError as wrong:
        filled = {"kind": kind, "number": number, "effective": effective, "old": old, "new": new}
        return _register(request, hub, admin, filled, wrong)
    return pages_of(request).show(
        request,
        "rehearsal.html",
        admin,
        asked=asked,
        plan=planned,
        body=json.dumps(_as_json(asked), ensure_ascii=False),
        can_issue=Role.ADMIN in admin.roles,
    )


@router.post("/quan-tri/danh-muc/ban-hanh")
def issue_page(hub: HubOf, admin: AdminOf, csrf: Text, body: LongText) -> Response:
    """Issue exactly what was rehearsed."""
    check_csrf(admin, csrf)
    admin.require(Role.ADMIN)
    issue_reorganisation(hub, reorganisation_from_json(body), admin.officer)
    return RedirectResponse("/quan-tri/danh-muc?da=issued", 303)


def _as_json(asked: Reorganisation) -> dict[str, Any]:
    return {
        "title": asked.title,
        "basis": asked.basis,
        "effective": asked.effective.isoformat(),
        "ops": [dict(op) for op in asked.ops],
    }
