"""The road to the hub over HTTPS: letters by POST /exchange, blobs by HEAD, PATCH and ranged GET (RFC 9421 signed).

The hub is recognised by the province's own CA, pinned at enrolment; no public authority is trusted here.
"""

import ssl
from collections.abc import Callable
from pathlib import Path

import httpx

from node.sync.letter_line import LetterLine
from node.sync.refusals import line_down, refused
from plumbing.envelopes import MEDIA_TYPE
from plumbing.http_auth import sign_request
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

_SECONDS = 30.0


class HttpRoad:
    """`LetterRoad` and `BlobRoad` to one hub. `hub_now` gives the hub's time as far as known, for signatures."""

    name = "https"

    def __init__(self, base_url: str, ca: Path, keys: NodeKeys, hub_now: Callable[[], int]) -> None:
        self._base, self._ca, self._keys, self._hub_now = base_url.rstrip("/"), ca, keys, hub_now
        self._client: httpx.Client | None = None
        self._line: LetterLine | None = None

    def exchange(self, envelope: bytes) -> bytes:
        """See `LetterRoad.exchange`."""
        if self._line is None:
            self._line = self.line()
        return self._line.exchange(envelope)

    def receipt_for(self, envelope: bytes) -> bytes:
        """Send a letter and fetch its receipt without the mail. Raises Problem."""
        line = self.line("return=minimal")
        try:
            return line.exchange(envelope)
        finally:
            line.close()

    def line(self, prefer: str = "", wait: int = 0) -> LetterLine:
        """A connection of its own for letters, see `LetterLine`."""
        return LetterLine(self._base, self._trust, prefer, wait)

    def sent(self, sha256: str) -> int:
        """See `BlobRoad.sent`."""
        try:
            answer = self._send("HEAD", f"/blobs/{sha256}", signed=True)
        except Problem as problem:
            if problem.code == "LINE_ANSWER_STRANGE" and problem.detail == str(httpx.codes.NOT_FOUND):
                return 0  # to HEAD there are no words, only the status
            raise
        return int(answer.headers.get("upload-offset", answer.headers.get("content-length", "0")))

    def push(self, sha256: str, size: int, offset: int, piece: bytes) -> int:
        """See `BlobRoad.push`."""
        headers = {
            "content-type": "application/offset+octet-stream",
            "upload-length": str(size),
            "upload-offset": str(offset),
        }
        answer = self._send("PATCH", f"/blobs/{sha256}", content=piece, headers=headers, signed=True)
        return int(answer.headers.get("upload-offset", offset + len(piece)))

    def pull(self, sha256: str, offset: int, length: int) -> bytes:
        """See `BlobRoad.pull`."""
        headers = {"range": f"bytes={offset}-{offset + length - 1}"}
        answer = self._send("GET", f"/blobs/{sha256}", headers=headers, signed=True)
        return (
            answer.content if answer.status_code == httpx.codes.PARTIAL_CONTENT else answer.content[offset:]
        )

    def carry(self, envelope: bytes) -> bytes:
        """See `ErrandRoad.carry`."""
        headers = {"content-type": MEDIA_TYPE}
        return self._send("POST", "/carry", content=envelope, headers=headers, signed=True).content

    def scan_talk(self, content: bytes) -> bytes:
        """See `ErrandRoad.scan_talk`."""
        return self._send("POST", "/scans", content=content, signed=True).content

    def look_up(self, question: bytes) -> bytes:
        """See `PaperRoad.look_up`."""
        return self._send("POST", "/papers/look-up", content=question, signed=True).content

    def timestamp(self, query: bytes) -> bytes:
        """The answer of the province's timestamping authority to an RFC 3161 query. Raises Problem."""
        return self._send("POST", "/timestamp", content=query, signed=True).content

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._line is not None:
            self._line.close()
            self._line = None

    def _send(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        headers: dict[str, str] | None = None,
        signed: bool = False,
    ) -> httpx.Response:
        client = self._open()
        request = client.build_request(method, self._base + path, content=content, headers=headers)
        if signed:
            sign_request(request, self._keys, self._hub_now())
        try:
            answer = client.send(request)
        except httpx.HTTPError as error:
            self.close()
            raise line_down(type(error).__name__) from error
        if answer.is_success:
            return answer
        raise refused(answer.status_code, answer.content)

    def _open(self) -> httpx.Client:
        if self._client is None:
            trust = self._trust() if self._base.startswith("https") else True
            self._client = httpx.Client(verify=trust, timeout=_SECONDS, trust_env=False)
        return self._client

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=str(self._ca))
        except (OSError, ssl.SSLError) as error:
            hint = "Thiếu hoặc hỏng chứng thư của trung tâm tỉnh; hãy ghi danh lại máy này."
            raise Problem("HUB_CA_MISSING", hint, "operator", type(error).__name__) from error
