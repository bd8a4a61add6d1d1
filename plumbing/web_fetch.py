"""Ask an address that somebody else wrote down, for a file or for an answer, without being led astray (OWASP,
server-side request forgery): http and https only, no private addresses unless named, a limit on bytes, on time and on
redirects.

A name is resolved once and the connection made to that very address, so that a second answer of the name service
cannot lead elsewhere; the certificate is still checked against the name. A server that drips is cut off: time is one
limit for the whole answer, not for each piece of it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from plumbing.problem import Listed, Retry
from plumbing.tls_roots import system_roots

_NOT_MODIFIED, _REDIRECTS = 304, (301, 302, 303, 307, 308)
_VALIDATORS = (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))

_TEXTS: dict[str, tuple[Retry, str]] = {
    "FETCH_ADDRESS_REFUSED": (
        "operator",
        "Địa chỉ này không được phép tải: chỉ nhận http, https và không vào mạng nội bộ trừ máy chủ đã khai báo.",
    ),
    "FETCH_UNREACHABLE": ("later", "Chưa gọi được máy chủ này; máy sẽ tự gọi lại."),
    "FETCH_REFUSED": (
        "later",
        "Máy chủ không trả tệp (báo lỗi hoặc chuyển hướng vòng); hãy kiểm tra địa chỉ nếu kéo dài.",
    ),
    "FETCH_TOO_LARGE": ("operator", "Tệp lớn hơn mức cho phép nên không tải; hãy kiểm tra địa chỉ."),
    "FETCH_TOO_SLOW": ("later", "Máy chủ trả lời quá chậm nên đã ngắt; máy sẽ tự gọi lại."),
}


class FetchProblem(Listed):
    """What was asked for did not come."""

    texts = _TEXTS


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` from the first connection to the last byte, redirects included."""

    bytes: int
    seconds: float = 30.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server called the version that is held ("" = it did not)."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` None = what is held is still the newest."""

    body: bytes | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class _Question:
    """Sent as it is to every address that it is redirected to (RFC 9110, 15.4)."""

    method: str
    headers: Mapping[str, str]
    body: bytes = b""


class Fetcher(Protocol):
    """Something that asks servers."""

    def get(self, url: str, held: Validators, limits: Limits) -> Fetched:
        """What stands at `url`, or that it is as it was. Raises Problem: FETCH_ADDRESS_REFUSED, FETCH_UNREACHABLE,
        FETCH_REFUSED, FETCH_TOO_LARGE, FETCH_TOO_SLOW."""
        ...

    def post(self, url: str, body: bytes, media_type: str, limits: Limits) -> bytes:
        """What is answered to `body`. Raises Problem as `get`."""
        ...


class WebFetcher:
    """`Fetcher` over HTTP; `private_hosts` are names or addresses that may lie in our own network."""

    def __init__(self, private_hosts: frozenset[str] = frozenset()) -> None:
        self._private = frozenset(host.casefold() for host in private_hosts)

    def get(self, url: str, held: Validators, limits: Limits) -> Fetched:
        """See `Fetcher.get`."""
        sent = {name: value for name, field in _VALIDATORS if (value := getattr(held, field))}
        return self._asked(_Question("GET", sent), url, held, limits)

    def post(self, url: str, body: bytes, media_type: str, limits: Limits) -> bytes:
        """See `Fetcher.post`."""
        question = _Question("POST", {"Content-Type": media_type}, body)
        found = self._asked(question, url, Validators(), limits)
        if found.body is None:
            raise FetchProblem("FETCH_REFUSED", str(_NOT_MODIFIED))
        return found.body

    def _asked(self, question: _Question, url: str, held: Validators, limits: Limits) -> Fetched:
        with _cut_off(limits.seconds) as watch:
            try:
                return self._follow(question, url, held, limits, watch)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
                if watch.is_over or isinstance(error, httpx.TimeoutException):
                    raise FetchProblem("FETCH_TOO_SLOW", f"{limits.seconds:.0f} s") from error
                raise FetchProblem("FETCH_UNREACHABLE", type(error).__name__) from error

    def _follow(
        self, question: _Question, url: str, held: Validators, limits: Limits, watch: _Watch
    ) -> Fetched:
        with httpx.Client(timeout=limits.seconds, trust_env=False, verify=system_roots()) as client:
            for _ in range(limits.redirects + 1):
                request = self._request(client, question, url, watch)
                answer = client.send(request, stream=True)
                try:
                    if answer.status_code not in _REDIRECTS:
                        return _answered(answer, held, limits)
                    url = urljoin(url, answer.headers.get("location", ""))
                finally:
                    answer.close()
        raise FetchProblem("FETCH_REFUSED", "redirects")

    def _request(self, client: httpx.Client, question: _Question, url: str, watch: _Watch) -> httpx.Request:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise FetchProblem("FETCH_ADDRESS_REFUSED", parts.scheme)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._resolved(parts.hostname, port)
        return client.build_request(
            question.method,
            httpx.URL(url).copy_with(host=address),
            content=question.body or None,
            headers={"Host": parts.netloc, "Accept-Encoding": "identity", **question.headers},
            extensions={"sni_hostname": parts.hostname, "trace": watch.trace},
        )

    def _resolved(self, host: str, port: int) -> str:
        """The address to connect to. All that a name stands for must be allowed: one of them may be a trap."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if host.casefold() not in self._private and not all(map(_is_public, found)):
            raise FetchProblem("FETCH_ADDRESS_REFUSED", "private")
        return found[0]


def _is_public(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_global and not (inner or address).is_multicast


def _answered(answer: httpx.Response, held: Validators, limits: Limits) -> Fetched:
    if answer.status_code == _NOT_MODIFIED:
        return Fetched(None, held)
    if not answer.is_success:
        raise FetchProblem("FETCH_REFUSED", str(answer.status_code))
    data = bytearray()
    for piece in answer.iter_raw():
        data += piece
        if len(data) > limits.bytes:
            raise FetchProblem("FETCH_TOO_LARGE", str(limits.bytes))
    named = (answer.headers.get("etag", "")[:200], answer.headers.get("last-modified", "")[:100])
    return Fetched(bytes(data), Validators(*named))


class _Watch:
    """Knows the connections of one fetch, and breaks them when time is up."""

    def __init__(self) -> None:
        self.is_over, self._sockets = False, list[socket.socket]()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by httpx at each step of a request."""
        if event == "connection.connect_tcp.complete":
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.is_over:
                self.stop()

    def stop(self) -> None:
        """Time is up: whoever reads from them is woken."""
        self.is_over = True
        for one in self._sockets:
            with suppress(OSError):  # one that is closed already needs no breaking
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def _cut_off(seconds: float) -> Iterator[_Watch]:
    watch = _Watch()
    timer = threading.Timer(seconds, watch.stop)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
