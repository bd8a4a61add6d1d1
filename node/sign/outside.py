"""What a signing child may ask of the world: timestamps (RFC 3161), OCSP answers (RFC 6960), revocation lists.

The child itself opens no connection. Only the 32-byte digest of a signature leaves for the timestamping authority,
straight or through the hub; certificates say where their revocation data are. No heavy imports.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

import httpx

from plumbing.problem import Problem

_SECONDS = 15.0
_MOST_BYTES = 10_000_000
_TYPES = {
    "tsa": ("application/timestamp-query", "application/timestamp-reply"),
    "ocsp": ("application/ocsp-request", "application/ocsp-response"),
    "crl": ("", "application/pkix-crl"),
}
TOLD, SILENT, REFUSED = "told", "silent", "refused"


class Outside(Protocol):
    """Answers a child's questions."""

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """`what` is tsa, ocsp or crl; `url` is where the certificate says ("" for tsa). Gives "told" with the answer's
        bytes, "silent" when nobody answered, "refused" when somebody declined. Never raises."""
        ...


class Timestamps(Protocol):
    """One timestamping authority."""

    def ask(self, query: bytes) -> bytes:
        """The DER answer to a DER query (RFC 3161). Raises Problem: retry "later" when nobody answered."""
        ...


class HttpTimestamps:
    """A timestamping authority at an address. Where it wants a name and a password, they come from a file."""

    def __init__(self, url: str, credentials: str = "") -> None:
        name, _, password = credentials.partition(":")
        self._url, self._auth = url, httpx.BasicAuth(name, password) if name else None

    def ask(self, query: bytes) -> bytes:
        """See `Timestamps.ask`."""
        given, wanted = _TYPES["tsa"]
        headers = {"content-type": given, "accept": wanted}
        return _fetch("POST", self._url, query, headers, self._auth)


class Line:
    """`Outside` over the line: timestamps from one authority, revocation data from where certificates say, when
    `fetches` allows it (else only what travels with the register is used)."""

    def __init__(self, timestamps: Timestamps | None, fetches: bool) -> None:
        self._timestamps, self._fetches = timestamps, fetches

    def answer(self, what: str, url: str, body: bytes) -> tuple[str, bytes]:
        """See `Outside.answer`."""
        try:
            if what == "tsa":
                return (TOLD, self._timestamps.ask(body)) if self._timestamps else (SILENT, b"")
            if not self._fetches or urlsplit(url).scheme not in ("http", "https"):
                return SILENT, b""
            given, wanted = _TYPES[what]
            headers = {"accept": wanted} | ({"content-type": given} if given else {})
            return TOLD, _fetch("POST" if given else "GET", url, body, headers, None)
        except Problem as problem:
            return (SILENT if problem.retry == "later" else REFUSED), problem.code.encode()


NOWHERE: Outside = Line(None, fetches=False)


def _fetch(method: str, url: str, body: bytes, headers: dict[str, str], auth: httpx.Auth | None) -> bytes:
    """Ask once; no redirects, no more than a revocation list may weigh. Raises Problem."""
    try:
        with (
            httpx.Client(timeout=_SECONDS, trust_env=False) as client,
            client.stream(method, url, content=body, headers=headers, auth=auth) as answer,
        ):
            if answer.status_code in (401, 403):
                raise _refused(str(answer.status_code))
            if not answer.is_success:
                raise _unreachable(str(answer.status_code))
            return _read(answer)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _unreachable(type(error).__name__) from error


def _read(answer: httpx.Response) -> bytes:
    data = bytearray()
    for piece in answer.iter_bytes():
        data += piece
        if len(data) > _MOST_BYTES:
            raise _unreachable("too large")
    return bytes(data)


def _unreachable(detail: str) -> Problem:
    hint = "Chưa liên lạc được với máy chủ dấu thời gian; máy sẽ tự xin lại, chữ ký vẫn có giá trị."
    return Problem("TSA_UNREACHABLE", hint, "later", detail)


def _refused(detail: str) -> Problem:
    hint = "Máy chủ dấu thời gian từ chối; hãy kiểm tra địa chỉ và tài khoản dấu thời gian."
    return Problem("TSA_REFUSED", hint, "operator", detail)
