"""Signed requests: altered, old, repeated or foreign ones are told apart and refused."""

import httpx
import pytest

from plumbing.http_auth import TOLERANCE_MS, MemoryReplayGuard, sign_request, verify_request
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

NODE, STRANGER = NodeKeys.generate(), NodeKeys.generate()
NOW = 1_751_302_800_000
URL = "https://hub.example:8443/blobs/ab?part=1"


def signed(body=b"piece", keys=NODE, now_ms=NOW, method="PATCH", **headers) -> httpx.Request:
    steering = {"content-type": "application/offset+octet-stream", "upload-offset": "100"}
    request = httpx.Request(method, URL, content=body, headers=steering | headers)
    sign_request(request, keys, now_ms)
    return request


def check(request, *, url=None, method=None, body=None, headers=None, now_ms=NOW, replay=None, key_of=None):
    return verify_request(
        method or request.method,
        url or str(request.url),
        request.headers if headers is None else headers,
        request.content if body is None else body,
        key_of or {NODE.node: NODE.public_key}.get,
        now_ms,
        replay or MemoryReplayGuard(),
    )


def refused(request, **changes) -> str:
    with pytest.raises(Problem) as raised:
        check(request, **changes)
    assert raised.value.hint_vi
    return raised.value.code


def test_a_signed_request_names_its_node():
    assert check(signed()) == NODE.node
    assert check(signed(body=b"", method="GET")) == NODE.node
    assert check(signed(range="bytes=0-9")) == NODE.node


def test_it_survives_a_proxy():
    request = signed()
    headers = dict(request.headers) | {"host": "10.0.0.7", "via": "1.1 proxy", "x-forwarded-for": "10.0.0.8"}
    assert check(request, url="/blobs/ab?part=1", headers=headers) == NODE.node
    assert check(request, url="http://10.0.0.7/blobs/ab?part=1", headers=headers) == NODE.node


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"other"},
        {"body": b""},
        {"method": "PUT"},
        {"url": "https://hub.example:8443/blobs/ac?part=1"},
        {"url": "https://hub.example:8443/blobs/ab?part=2"},
        {"url": "https://hub.example:8443/blobs/ab"},
        {"key_of": lambda _node: STRANGER.public_key},
        {"key_of": lambda _node: b"short"},
    ],
)
def test_an_altered_request_is_refused(change):
    assert refused(signed(), **change) == "REQUEST_BAD_SIGNATURE"


@pytest.mark.parametrize(
    "change",
    [
        {"upload-offset": "101"},
        {"content-type": "text/plain"},
        {"content-digest": "sha-256=:AAAA:"},
        {"range": "bytes=0-"},
        {"signature": "motcua=:AAAA:"},
        {"signature": "junk("},
        {"signature-input": 'motcua=();created=1;expires=2;keyid="x";tag="motcua"'},
    ],
)
def test_altered_headers_are_refused(change):
    request = signed()
    headers = {**request.headers, **change}
    assert refused(request, headers=headers) in {"REQUEST_BAD_SIGNATURE", "REQUEST_TOO_OLD"}


def test_a_body_that_is_not_covered_is_refused():
    request = signed(body=b"", method="GET")
    del request.headers["content-digest"]
    assert refused(request, body=b"smuggled") == "REQUEST_BAD_SIGNATURE"


def test_unsigned_requests_and_unknown_senders_are_refused():
    request = signed()
    for name in ("signature", "signature-input"):
        headers = {key: value for key, value in request.headers.items() if key != name}
        assert refused(request, headers=headers) == "REQUEST_UNSIGNED"
    assert refused(signed(keys=STRANGER)) == "REQUEST_UNKNOWN_SENDER"


def test_requests_too_old_or_from_the_future_are_refused():
    assert check(signed(), now_ms=NOW + TOLERANCE_MS) == NODE.node
    assert check(signed(), now_ms=NOW - TOLERANCE_MS) == NODE.node
    assert refused(signed(), now_ms=NOW + TOLERANCE_MS + 1000) == "REQUEST_TOO_OLD"
    assert refused(signed(), now_ms=NOW - TOLERANCE_MS - 1000) == "CLOCK_AHEAD"


def test_a_replay_is_refused_until_it_is_too_old_anyway():
    guard, request = MemoryReplayGuard(), signed()
    assert check(request, replay=guard) == NODE.node
    assert refused(request, replay=guard) == "REQUEST_REPLAYED"
    assert refused(request, replay=guard, now_ms=NOW + TOLERANCE_MS) == "REQUEST_REPLAYED"
    assert refused(request, replay=guard, now_ms=NOW + TOLERANCE_MS + 1000) == "REQUEST_TOO_OLD"
    assert check(signed(), replay=guard) == NODE.node


def test_the_guard_forgets_what_is_over():
    guard = MemoryReplayGuard()
    assert guard.fresh("n", "1", NOW)
    assert not guard.fresh("n", "1", NOW + 2 * TOLERANCE_MS)
    assert guard.fresh("m", "1", NOW)
    assert guard.fresh("n", "1", NOW + 2 * TOLERANCE_MS + 1)


def test_signing_again_replaces_the_signature():
    request = signed()
    sign_request(request, NODE, NOW + 1000)
    assert check(request) == NODE.node
    assert len(request.headers.get_list("signature")) == 1


def test_without_a_time_the_devices_own_is_taken():
    request = httpx.Request("GET", URL)
    sign_request(request, NODE)
    assert "created=" in request.headers["signature-input"]
    assert refused(request, now_ms=NOW - 10 * 365 * 86_400_000) == "CLOCK_AHEAD"
