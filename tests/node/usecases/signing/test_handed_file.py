"""The files of a signature made elsewhere stay as other programs know them, and what is none of them is refused."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from node.usecases.signing.handed_file import (
    HandedRequest,
    answer_from_file,
    answer_to_file,
    request_from_file,
    request_to_file,
)
from plumbing.problem import Problem

GOLDEN = Path(__file__).parents[3] / "golden" / "handed"
REQUEST = HandedRequest(
    b"1\x82attributes",
    b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "abcdef-1-1-TP1",
    "5a" * 32,
    datetime.fromisoformat("2026-11-20T08:00:00+07:00"),
    datetime.fromisoformat("2026-11-20T08:30:00+07:00"),
)


def test_files_are_as_they_were() -> None:
    request, answer = (GOLDEN / "request.json").read_bytes(), (GOLDEN / "answer.json").read_bytes()
    assert request_to_file(REQUEST) == request
    assert request_from_file(request) == REQUEST
    assert answer_to_file(b"signature\x00\xff") == answer
    assert answer_from_file(answer) == b"signature\x00\xff"


@pytest.mark.parametrize(
    "change",
    [
        {"motcua": "remote-sign/2"},
        {"attributes": "không phải base 64"},
        {"attributes": 7},
        {"chain": "chứng thư"},
        {"chain": None},
        {"until": "mai"},
        {"until": "2026-11-20T08:30:00"},
    ],
)
def test_a_request_that_is_none_is_refused(change: dict[str, object]) -> None:
    body = json.loads((GOLDEN / "request.json").read_bytes()) | change
    with pytest.raises(Problem) as caught:
        request_from_file(json.dumps(body).encode())
    assert caught.value.code == "HANDED_MALFORMED"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"7", b"{}", b'{"motcua": "remote-sign/1"}', b"[" * 100_000]
    + [json.dumps({"motcua": "remote-sign/1", "signature": bad}).encode() for bad in (None, 7, "é", "A")],
)
def test_an_answer_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        answer_from_file(data)
    assert caught.value.code == "HANDED_MALFORMED"
