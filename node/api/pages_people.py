"""Pages: log-in and log-out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from node.api.posted import FormPosted, LoginForm
from node.api.render import pages_of
from node.api.session import (
    LOGIN_COOKIE,
    NodeDep,
    check_csrf,
    forget,
    login_csrf,
    remember,
    remember_login_csrf,
)
from plumbing.problem import Problem

router = APIRouter(include_in_schema=False)

HOME = "/viec"


def _inside(target: str) -> str:
    """A path of this machine; anything else becomes the work list (no open redirect)."""
    is_local = target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target
    return target if is_local else HOME


@router.get("/")
def home() -> Response:
    """The work list."""
    return RedirectResponse(HOME, 303)


@router.get("/dang-nhap")
def login_page(request: Request, next: Annotated[str, Query(max_length=300)] = HOME) -> Response:
    """The log-in form."""
    return _form(request, next)


@router.post("/dang-nhap")
def login(request: Request, form: LoginForm, node: NodeDep) -> Response:
    """Open a session and go on; a refusal is shown on the form."""
    target = _inside(form.get("next", HOME))
    try:
        check_csrf(request.cookies.get(LOGIN_COOKIE, ""), form.get("csrf", ""))
        session = node.people.login(form.get("login", "").strip(), form.get("password", ""))
    except Problem as refused:
        return _form(request, target, form.get("login", "")[:80], refused)
    response = RedirectResponse(target, 303)
    remember(request, response, session)
    return response


@router.post("/dang-xuat")
def logout(posted: FormPosted, node: NodeDep) -> Response:
    """Close the session."""
    node.people.logout(posted.session.token)
    response = RedirectResponse("/dang-nhap", 303)
    forget(response)
    return response


def _form(request: Request, target: str, login: str = "", refused: Problem | None = None) -> Response:
    token = login_csrf(request)
    response = pages_of(request).show(
        request,
        "login.html",
        None,
        401 if refused else 200,
        login_csrf=token,
        next=_inside(target),
        login=login,
        refused=refused,
    )
    remember_login_csrf(request, response, token)
    return response
