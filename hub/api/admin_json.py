"""Everything that the pages show and do, as JSON under /api (described at /api/openapi.json).

Reading needs the cookie of a log-in; changing something also the session's word in the X-CSRF header.
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from dossier.kpi import Kpi
from dossier.kpi_rows import Period
from dossier.register.view import NodeKind, Role
from hub.api.access import AdminOf, HubOf, WriterOf, remember
from hub.records import DossierQuery
from hub.usecases.console import board, casework
from hub.usecases.console.dispatch import allocate
from hub.usecases.console.kpis import UnitShare, report
from hub.usecases.console.login import hash_password, log_in
from hub.usecases.devices.enrol import invite, revoke
from hub.usecases.exchange.retry import Retried, retry_aside
from hub.usecases.register.officers import NewOfficer, add_officer
from hub.usecases.register.rehearse import Rehearsal, plan
from hub.usecases.register.reorganise import issue_reorganisation, read_reorganisation
from hub.usecases.register.tls import ca_fingerprint
from plumbing.problem import given

router = APIRouter(prefix="/api", tags=["administration"])
Name = Annotated[str, Field(min_length=1, max_length=120)]


class Strict(BaseModel):
    """Unknown members are an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


class LoginRequest(Strict):
    """A log-in."""

    login: Name
    password: Annotated[str, Field(min_length=1, max_length=200)]


class InviteRequest(Strict):
    """A device to be invited."""

    unit: Name
    name: Name
    kind: NodeKind = NodeKind.NODE
    days: Annotated[int, Field(ge=1, le=90)] = 7


class OfficerRequest(Strict):
    """An officer to be entered or changed."""

    login: Name
    name: Name
    title: str = Field(default="", max_length=120)
    unit: Name
    roles: frozenset[Role]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    valid_from: date | None = None
    valid_to: date | None = None


class AllocateRequest(Strict):
    """Who is to handle a dossier that waits for a person, and why."""

    to: Name
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.post("/login")
def post_login(hub: HubOf, asked: LoginRequest, response: Response) -> dict[str, Any]:
    """Log in; the cookie comes with the answer, the word for X-CSRF in it."""
    cookie, admin = log_in(hub, asked.login, asked.password)
    remember(response, hub, cookie)
    return {"name": admin.name, "roles": sorted(admin.roles), "csrf": admin.csrf}


@router.get("/nodes")
def get_nodes(hub: HubOf, _: AdminOf) -> list[board.NodeLine]:
    """Devices: unit, last contact, clock offset, what still lies in the mailbox."""
    return board.fleet(hub)


@router.post("/invitations")
def post_invitation(hub: HubOf, admin: WriterOf, asked: InviteRequest) -> dict[str, str]:
    """A one-time invitation for a new device."""
    admin.require(Role.ADMIN)
    token = invite(
        hub, asked.unit, asked.kind, asked.name, asked.days, ca_fingerprint(hub.config), admin.officer
    )
    return {"token": token}


@router.post("/nodes/{node}/revoke")
def post_revoke(hub: HubOf, admin: WriterOf, node: str) -> dict[str, int]:
    """From today on nothing of this device counts."""
    admin.require(Role.ADMIN)
    return {"register": revoke(hub, node, admin.officer).number}


@router.post("/officers")
def post_officer(hub: HubOf, admin: WriterOf, asked: OfficerRequest) -> dict[str, str]:
    """Enter or change an officer."""
    admin.require(Role.ADMIN)
    new = NewOfficer(
        asked.login,
        asked.name,
        asked.title,
        asked.unit,
        frozenset(map(str, asked.roles)),
        hash_password(asked.password),
        asked.valid_from,
        asked.valid_to,
    )
    return {"officer": add_officer(hub, new, admin.officer)}


@router.get("/dossiers")
def get_dossiers(
    hub: HubOf,
    _: AdminOf,
    text: str = "",
    unit: str = "",
    stage: str = "",
    disputed: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[casework.DossierLine]:
    """Dossiers by code, unit, stage or dispute, the last touched first."""
    return casework.find_dossiers(hub, DossierQuery(text, unit, stage, disputed, limit))


@router.get("/dossiers/{dossier}")
def get_dossier(hub: HubOf, _: AdminOf, dossier: str) -> dict[str, Any]:
    """One dossier: its line, what happened to it, disputes, void facts with reasons, and who may see it."""
    line, state, entitled = casework.dossier_state(hub, dossier)
    return {
        "line": line,
        "timeline": state.timeline,
        "disputes": state.disputes,
        "void": state.void,
        "waiting": state.waiting,
        "entitled": entitled,
        "authors": casework.facts_by_author(hub, dossier),
    }


@router.post("/dossiers/{dossier}/allocate")
def post_allocate(hub: HubOf, admin: WriterOf, dossier: str, asked: AllocateRequest) -> dict[str, str]:
    """The dispatcher decides who handles it."""
    admin.require(Role.DISPATCHER)
    done = given(allocate(hub, dossier, asked.to, asked.reason, admin.officer))
    return {"dossier": dossier, "digest": done.digest.hex()}


@router.get("/work")
def get_work(hub: HubOf, _: AdminOf) -> list[casework.WorkLine]:
    """What waits for a person, with the reason and the units to choose among."""
    return casework.work_list(hub)


@router.get("/quarantine")
def get_quarantine(hub: HubOf, _: AdminOf) -> list[dict[str, Any]]:
    """Changes set aside, without their bytes."""
    return [
        {
            "dossier": row.dossier,
            "hash": row.hash.hex(),
            "author": row.author,
            "sender": row.sender,
            "code": row.code,
            "reason_vi": row.reason_vi,
            "bytes": len(row.raw),
            "at_ms": row.at_ms,
        }
        for row in casework.quarantine(hub)
    ]


@router.post("/quarantine/retry")
def post_retry(hub: HubOf, _: WriterOf) -> Retried:
    """Try to merge all of it once more."""
    return retry_aside(hub)


@router.get("/register")
def get_register(hub: HubOf, _: AdminOf) -> list[board.RegisterLine]:
    """All change sets, newest first."""
    return board.register_history(hub)


@router.post("/register/plan")
def post_plan(hub: HubOf, _: WriterOf, body: dict[str, Any]) -> Rehearsal:
    """Rehearse {title, basis, effective, ops | units}; nothing is written."""
    asked = read_reorganisation(body)
    return plan(hub, asked.ops, asked.effective)


@router.post("/register/issue")
def post_issue(hub: HubOf, admin: WriterOf, body: dict[str, Any]) -> dict[str, int]:
    """Sign and mail the same body as a change set."""
    admin.require(Role.ADMIN)
    return {"number": issue_reorganisation(hub, read_reorganisation(body), admin.officer).number}


@router.get("/kpis")
def get_kpis(hub: HubOf, _: AdminOf, first: date, last: date, unit: str = "") -> list[Kpi]:
    """Both families of figures for a period (both days included), for one unit of today or the province."""
    return list(report(hub, Period(first, last), unit).figures)


@router.get("/kpis/on-time")
def get_on_time(hub: HubOf, _: AdminOf, first: date, last: date) -> list[UnitShare]:
    """Dossiers on time by competent unit of today."""
    return report(hub, Period(first, last)).shares
