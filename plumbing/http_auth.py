"""Signed HTTP requests between devices (RFC 9421, Ed25519; digests of bodies by RFC 9530).

Used where no envelope goes: pieces of blobs, and a node that comes back from a disaster. What is signed
survives a proxy that ends TLS: method, path, query, body digest and the headers that steer a transfer, with
time, node id and a number that is used once. Nothing of a request is trusted that the signature does not cover.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from plumbing.clock import SystemClock
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

TAG = "motcua"
TOLERANCE_MS = 10 * 60 * 1000  # either way; who knows the hub's time signs with that
_COVERED = ("@method", "@path", "@query")
_STEERING = ("content-type", "range", "upload-length", "upload-offset")


class ReplayGuard(Protocol):
    """Remembers what was used once."""

    def fresh(self, node: str, nonce: str, now_ms: int) -> bool:
        """True the first time, False for `2 * TOLERANCE_MS` after it."""
        ...


class MemoryReplayGuard:
    """Replay guard of one process; forgets at a restart, when only idempotent requests could be repeated."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = threading.Lock()

    def fresh(self, node: str, nonce: str, now_ms: int) -> bool:
        """See `ReplayGuard.fresh`."""
        with self._lock:
            while self._seen and next(iter(self._seen.values())) < now_ms - 2 * TOLERANCE_MS:
                self._seen.popitem(last=False)
            if (node, nonce) in self._seen:
                return False
            self._seen[node, nonce] = now_ms
            return True


@dataclass(slots=True)
class _Message:
    method: str
    url: str
    headers: Any


def sign_request(request: httpx.Request, keys: NodeKeys, now_ms: int | None = None) -> None:
    """Sign a request in place, body included. `now_ms` is the hub's time as far as known, default the device's."""
    body = request.read()
    request.headers.pop("content-digest", None)  # of an earlier attempt
    message = _Message(request.method, str(request.url), request.headers)
    created = datetime.fromtimestamp((SystemClock().now_ms() if now_ms is None else now_ms) // 1000, UTC)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message,
        key_id=keys.node,
        created=created,
        expires=created + timedelta(milliseconds=TOLERANCE_MS),
        nonce=secrets.token_urlsafe(12),
        label=TAG,
        tag=TAG,
        covered_component_ids=[*_COVERED, *(name for name in _STEERING if name in request.headers)],
        body=body,
    )
    signer.apply(message, prepared, keys.sign(prepared.signature_base))


def verify_request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    key_of: Callable[[str], bytes | None],
    now_ms: int,
    replay: ReplayGuard,
) -> str:
    """The node that signed this request; `url` may be path and query only. Raises Problem: REQUEST_UNSIGNED,
    REQUEST_UNKNOWN_SENDER, REQUEST_BAD_SIGNATURE, REQUEST_TOO_OLD, CLOCK_AHEAD, REQUEST_REPLAYED."""
    lower = {name.lower(): value for name, value in headers.items()}
    if "signature" not in lower or "signature-input" not in lower:
        hint = "Yêu cầu không có chữ ký của máy; hãy cập nhật chương trình trên máy gửi."
        raise Problem("REQUEST_UNSIGNED", hint)
    resolver = _Keys(key_of)
    try:
        verifier = _Verifier(now_ms, resolver)
        (result,) = verifier.verify(
            _Message(method, f"https://hub{url}" if url.startswith("/") else url, lower),
            expect_tag=TAG,
            require_components=[*_COVERED, *(name for name in _STEERING if name in lower)],
            body=body,
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise resolver.unknown() or _bad_signature(error) from error
    node, nonce = str(result.parameters["keyid"]), result.nonce or ""
    if not nonce or not replay.fresh(node, nonce, now_ms):
        raise Problem(
            "REQUEST_REPLAYED", "Yêu cầu này đã được nhận rồi; máy gửi sẽ tự hỏi lại.", "later", node
        )
    return node


class _Keys(HTTPSignatureKeyResolver):
    """Looks keys up by node id, and remembers whom it did not know."""

    def __init__(self, key_of: Callable[[str], bytes | None]) -> None:
        self._key_of = key_of
        self._unknown = ""

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        key = self._key_of(key_id)
        if key is None:
            self._unknown = key_id
            return None
        return Ed25519PublicKey.from_public_bytes(key)

    def unknown(self) -> Problem | None:
        if not self._unknown:
            return None
        hint = "Không biết máy gửi hoặc máy đã bị thu hồi; hãy báo tỉnh kiểm tra sổ đăng ký nút."
        return Problem("REQUEST_UNKNOWN_SENDER", hint, "operator", self._unknown[:32])


class _Verifier(HTTPMessageVerifier):
    """Judges times by the clock that the caller gives, and says which way they are wrong."""

    def __init__(self, now_ms: int, resolver: _Keys) -> None:
        super().__init__(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
        self._now_ms = now_ms

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:  # noqa: ARG002 (theirs)
        created, expires = sig_input.params.get("created"), sig_input.params.get("expires")
        if type(created) is not int or type(expires) is not int:
            raise InvalidSignature("created and expires are required")
        if created * 1000 > self._now_ms + TOLERANCE_MS:
            hint = "Đồng hồ máy gửi chạy nhanh hơn 10 phút; hãy chỉnh lại giờ trên máy đó."
            raise Problem("CLOCK_AHEAD", hint, "operator")
        if min(expires * 1000, created * 1000 + TOLERANCE_MS) < self._now_ms:
            hint = "Yêu cầu quá cũ hoặc đồng hồ máy gửi chạy chậm; hãy chỉnh lại giờ trên máy đó rồi thử lại."
            raise Problem("REQUEST_TOO_OLD", hint, "later")


def _bad_signature(error: Exception) -> Problem:
    hint = "Chữ ký của yêu cầu không đúng, nội dung có thể đã bị sửa trên đường; máy gửi sẽ gửi lại."
    return Problem("REQUEST_BAD_SIGNATURE", hint, "later", str(error)[:200])
