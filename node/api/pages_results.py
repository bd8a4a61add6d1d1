"""Pages: results looked at one after another before they are signed together, from the keyboard alone."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dossier.errors import Refuse
from node.api.files import pdf_response
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.models import Session
from node.usecases.node import Node
from node.usecases.signing.review import AGREED, EDITED, LEFT, Choice, WaitingResult
from plumbing.problem import Problem

router = APIRouter(include_in_schema=False)

Leader = Annotated[str, Query(alias="ky", max_length=80)]
_CHOICES = {"agree": AGREED, "leave": LEFT, "edit": EDITED, "open": ""}


@router.get("/ky-loat/ket-qua")
def first(session: SignedIn, node: NodeDep, leader: Leader = "") -> Response:
    """The first one that nobody has looked at, else the list."""
    return _to(_next(node.many_signatures.reviews.waiting(session.officer), ""), leader)


@router.get("/ky-loat/ket-qua/{dossier}")
def result(
    request: Request, session: SignedIn, dossier: DossierId, node: NodeDep, leader: Leader = ""
) -> Response:
    """One result: the paper as it would be signed, what it says, who drafted it."""
    return _page(request, session, node, dossier, leader, None)


@router.get("/ky-loat/ket-qua/{dossier}/anh.jpg")
def picture(session: SignedIn, dossier: DossierId, node: NodeDep, leader: Leader = "") -> Response:
    """Its first page as a picture."""
    data = node.many_signatures.picture(dossier, _leader(node, session, leader), session.officer)
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, no-store"})


@router.get("/ky-loat/ket-qua/{dossier}/du-thao.pdf")
def paper(session: SignedIn, dossier: DossierId, node: NodeDep, leader: Leader = "") -> Response:
    """All of its pages."""
    data = node.many_signatures.drawn(dossier, _leader(node, session, leader), session.officer)
    return pdf_response(data, f"du-thao-{dossier}")


@router.post("/ky-loat/ket-qua/{dossier}")
def choose(request: Request, posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Agree and go on, leave it out and go on, or keep the words and look again."""
    reviews, officer = node.many_signatures.reviews, posted.session.officer
    made = posted.text("do")
    choice = Choice(
        _CHOICES.get(made, EDITED), posted.text("basis"), posted.text("content"), posted.text("why")
    )
    try:
        reviews.choose(dossier, choice, officer)
    except Problem as problem:
        refused = Refuse(problem.code, problem.hint_vi)
        return _page(request, posted.session, node, dossier, posted.text("ky"), refused, choice)
    if made in ("agree", "leave"):
        return _to(_next(reviews.waiting(officer), dossier), posted.text("ky"))
    return _to(dossier, posted.text("ky"))


def _page(
    request: Request,
    session: Session,
    node: Node,
    dossier: str,
    leader: str,
    refused: Refuse | None,
    typed: Choice | None = None,
) -> Response:
    results = node.many_signatures.reviews.waiting(session.officer)
    one = node.many_signatures.reviews.one(dossier, session.officer)
    order = [each.dossier for each in results]
    at = order.index(dossier) if dossier in order else 0
    return pages_of(request).show(
        request,
        "result_review.html",
        session,
        409 if refused else 200,
        one=one,
        at=at + 1,
        total=len(order),
        before=order[at - 1] if at else "",
        after=order[at + 1] if at + 1 < len(order) else "",
        leaders=node.people.leaders(),
        leader=_leader(node, session, leader),
        typed=typed,
        refused=refused,
    )


def _next(results: tuple[WaitingResult, ...], dossier: str) -> str:
    """The next one behind this that is still to be looked at, from the top again at the end; "" when none is."""
    at = next((place for place, one in enumerate(results) if one.dossier == dossier), -1)
    turned = (*results[at + 1 :], *results[: at + 1])
    return next((one.dossier for one in turned if one.choice not in (AGREED, LEFT)), "")


def _to(dossier: str, leader: str) -> Response:
    where = f"/ky-loat/ket-qua/{dossier}?{urlencode({'ky': leader})}" if dossier else "/ky-loat"
    return RedirectResponse(where, 303)


def _leader(node: Node, session: Session, asked: str) -> str:
    """Who would sign: the one asked for, else the officer herself where she is a leader, else the first of them."""
    leaders = [officer for officer, _ in node.people.leaders()]
    own = session.officer if session.officer in leaders else next(iter(leaders), "")
    return asked if asked in leaders else own
