"""The hub's door: how much anybody may send, what a browser may do with an answer, who may make it write."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from hub.api.app import create_app
from tests.hub.province import Province

MEGABYTE = b"x" * 1_000_000


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    with TestClient(create_app(tinh.hub), base_url="https://hub", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/dang-nhap", "/health", "/api/nodes", "/static/hub.css", "/khong-co"])
def test_every_answer_keeps_the_browser_to_this_site(web: TestClient, path: str) -> None:
    headers = web.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize("path", ["/api/login", "/enrol", "/dang-nhap", "/quan-tri/may/moi", "/khong-co"])
def test_who_is_not_known_can_send_no_more_than_a_form(web: TestClient, path: str) -> None:
    answer = web.post(path, content=MEGABYTE, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("path", ["/api/login", "/enrol"])
def test_a_body_that_says_no_length_is_counted_as_it_comes(web: TestClient, path: str) -> None:
    pieces = iter([b"x" * 50_000] * 3)
    answer = web.post(path, content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 413)


def test_devices_are_told_their_own_limits_first(web: TestClient, tinh: Province) -> None:
    piece = b"x" * (tinh.hub.config.blob_chunk_bytes + 1)
    answer = web.patch("/blobs/" + "0" * 64, content=piece)
    assert answer.json()["code"] == "BLOB_PIECE_TOO_LARGE"


def test_another_site_cannot_make_the_browser_log_in_or_write(web: TestClient) -> None:
    there = {"sec-fetch-site": "cross-site"}
    answer = web.post("/dang-nhap", data={"login": "a", "password": "b"}, headers=there)
    assert (answer.status_code, answer.json()["code"]) == (403, "ORIGIN_NOT_ALLOWED")
    assert web.get("/dang-nhap", headers=there).status_code == 200
    here = {"sec-fetch-site": "same-origin"}
    assert web.post("/dang-nhap", data={"login": "a", "password": "b"}, headers=here).status_code == 401
