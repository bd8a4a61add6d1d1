"""What a signing child may ask of the world: timestamps (RFC 3161), OCSP answers (RFC 6960), revocation lists.

The child itself opens no connection. Only the 32-byte digest of a signature leaves for the timestamping authority,
straight or through the hub; certificates say where their revocation data are. No heavy imports.
"""

from __future__ import annotations

import time
from typing import Protocol

from plumbing.problem import Problem
from plumbing.timestamps import Timestamps
from plumbing.web_fetch import Fetcher, Limits, Validators

_OCSP = "application/ocsp-request"
_LIMITS = Limits(bytes=10_000_000, seconds=15.0)
_KEPT_SECONDS = 120.0
TOLD, SILENT, REFUSED = "told", "silent", "refused"


class Outside(Protocol):
    """Answers a child's questions."""

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """`what` is tsa, ocsp or crl; `url` is where the certificate says ("" for tsa). Gives "told" with the answer's
        bytes, "silent" when nobody answered, "refused" when somebody declined. Never raises."""
        ...


class Line:
    """`Outside` over the line: timestamps from one authority, revocation data by `web` from where certificates say
    (None = nothing is fetched, only what travels with the register is used). What a certificate says is somebody else's
    text: `web` keeps it out of our own network."""

    def __init__(self, timestamps: Timestamps | None = None, web: Fetcher | None = None) -> None:
        self._timestamps, self._web = timestamps, web
        self._kept: dict[tuple[str, bytes], tuple[float, bytes]] = {}

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """See `Outside.answer`."""
        try:
            if what == "tsa":
                return (TOLD, self._timestamps.ask(body)) if self._timestamps else (SILENT, b"")
            return (TOLD, self._revocation(self._web, what, url, body)) if self._web else (SILENT, b"")
        except Problem as problem:
            return (SILENT if problem.retry == "later" else REFUSED), problem.code.encode()

    def _revocation(self, web: Fetcher, what: str, url: str, body: bytes) -> bytes:
        """The same question of the same batch is asked once: eighty papers of one signer ask the same."""
        now = time.monotonic()
        self._kept = {name: one for name, one in self._kept.items() if now - one[0] < _KEPT_SECONDS}
        if (url, body) not in self._kept:
            if what == "ocsp":
                answer = web.post(url, body, _OCSP, _LIMITS)
            else:
                answer = web.get(url, Validators(), _LIMITS).body or b""
            self._kept[url, body] = (now, answer)
        return self._kept[url, body][1]


NOWHERE: Outside = Line()
