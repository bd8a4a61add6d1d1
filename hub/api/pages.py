"""Pages for the province's administrators, rendered on the server; each does what the JSON beside it does."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dossier.identity import parse_whole_day
from dossier.kpi_rows import Period
from dossier.lifecycle import STAGE_VI
from dossier.register.view import NodeKind, Role
from hub.api.access import COOKIE, AdminOf, HubOf, check_csrf, remember
from hub.api.render import pages_of
from hub.records import DossierQuery
from hub.usecases.console import board, casework
from hub.usecases.console.backlog import backlog_by_unit
from hub.usecases.console.dispatch import allocate
from hub.usecases.console.kpis import report
from hub.usecases.console.login import log_in, log_out
from hub.usecases.console.node_card import scope_lines
from hub.usecases.devices.enrol import invite
from hub.usecases.exchange.retry import retry_aside
from hub.usecases.register.tls import ca_fingerprint
from hub.usecases.register.trust_list import trust_list_now
from hub.usecases.register.unit_names import communes, unit_by_code
from plumbing.problem import Problem, given

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=2000)]
MISSES_SHOWN = 20
DeviceKind = Annotated[Literal["node", "kit"], Form()]


@router.get("/")
def home() -> Response:
    """The fleet is the first thing to look at."""
    return RedirectResponse("/quan-tri/may", 303)


@router.get("/dang-nhap")
def login_page(request: Request) -> Response:
    """The log-in form."""
    return pages_of(request).show(request, "login.html", None, refused="")


@router.post("/dang-nhap")
def login(request: Request, hub: HubOf, login: Text, password: Text) -> Response:
    """Sign in; a refusal is said on the form itself."""
    try:
        cookie, _ = log_in(hub, login, password)
    except Problem as problem:
        return pages_of(request).show(request, "login.html", None, 401, refused=problem.hint_vi)
    answer = RedirectResponse("/quan-tri/may", 303)
    remember(answer, hub, cookie)
    return answer


@router.post("/dang-xuat")
def logout(request: Request, hub: HubOf, admin: AdminOf, csrf: Text) -> Response:
    """Sign out."""
    check_csrf(admin, csrf)
    log_out(hub, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/dang-nhap", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/quan-tri/may")
def nodes_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """Devices with their line."""
    return _nodes(request, hub, admin, token="")


@router.post("/quan-tri/may/moi")
def invite_node(
    request: Request, hub: HubOf, admin: AdminOf, csrf: Text, unit: Text, name: Text, kind: DeviceKind
) -> Response:
    """Make a one-time token and show it once."""
    check_csrf(admin, csrf)
    admin.require(Role.ADMIN)
    unit_id = unit_by_code(hub, unit)
    token = invite(hub, unit_id, NodeKind(kind), name, 7, ca_fingerprint(hub.config), admin.officer)
    return _nodes(request, hub, admin, token=token)


def _nodes(request: Request, hub: HubOf, admin: AdminOf, token: str) -> Response:
    return pages_of(request).show(
        request,
        "nodes.html",
        admin,
        nodes=board.fleet(hub),
        scopes=scope_lines(hub),
        trust=trust_list_now(hub),
        token=token,
        units=communes(hub),
        can_admin=Role.ADMIN in admin.roles,
    )


@router.get("/quan-tri/ho-so")
def dossiers_page(
    request: Request, hub: HubOf, admin: AdminOf, tim: str = "", xa: str = "", buoc: str = ""
) -> Response:
    """Search of dossiers."""
    unit = unit_by_code(hub, xa) if xa else ""
    found = casework.find_dossiers(hub, DossierQuery(tim.strip(), unit, buoc, limit=200))
    return pages_of(request).show(
        request,
        "dossiers.html",
        admin,
        dossiers=found,
        stages=STAGE_VI,
        tim=tim,
        xa=xa,
        buoc=buoc,
        units=communes(hub),
    )


@router.get("/quan-tri/ho-so/{dossier}")
def dossier_page(request: Request, hub: HubOf, admin: AdminOf, dossier: str) -> Response:
    """One dossier: folded state, timeline, who is entitled to it."""
    line, state, entitled = casework.dossier_state(hub, dossier)
    return pages_of(request).show(
        request,
        "dossier.html",
        admin,
        line=line,
        state=state,
        steps=casework.timeline_lines(hub, state),
        entitled=[node for node in board.fleet(hub) if node.node in set(entitled)],
        authors=casework.facts_by_author(hub, dossier),
    )


@router.get("/quan-tri/phan-dinh")
def work_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """What waits for a person of the province."""
    return pages_of(request).show(
        request,
        "work.html",
        admin,
        work=casework.work_list(hub),
        can_dispatch=Role.DISPATCHER in admin.roles,
    )


@router.post("/quan-tri/phan-dinh/{dossier}")
def allocate_dossier(
    hub: HubOf, admin: AdminOf, dossier: str, csrf: Text, to: Text, reason: Text
) -> Response:
    """Decide who handles a dossier."""
    check_csrf(admin, csrf)
    admin.require(Role.DISPATCHER)
    given(allocate(hub, dossier, to, reason, admin.officer))
    return RedirectResponse("/quan-tri/phan-dinh?da=allocated", 303)


@router.get("/quan-tri/tranh-chap")
def disputes_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """Open disputes; they are settled at the communes."""
    return pages_of(request).show(request, "disputes.html", admin, disputes=casework.disputes(hub))


@router.get("/quan-tri/cach-ly")
def quarantine_page(request: Request, hub: HubOf, admin: AdminOf) -> Response:
    """What could not be merged, with the reasons."""
    return pages_of(request).show(request, "quarantine.html", admin, rows=casework.quarantine(hub))


@router.post("/quan-tri/cach-ly/thu-lai")
def retry_quarantine(hub: HubOf, admin: AdminOf, csrf: Text) -> Response:
    """Try to merge all of it once more."""
    check_csrf(admin, csrf)
    retry_aside(hub)
    return RedirectResponse("/quan-tri/cach-ly?da=retried", 303)


@router.get("/quan-tri/chi-so")
def kpis_page(
    request: Request,
    hub: HubOf,
    admin: AdminOf,
    tu: str = "",
    den: str = "",
    xa: str = "",
) -> Response:
    """Figures of a period, of the province or of one unit."""
    today = hub.clock.today()
    first = parse_whole_day(tu) if tu else today.replace(day=1)
    period = Period(*sorted((first, parse_whole_day(den) if den else today)))
    unit = unit_by_code(hub, xa) if xa else ""
    found = report(hub, period, unit)
    named = {miss.dossier for one in found.figures for miss in one.misses[:MISSES_SHOWN]}
    return pages_of(request).show(
        request,
        "kpis.html",
        admin,
        period=period,
        xa=xa,
        units=communes(hub),
        codes=casework.codes_of(hub, sorted(named)),
        misses_shown=MISSES_SHOWN,
        families=[
            ("Theo Quyết định 766/QĐ-TTg", [one for one in found.figures if one.family == "qd766"]),
            ("Báo cáo của tỉnh", [one for one in found.figures if one.family == "local"]),
        ],
        frame=found.figures[0],
        shares=found.shares[:20],
        backlog=backlog_by_unit(hub)[:20],
    )
