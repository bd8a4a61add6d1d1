"""Who is asking: the hub of the app, the logged-in officer, and the guard against forged forms."""

import hmac
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from hub.usecases.console.login import Admin, who
from hub.usecases.context import Hub
from plumbing.problem import Problem

COOKIE = "motcua_tinh"


def hub_of(request: Request) -> Hub:
    """The hub that this app serves."""
    hub: Hub = request.app.state.hub
    return hub


def admin_of(request: Request) -> Admin:
    """The officer behind the request's cookie. Raises Problem(NOT_SIGNED_IN)."""
    admin = who(hub_of(request), request.cookies.get(COOKIE, ""))
    if admin is None:
        raise Problem("NOT_SIGNED_IN", "Bạn chưa đăng nhập hoặc phiên đã hết hạn; hãy đăng nhập lại.")
    return admin


def check_csrf(admin: Admin, word: str) -> None:
    """Raises Problem(CSRF_MISMATCH) unless the form or header carries the session's own word."""
    if not hmac.compare_digest(admin.csrf.encode(), word.encode()):
        raise Problem("CSRF_MISMATCH", "Biểu mẫu đã cũ hoặc không phải của phiên này; hãy tải lại trang.")


def remember(response: Response, hub: Hub, cookie: str) -> None:
    """Give the browser its session: not for scripts, not from elsewhere, over TLS (except in a demonstration)."""
    secure = not hub.config.plain_http
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=secure, path="/")


def writer_of(request: Request, x_csrf: Annotated[str, Header()] = "") -> Admin:
    """The officer behind a JSON request that changes something: cookie and X-CSRF header."""
    admin = admin_of(request)
    check_csrf(admin, x_csrf)
    return admin


HubOf = Annotated[Hub, Depends(hub_of)]
AdminOf = Annotated[Admin, Depends(admin_of)]
WriterOf = Annotated[Admin, Depends(writer_of)]
