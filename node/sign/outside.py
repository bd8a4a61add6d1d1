"""What a signing child may ask of the world: timestamps (RFC 3161), OCSP answers (RFC 6960), revocation lists.

The child itself opens no connection. Only the 32-byte digest of a signature leaves for the timestamping authority,
straight or through the hub; certificates say where their revocation data are. No heavy imports.
"""

from __future__ import annotations

import time
from typing import Protocol
from urllib.parse import urlsplit

from plumbing.problem import Problem
from plumbing.timestamps import Timestamps, fetch

_OCSP = {"content-type": "application/ocsp-request", "accept": "application/ocsp-response"}
_CRL = {"accept": "application/pkix-crl"}
_KEPT_SECONDS = 120.0
TOLD, SILENT, REFUSED = "told", "silent", "refused"


class Outside(Protocol):
    """Answers a child's questions."""

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """`what` is tsa, ocsp or crl; `url` is where the certificate says ("" for tsa). Gives "told" with the answer's
        bytes, "silent" when nobody answered, "refused" when somebody declined. Never raises."""
        ...


class Line:
    """`Outside` over the line: timestamps from one authority, revocation data from where certificates say, when
    `fetches` allows it (else only what travels with the register is used)."""

    def __init__(self, timestamps: Timestamps | None, fetches: bool) -> None:
        self._timestamps, self._fetches = timestamps, fetches
        self._kept: dict[tuple[str, bytes], tuple[float, bytes]] = {}

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """See `Outside.answer`."""
        try:
            if what == "tsa":
                return (TOLD, self._timestamps.ask(body)) if self._timestamps else (SILENT, b"")
            if not self._fetches or urlsplit(url).scheme not in ("http", "https"):
                return SILENT, b""
            return TOLD, self._revocation(what, url, body)
        except Problem as problem:
            return (SILENT if problem.retry == "later" else REFUSED), problem.code.encode()

    def _revocation(self, what: str, url: str, body: bytes) -> bytes:
        """The same question of the same batch is asked once: eighty papers of one signer ask the same."""
        now = time.monotonic()
        self._kept = {name: one for name, one in self._kept.items() if now - one[0] < _KEPT_SECONDS}
        if (url, body) not in self._kept:
            answer = fetch("POST", url, body, _OCSP) if what == "ocsp" else fetch("GET", url, b"", _CRL)
            self._kept[url, body] = (now, answer)
        return self._kept[url, body][1]


NOWHERE: Outside = Line(None, fetches=False)
