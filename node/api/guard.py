"""Who may address this node, and how much may be sent to it; see `plumbing.http_door` for the rest.

* Host: an IP address, localhost or this machine's own name. A page on the internet that rebinds its own name
  to a node's address (DNS rebinding) still sends that name, and is turned away.
* Origin: a writing request that names another origin is turned away; the session cookie is SameSite=Strict too.
"""

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from plumbing.http_door import SAFE_METHODS, from_elsewhere
from plumbing.problem import Problem

SMALL_BODY = 1_000_000
_FORM_ROOM = 200_000
_UPLOAD_PATHS = (
    *("/pages", "/quet", "/nop"),  # scans into a dossier and into a batch of old results
    *("/import", "/nhap"),  # envelopes
    *("/cccd/photo", "/verify", "/kiem-tra-chu-ky"),  # what is only looked at
)


def limit_by_path(upload_bytes: int) -> Callable[[str], int]:
    """`upload_bytes` bounds one uploaded request, everything else is small."""
    return lambda path: upload_bytes + _FORM_ROOM if path.endswith(_UPLOAD_PATHS) else SMALL_BODY


class Hosts:
    """The names under which this machine may be asked."""

    def __init__(self, listen_host: str) -> None:
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own}.local", listen_host.lower()}

    def refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        """Why the request is turned away, None = it is not."""
        host = headers.get("host", "")
        if not self._is_ours(host):
            return Problem(
                "HOST_NOT_ALLOWED", "Địa chỉ này không phải của máy một cửa. Mở lại bằng địa chỉ của máy."
            )
        origin = headers.get("origin", "")
        if scope["method"] not in SAFE_METHODS and origin and urlsplit(origin).netloc != host:
            return from_elsewhere()
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
