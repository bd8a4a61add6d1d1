"""Pages: acts of the life cycle, and issuing a result."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dossier.decide import Command
from dossier.errors import Refuse
from node.api.act_forms import ActForm, form_of, values_of
from node.api.dossier_page import steps
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import IssueForm, Session
from node.usecases.node import Node
from plumbing.problem import Problem

router = APIRouter(include_in_schema=False)

Kind = Annotated[str, "a dossier.facts.FactKind value"]
_ISSUE = ("number", "leader", "content", "reason")


@router.get("/ho-so/{dossier}/lam/{kind}")
def act_page(request: Request, session: SignedIn, dossier: DossierId, kind: Kind, node: NodeDep) -> Response:
    """The form of one act."""
    return _act(request, session, node, dossier, form_of(kind), {}, None)


@router.post("/ho-so/{dossier}/lam/{kind}")
def perform(request: Request, posted: FormPosted, dossier: DossierId, kind: Kind, node: NodeDep) -> Response:
    """Do it; a refusal comes back with what was typed."""
    form, officer = form_of(kind), posted.session.officer
    try:
        result = node.acts.perform(dossier, Command(form.kind, values_of(form, posted.fields)), officer)
    except Problem as problem:
        result = Refuse(problem.code, problem.hint_vi)
    if isinstance(result, Refuse):
        return _act(request, posted.session, node, dossier, form, dict(posted.fields), result)
    return RedirectResponse(f"/ho-so/{dossier}?da={form.kind}", 303)


def _act(
    request: Request,
    session: Session,
    node: Node,
    dossier: str,
    form: ActForm,
    typed: dict[str, str],
    refused: Refuse | None,
) -> Response:
    view = node.views.dossier(dossier, session.officer)
    asks_officer = any(ask.shape == "officer" for ask in form.asks)
    return pages_of(request).show(
        request,
        "act.html",
        session,
        409 if refused else 200,
        view=view,
        form=form,
        given=typed,
        refused=refused,
        steps=steps(view.state.stage),
        appraisers=node.people.appraisers() if asks_officer else (),
    )


@router.get("/ho-so/{dossier}/phat-hanh")
def issue_page(
    request: Request,
    session: SignedIn,
    dossier: DossierId,
    node: NodeDep,
    declining: Annotated[bool, Query(alias="tu-choi")] = False,
) -> Response:
    """Number, signatures, result."""
    return _issue(request, session, node, dossier, {}, declining, None)


@router.post("/ho-so/{dossier}/phat-hanh")
def issue(request: Request, posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Sign, number and record the result; passphrases are never shown again."""
    declining = posted.text("verdict") == "declined"
    typed = {name: posted.text(name) for name in _ISSUE}
    form = IssueForm(
        verdict="declined" if declining else "granted",
        passphrase=posted.fields.get("passphrase", ""),
        seal_passphrase=posted.fields.get("seal_passphrase", ""),
        **typed,
    )
    try:
        result = node.signing.issue(dossier, form, posted.session.officer)
    except Problem as problem:
        result = Refuse(problem.code, problem.hint_vi)
    if isinstance(result, Refuse):
        return _issue(request, posted.session, node, dossier, typed, declining, result)
    return RedirectResponse(f"/ho-so/{dossier}?da=issued", 303)


def _issue(
    request: Request,
    session: Session,
    node: Node,
    dossier: str,
    typed: dict[str, str],
    declining: bool,
    refused: Refuse | None,
) -> Response:
    view = node.views.dossier(dossier, session.officer)
    return pages_of(request).show(
        request,
        "issue.html",
        session,
        409 if refused else 200,
        view=view,
        steps=steps(view.state.stage),
        leaders=node.people.leaders(),
        given=typed,
        declining=declining,
        refused=refused,
    )
