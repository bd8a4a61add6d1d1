"""Who is asking: the hub of the app, the logged-in officer, and the guard against forged forms."""

import hmac
from typing import Annotated

from fastapi import Depends, Header, Request

from hub.usecases.console.login import Admin, who
from hub.usecases.context import Hub
from plumbing.problem import Problem

COOKIE = "motcua_tinh"


class LoginRequired(Problem):
    """Nobody is logged in: pages send to the log-in, programs get 401."""

    def __init__(self) -> None:
        super().__init__("NOT_SIGNED_IN", "Bạn chưa đăng nhập hoặc phiên đã hết hạn; hãy đăng nhập lại.")


def hub_of(request: Request) -> Hub:
    """The hub that this app serves."""
    hub: Hub = request.app.state.hub
    return hub


def admin_of(request: Request) -> Admin:
    """The officer behind the request's cookie. Raises LoginRequired."""
    admin = who(hub_of(request), request.cookies.get(COOKIE, ""))
    if admin is None:
        raise LoginRequired
    return admin


def check_csrf(admin: Admin, word: str) -> None:
    """Raises Problem(CSRF_MISMATCH) unless the form or header carries the session's own word."""
    if not hmac.compare_digest(admin.csrf.encode(), word.encode()):
        raise Problem("CSRF_MISMATCH", "Biểu mẫu đã cũ hoặc không phải của phiên này; hãy tải lại trang.")


def writer_of(request: Request, x_csrf: Annotated[str, Header()] = "") -> Admin:
    """The officer behind a JSON request that changes something: cookie and X-CSRF header."""
    admin = admin_of(request)
    check_csrf(admin, x_csrf)
    return admin


HubOf = Annotated[Hub, Depends(hub_of)]
AdminOf = Annotated[Admin, Depends(admin_of)]
WriterOf = Annotated[Admin, Depends(writer_of)]
