"""At the door of an application, before any route: how much may be sent, what a browser may do with the answer.

* Size: counted as it arrives, so that a missing or false Content-Length helps nobody.
* Headers: no script, style, picture or frame from anywhere but here (Content-Security-Policy 3); nothing is kept.
* What else an application turns away (host, origin) it says itself.
"""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plumbing.problem import Problem

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_REVALIDATED: Mapping[str, str] = {"Cache-Control": "no-cache"}

Limit = Callable[[str], int]
Refusal = Callable[[Scope, Headers], Problem | None]
Told = Callable[[Problem], ASGIApp]


class Door:
    """ASGI middleware around a whole app. `limit` gives the most bytes of a request's body by its path, `refusal` why
    a request is turned away (None = come in), `told` how an error is said."""

    def __init__(self, app: ASGIApp, limit: Limit, refusal: Refusal, told: Told) -> None:
        self._app, self._limit, self._refusal, self._told = app, limit, refusal, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, most = Headers(scope=scope), self._limit(scope["path"])
        refused = self._refusal(scope, headers) or _announced_too_large(headers, most)
        if refused is not None:
            await self._told(refused)(scope, receive, _with_headers(send, HEADERS))
            return
        kept = _REVALIDATED if scope["path"].startswith("/static/") else {}
        await self._app(scope, _counted(receive, most), _with_headers(send, {**HEADERS, **kept}))


def from_elsewhere() -> Problem:
    """A writing request that another site made the browser send."""
    return Problem("ORIGIN_NOT_ALLOWED", "Yêu cầu đến từ trang khác nên bị từ chối. Mở lại trang một cửa.")


def _announced_too_large(headers: Headers, most: int) -> Problem | None:
    length = headers.get("content-length", "")
    return _too_large() if length.isdigit() and int(length) > most else None


def _too_large() -> Problem:
    return Problem("BODY_TOO_LARGE", "Gửi lên quá lớn. Chia nhỏ tệp, hoặc quét với độ phân giải 200–300 dpi.")


def _counted(receive: Receive, most: int) -> Receive:
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > most:
            raise _too_large()
        return message

    return counting


def _with_headers(send: Send, wanted: Mapping[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in wanted.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
