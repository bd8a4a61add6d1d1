"""At the door, before any route: who may address this machine, how much may be sent, what a browser may do.

* Host: an IP address, localhost or this machine's own name. A page on the internet that rebinds its own name
  to a node's address (DNS rebinding) still sends that name, and is turned away.
* Origin: a writing request that names another origin is turned away; the session cookie is SameSite=Strict too.
* Size: counted as it arrives, so that a missing or false Content-Length helps nobody.
* Headers: no script, style, picture or frame from anywhere but here.
"""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from node.api.answers import problem_json
from plumbing.problem import Problem

SMALL_BODY = 1_000_000
_FORM_ROOM = 200_000
_UPLOAD_PATHS = ("/pages", "/import", "/quet", "/nhap")
_SAFE = ("GET", "HEAD", "OPTIONS")

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

_REVALIDATED: Mapping[str, str] = {"Cache-Control": "no-cache"}
_NOTHING: Mapping[str, str] = {}


class Guard:
    """ASGI middleware around the whole app. `upload_bytes` bounds one uploaded request."""

    def __init__(self, app: ASGIApp, upload_bytes: int, listen_host: str) -> None:
        self._app = app
        self._upload_bytes = upload_bytes
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own}.local", listen_host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused is not None:
            await problem_json(refused)(scope, receive, _with_headers(send))
            return
        kept = _REVALIDATED if scope["path"].startswith("/static/") else {}
        await self._app(scope, _counted(receive, self._limit(scope)), _with_headers(send, kept))

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return Problem(
                "HOST_NOT_ALLOWED", "Địa chỉ này không phải của máy một cửa. Mở lại bằng địa chỉ của máy."
            )
        origin = headers.get("origin", "")
        if scope["method"] not in _SAFE and origin and urlsplit(origin).netloc != host:
            return Problem(
                "ORIGIN_NOT_ALLOWED", "Yêu cầu đến từ trang khác nên bị từ chối. Mở lại trang một cửa."
            )
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self._limit(scope):
            return _too_large()
        return None

    def _is_ours(self, host: str) -> bool:
        name = urlsplit(f"//{host}").hostname or ""
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _limit(self, scope: Scope) -> int:
        is_upload = scope["path"].endswith(_UPLOAD_PATHS)
        return self._upload_bytes + _FORM_ROOM if is_upload else SMALL_BODY


def _too_large() -> Problem:
    return Problem("BODY_TOO_LARGE", "Gửi lên quá lớn. Chia nhỏ tệp, hoặc quét với độ phân giải 200–300 dpi.")


def _counted(receive: Receive, limit: int) -> Receive:
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > limit:
            raise _too_large()
        return message

    return counting


def _with_headers(send: Send, more: Mapping[str, str] = _NOTHING) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, **more}.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
