"""Timestamps by way of the hub: for enrolled devices only, for digests only, and only so many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from hub.api.app import create_app
from hub.usecases.devices import timestamps
from hub.usecases.devices.enrol import revoke
from plumbing.http_auth import sign_request
from plumbing.keys import NodeKeys
from tests.hub.province import QUANG_YEN, Province

QUERY = bytes.fromhex("3003020101")


class Echo:
    """An authority that answers with the query."""

    def ask(self, query: bytes) -> bytes:
        return b"answer to " + query


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    with TestClient(create_app(replace(tinh.hub, timestamps=Echo())), base_url="https://hub") as client:
        yield client


def ask(web: TestClient, tinh: Province, keys: NodeKeys, query: bytes = QUERY) -> tuple[int, bytes]:
    request = web.build_request("POST", "/timestamp", content=query)
    sign_request(request, keys, tinh.clock.ms)
    answer = web.send(request)
    return answer.status_code, answer.content


def test_a_device_gets_the_authority_s_answer(tinh: Province, web: TestClient) -> None:
    node = tinh.node(QUANG_YEN)
    assert ask(web, tinh, node.keys) == (200, b"answer to " + QUERY)


def test_strangers_and_revoked_devices_get_none(tinh: Province, web: TestClient) -> None:
    node = tinh.node(QUANG_YEN)
    assert ask(web, tinh, NodeKeys.generate())[0] in (401, 403)
    revoke(tinh.hub, node.keys.node, "mất máy")
    assert ask(web, tinh, node.keys)[0] in (401, 403)


@pytest.mark.parametrize("query", [b"", b"whole paper", bytes(400), QUERY + b"x"])
def test_what_is_no_query_is_not_passed_on(tinh: Province, web: TestClient, query: bytes) -> None:
    status, body = ask(web, tinh, tinh.node(QUANG_YEN).keys, query)
    assert status >= 400
    assert b"TSA_QUERY_MALFORMED" in body


def test_without_an_authority_the_device_is_told(tinh: Province) -> None:
    with TestClient(create_app(tinh.hub), base_url="https://hub") as web:
        status, body = ask(web, tinh, tinh.node(QUANG_YEN).keys)
    assert status >= 400
    assert b"TSA_NOT_SET" in body


def test_one_device_cannot_use_up_the_authority(
    tinh: Province, web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "_MOST_AN_HOUR", 2)
    node, other = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    assert [ask(web, tinh, node.keys)[0] for _ in range(2)] == [200, 200]
    assert b"TSA_TOO_MANY" in ask(web, tinh, node.keys)[1]
    assert ask(web, tinh, other.keys)[0] == 200
