"""Letters over one kept HTTP/1.1 connection with no header more than is needed: on a thin line every byte counts.

A letter whose line broke goes on where it stopped: the peer is asked how much of it has come.
`Prefer` (RFC 7240): `return=minimal` asks for the receipt alone, `wait=N` lets the request wait for mail.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from node.sync.refusals import line_down, refused
from plumbing.envelopes import MAX_ENVELOPE_BYTES, part_name

_SECONDS = 30.0
_NO_CONTENT = 204
_WORTH_ASKING = 4096  # shorter letters are sent again whole


class LetterLine:
    """One connection, used by one thread at a time; `close` may come from another and ends a waiting request.
    `trust` gives the hub's CA when a connection over TLS is opened."""

    name = "https"

    def __init__(
        self, base_url: str, trust: Callable[[], ssl.SSLContext], prefer: str = "", wait: int = 0
    ) -> None:
        self._url, self._trust = urlsplit(base_url), trust
        self._prefer = ", ".join(word for word in (prefer, f"wait={wait}" if wait else "") if word)
        self._seconds = _SECONDS + wait
        self._connection: http.client.HTTPConnection | None = None
        self._lock = threading.Lock()
        self._closed = self._busy = False
        self._broken = ""

    def exchange(self, envelope: bytes) -> bytes:
        """Send one envelope; the peer's envelope, b"" when it has nothing to say. Raises Problem: LINE_DOWN,
        HUB_CA_MISSING, or the peer's own."""
        self._busy = True
        try:
            return self._ask(envelope)
        finally:
            self._busy = False
            if self._closed:
                self._drop()

    def _ask(self, envelope: bytes) -> bytes:
        name, begun = part_name(envelope), 0
        try:
            connection = self._open()
            if self._broken == name:
                begun = self._arrived(connection, name)
            self._broken = name if len(envelope) >= _WORTH_ASKING else ""
            self._post(connection, envelope, name, begun)
            answer = connection.getresponse()
            body = answer.read(MAX_ENVELOPE_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise line_down(type(error).__name__) from error
        self._broken = ""
        if answer.will_close:
            self._drop()
        if answer.status == _NO_CONTENT:
            return b""
        if answer.status >= http.client.MULTIPLE_CHOICES:
            raise refused(answer.status, body)
        return body

    def _post(self, connection: http.client.HTTPConnection, envelope: bytes, name: str, begun: int) -> None:
        connection.putrequest("POST", "/exchange", skip_accept_encoding=True)
        connection.putheader("Content-Length", str(len(envelope) - begun))
        if begun:
            connection.putheader("Upload-Name", name)
            connection.putheader("Upload-Offset", str(begun))
        if self._prefer:
            connection.putheader("Prefer", self._prefer)
        connection.endheaders(envelope[begun:])

    def _arrived(self, connection: http.client.HTTPConnection, name: str) -> int:
        """How much of it the peer has from the try before; 0 also for one that keeps no parts."""
        connection.putrequest("HEAD", "/exchange", skip_accept_encoding=True)
        connection.putheader("Upload-Name", name)
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        said = answer.headers.get("Upload-Offset", "0")
        return int(said) if answer.status == http.client.OK and said.isdigit() else 0

    def close(self) -> None:
        """End the connection and whatever waits on it; for good."""
        with self._lock:
            self._closed = True
            connection = self._connection
        if not self._busy:
            self._drop()
        elif connection is not None and connection.sock is not None:
            with suppress(OSError):  # it was down already; who waits on it closes it
                connection.sock.shutdown(socket.SHUT_RDWR)

    def _open(self) -> http.client.HTTPConnection:
        with self._lock:
            if self._closed:
                raise OSError("closed")
            if self._connection is None:
                self._connection = self._made()
            connection = self._connection
        if connection.sock is None:
            connection.connect()
        return connection

    def _made(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._seconds, context=self._trust())
        return http.client.HTTPConnection(host, port, timeout=self._seconds)

    def _drop(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
