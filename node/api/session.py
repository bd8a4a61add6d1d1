"""Who is asking: the session cookie, and the token that every writing request must carry besides."""

import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Request, Response

from node.usecases.models import Session
from node.usecases.node import Node
from plumbing.problem import Problem

COOKIE = "motcua"
LOGIN_COOKIE = "motcua_login"
CSRF_HEADER = "X-CSRF-Token"


def node_of(request: Request) -> Node:
    """The node that this app shows."""
    node: Node = request.app.state.node
    return node


NodeDep = Annotated[Node, Depends(node_of)]


def session_of(request: Request, node: NodeDep) -> Session:
    """The signed-in officer. Raises Problem NOT_SIGNED_IN."""
    token = request.cookies.get(COOKIE, "")
    session = node.people.session(token) if token else None
    if session is None:
        raise Problem("NOT_SIGNED_IN", "Phiên làm việc đã hết hoặc chưa đăng nhập. Hãy đăng nhập lại.")
    request.state.session = session
    return session


SignedIn = Annotated[Session, Depends(session_of)]


def check_csrf(expected: str, given: str) -> None:
    """Raises Problem CSRF_MISMATCH unless both are the same, compared in constant time."""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Problem("CSRF_MISMATCH", "Trang đã cũ. Tải lại trang rồi làm lại; chưa có gì bị ghi.")


def writer_of(request: Request, session: SignedIn) -> Session:
    """The signed-in officer of a JSON request that writes. Raises Problem CSRF_MISMATCH."""
    check_csrf(session.csrf, request.headers.get(CSRF_HEADER, ""))
    return session


Writer = Annotated[Session, Depends(writer_of)]


def remember(request: Request, response: Response, session: Session) -> None:
    """Give the browser its session: not for scripts, not for requests from elsewhere."""
    response.set_cookie(
        COOKIE,
        session.token,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


def forget(response: Response) -> None:
    """Take the session back from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")


def login_csrf(request: Request) -> str:
    """The token of the log-in form: the cookie it was given, or a new one."""
    return request.cookies.get(LOGIN_COOKIE, "") or secrets.token_urlsafe(18)


def remember_login_csrf(request: Request, response: Response, token: str) -> None:
    """Set the log-in form's token as a cookie beside its hidden field."""
    response.set_cookie(
        LOGIN_COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
