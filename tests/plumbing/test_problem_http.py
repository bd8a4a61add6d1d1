"""Every error has one shape, a Vietnamese sentence, and repeats nothing that was sent."""

import asyncio
import logging
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel

from dossier.errors import KernelError, MissingRule, Refuse
from plumbing.problem import Problem, given
from plumbing.problem_http import MEDIA_TYPE, came_from, install, problem_response, told_as_pages

MEMBERS = {"type", "title", "status", "code", "detail", "hint_vi", "retry"}


class Person(BaseModel):
    birth: int


@pytest.fixture(scope="module")
def client():
    app = FastAPI()
    install(app, problem_response)
    errors = {
        "problem": Problem("DISK_FULL", "Ổ đĩa đầy.", "operator", "28"),
        "later": Problem("LINE_DOWN", "Mất mạng.", "later"),
        "kernel": KernelError("BAD_FACT", "Dữ kiện hỏng."),
        "rule": MissingRule("NO_CALENDAR", "Thiếu lịch."),
        "locked": HTTPException(429, headers={"Retry-After": "60"}),
        "odd": HTTPException(418),
        "bug": RuntimeError("secret inside"),
    }

    @app.get("/raise/{name}")
    def fail(name: str):
        raise errors[name]

    @app.get("/refuse")
    def refuse():
        return given(Refuse("NOT_YOURS", "Hồ sơ không thuộc đơn vị này."))

    @app.post("/person")
    def person(person: Person):
        return person

    return TestClient(app, raise_server_exceptions=False)


def shape(response):
    body = response.json()
    assert response.headers["content-type"] == MEDIA_TYPE
    assert set(body) == MEMBERS
    assert body["status"] == response.status_code
    assert body["title"] == body["hint_vi"]
    assert body["retry"] in {"never", "later", "operator"}
    return body


@pytest.mark.parametrize(
    ("path", "status", "code", "retry"),
    [
        ("/raise/problem", 507, "DISK_FULL", "operator"),
        ("/raise/later", 503, "LINE_DOWN", "later"),
        ("/raise/kernel", 400, "BAD_FACT", "never"),
        ("/raise/rule", 400, "NO_CALENDAR", "operator"),
        ("/raise/locked", 429, "TOO_MANY", "later"),
        ("/raise/odd", 418, "UNFORESEEN", "never"),
        ("/raise/bug", 500, "UNFORESEEN", "operator"),
        ("/refuse", 409, "NOT_YOURS", "never"),
        ("/nowhere", 404, "NOT_FOUND", "never"),
        ("/person", 405, "METHOD_NOT_ALLOWED", "never"),
    ],
)
def test_every_error_has_the_shape(client, path, status, code, retry):
    response = client.get(path)
    body = shape(response)
    assert (response.status_code, body["code"], body["retry"]) == (status, code, retry)
    assert body["type"] == f"urn:motcua:problem:{code}"


def test_wrong_input_is_named_but_not_repeated(client):
    response = client.post("/person", json={"birth": "Nguyễn Thị Lan 001099012345"})
    body = shape(response)
    assert (response.status_code, body["code"], body["detail"]) == (422, "INPUT_INVALID", "body.birth")
    assert "“birth”" in body["hint_vi"]
    assert "Lan" not in response.text


def test_people_get_a_page_where_the_app_has_one_for_them() -> None:
    app = FastAPI()
    install(app, problem_response)

    def page(request: Request, code: str, hint_vi: str, status: int) -> Response | None:
        return PlainTextResponse(f"{code}: {hint_vi}", status) if request.url.path == "/trang" else None

    told_as_pages(app, page)
    browser = TestClient(app)
    shown = browser.get("/trang")
    assert (shown.status_code, shown.text.partition(":")[0]) == (404, "NOT_FOUND")
    assert shape(browser.get("/api"))["code"] == "NOT_FOUND"


def test_a_bug_tells_the_browser_nothing(client):
    assert "secret" not in client.get("/raise/bug").text


def test_headers_of_an_answer_stay(client):
    assert client.get("/raise/locked").headers["retry-after"] == "60"


def test_a_line_that_breaks_in_the_midst_of_a_body_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app, done = FastAPI(), list[bytes]()
    install(app, problem_response)

    async def whole_body(request: Request) -> bytes:
        return b"".join([piece async for piece in request.stream()])

    @app.post("/exchange")
    def exchange(body: bytes = Depends(whole_body)) -> None:
        done.append(body)

    came: Iterator[MutableMapping[str, Any]] = iter(
        [{"type": "http.request", "body": b"half a let", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> MutableMapping[str, Any]:
        return next(came)

    async def send(_: MutableMapping[str, Any]) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/exchange", "query_string": b"", "headers": []}
    with caplog.at_level(logging.INFO):
        asyncio.run(app(scope, receive, send))  # would raise what nobody foresaw
    assert not done
    assert {record.levelname for record in caplog.records} <= {"INFO", "DEBUG"}


@pytest.mark.parametrize(
    ("referer", "way"),
    [
        ("http://may-nay:8080/ho-so/a-1-1", "/ho-so/a-1-1"),
        ("http://may-nay:8080/viec?loc=tat-ca&da=signed", "/viec?loc=tat-ca"),
        ("http://elsewhere.example/ho-so/a-1-1", ""),
        ("http://may-nay:8080//elsewhere.example/x", ""),
        ("", ""),
    ],
)
def test_the_way_back_leads_to_a_page_of_ours_only(referer: str, way: str) -> None:
    headers = [(b"host", b"may-nay:8080"), (b"referer", referer.encode())]
    assert came_from(Request({"type": "http", "headers": headers})) == way
