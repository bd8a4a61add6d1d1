"""A timestamping authority over HTTP (RFC 3161, 3.4). The query holds a 32-byte digest and nothing of the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import httpx

from plumbing.der import der_length
from plumbing.problem import Problem
from plumbing.tls_roots import system_roots

_SECONDS = 15.0
_MOST_BYTES = 1_000_000
_MOST_QUERY = 300
QUERY_TYPE, REPLY_TYPE = "application/timestamp-query", "application/timestamp-reply"


class Timestamps(Protocol):
    """One timestamping authority."""

    def ask(self, query: bytes) -> bytes:
        """The DER answer to a DER query. Raises Problem: retry "later" when nobody answered."""
        ...


class HttpTimestamps:
    """An authority at an address. `credentials` is a file with name:password, where the authority wants them."""

    def __init__(self, url: str, credentials: Path | None = None) -> None:
        self._url, self._credentials = url, credentials

    def ask(self, query: bytes) -> bytes:
        """See `Timestamps.ask`."""
        return _fetch(self._url, query, self._auth())

    def _auth(self) -> httpx.Auth | None:
        if self._credentials is None or not self._credentials.is_file():
            return None
        name, _, password = self._credentials.read_text(encoding="utf-8").strip().partition(":")
        return httpx.BasicAuth(name, password)


def is_query(query: bytes) -> bool:
    """Whether these bytes can be a timestamp query: one small DER value."""
    try:
        return len(query) <= _MOST_QUERY and der_length(query) == len(query)
    except ValueError:
        return False


def _fetch(url: str, query: bytes, auth: httpx.Auth | None) -> bytes:
    """Ask once, no redirects. Raises Problem."""
    headers = {"content-type": QUERY_TYPE, "accept": REPLY_TYPE}
    try:
        with (
            httpx.Client(timeout=_SECONDS, trust_env=False, verify=system_roots()) as client,
            client.stream("POST", url, content=query, headers=headers, auth=auth) as answer,
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
