"""The two small files that travel when a token in another PC signs ("remote-sign/1", JSON): request out, answer back.

The request holds no word of the paper: attributes to be signed (digest, time), certificate, and until when. `file` is
a name for the person who answers.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbing.problem import Problem

FORMAT = "remote-sign/1"
MINUTES = 30


@dataclass(frozen=True, slots=True)
class HandedRequest:
    """What the other PC is asked. `chain` is PEM, the signer's certificate first; instants are aware."""

    attributes: bytes
    chain: bytes
    file: str
    prepared_sha256: str
    moment: datetime
    until: datetime


def request_to_file(request: HandedRequest) -> bytes:
    """The request as a file."""
    return _dump(
        {
            "motcua": FORMAT,
            "attributes": b64encode(request.attributes).decode(),
            "chain": request.chain.decode("ascii"),
            "file": request.file,
            "prepared_sha256": request.prepared_sha256,
            "moment": request.moment.isoformat(),
            "until": request.until.isoformat(),
        }
    )


def request_from_file(data: bytes) -> HandedRequest:
    """The request of a file. Raises Problem HANDED_MALFORMED."""
    body = _load(data)
    try:
        return HandedRequest(
            b64decode(body["attributes"], validate=True),
            body["chain"].encode("ascii"),
            str(body["file"]),
            str(body["prepared_sha256"]),
            _aware(body["moment"]),
            _aware(body["until"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _malformed(error) from error


def answer_to_file(signature: bytes) -> bytes:
    """The answer as a file."""
    return _dump({"motcua": FORMAT, "signature": b64encode(signature).decode()})


def answer_from_file(data: bytes) -> bytes:
    """The signature in an answer. Raises Problem HANDED_MALFORMED."""
    body = _load(data)
    try:
        return signature_of(body["signature"])
    except (KeyError, TypeError) as error:
        raise _malformed(error) from error


def signature_of(text: str) -> bytes:
    """A signature in base 64. Raises Problem HANDED_MALFORMED."""
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise _malformed(error) from error


def too_late() -> Problem:
    """The request is past its time."""
    return Problem("HANDED_TOO_LATE", "Yêu cầu ký đã quá hạn. Hãy chuẩn bị lại từ đầu.")


def changed(why: str) -> Problem:
    """What was prepared is not what it was."""
    hint = "Tệp đã chuẩn bị để ký bị thay đổi hoặc hỏng. Hãy chuẩn bị lại từ đầu."
    return Problem("HANDED_CHANGED", hint, "never", why)


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant


def _dump(body: Mapping[str, str]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _load(data: bytes) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(data)
        if body["motcua"] != FORMAT:
            raise ValueError("another format")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _malformed(error) from error
    return body


def _malformed(error: Exception) -> Problem:
    hint = "Tệp yêu cầu hoặc trả lời ký không đúng mẫu. Hãy chuẩn bị lại từ đầu."
    return Problem("HANDED_MALFORMED", hint, "never", type(error).__name__)
