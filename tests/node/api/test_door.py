"""The door: whose requests are heard, how much may be sent, what a browser is allowed, how failures look."""

import json
import re

import pytest

from node.api.guard import limit_by_path
from tests.node.api.counter import BIRTH, Counter, counter, photo
from web import templates_dir


def test_a_rebound_name_is_turned_away_and_an_address_is_not(desk: Counter) -> None:
    for host in ("evil.example", "motcua.evil.example:8080", ""):
        answer = desk.client.get("/health", headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (421, "HOST_NOT_ALLOWED")
    for host in ("127.0.0.1:8080", "localhost", "192.168.1.20:8080", "[::1]:8080"):
        assert desk.client.get("/health", headers={"Host": host}).status_code == 200


def test_writing_needs_the_token_and_the_right_origin(desk: Counter) -> None:
    headers = desk.sign_in()
    body = {"procedure": BIRTH, "applicant": {"name": "Nguyễn Thị Lan"}}
    without = desk.client.post("/api/dossiers", json=body)
    assert (without.status_code, without.json()["code"]) == (403, "CSRF_MISMATCH")
    form = desk.client.post("/tiep-nhan", data={"procedure": BIRTH, "applicant.name": "A"})
    assert form.status_code == 403
    elsewhere = desk.client.post(
        "/api/dossiers", json=body, headers={**headers, "Origin": "https://evil.example"}
    )
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "ORIGIN_NOT_ALLOWED")
    assert desk.client.get("/api/worklist").json()["rows"] == []


@pytest.mark.parametrize("path", ["/dang-nhap", "/static/motcua.css", "/health", "/api/line", "/khong-co"])
def test_every_answer_carries_the_headers(desk: Counter, path: str) -> None:
    headers = desk.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


def test_too_much_is_refused_whether_it_says_so_or_not(tmp_path) -> None:
    with counter(tmp_path, upload_bytes=50_000) as desk:
        headers = desk.sign_in()
        taken = desk.receive(headers)
        url = f"/api/dossiers/{taken['dossier']}/pages"
        big = desk.client.post(url, content=b"x" * 400_000, headers=headers)
        assert (big.status_code, big.json()["code"]) == (413, "BODY_TOO_LARGE")
        boundary = "multipart/form-data; boundary=x"
        pieces = iter([b"--x\r\n"] + [b"y" * 50_000] * 8)
        silent = desk.client.post(url, content=pieces, headers={**headers, "Content-Type": boundary})
        assert silent.status_code in (400, 413)
        assert desk.client.get(f"/api/dossiers/{taken['dossier']}").json()["pages"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/dossiers/abcdef-1-1/pages",
        "/ho-so/abcdef-1-1/quet",
        "/ho-so-cu/1/nop",
        "/hop-di/nhap",
        "/api/courier/import",
        "/api/cccd/photo",
        "/api/verify",
        "/kiem-tra-chu-ky",
    ],
)
def test_what_scanners_and_cameras_make_comes_in_where_it_is_asked_for(desk: Counter, path: str) -> None:
    headers = desk.sign_in()
    files = {"files": ("anh.jpg", b"\xff\xd8\xff" + bytes(3_000_000), "image/jpeg")}
    answer = desk.client.post(path, data={"csrf": headers["X-CSRF-Token"]}, files=files, headers=headers)
    assert answer.status_code not in (404, 405, 413)
    assert "BODY_TOO_LARGE" not in answer.text


def test_every_form_that_sends_files_is_let_through() -> None:
    small = {"/ho-so/x/ky-may-nay"}  # a certificate and an answer of a signing device are a few kilobytes
    limit = limit_by_path(60_000_000)
    for template in templates_dir("node").glob("*.html"):
        forms = re.findall(
            r'<form[^>]*action="([^"]+)"[^>]*enctype="multipart', template.read_text(encoding="utf-8")
        )
        for action in forms:
            path = re.sub(r"\{\{[^}]*\}\}", "x", action)
            assert limit(path) > 60_000_000 or path.removesuffix("/x") in small, (template.name, path)


def test_failures_have_one_shape_for_programs_and_a_page_for_people(desk: Counter) -> None:
    headers = desk.sign_in()
    cases = [
        desk.client.get("/api/dossiers/abcdef-1-99"),
        desk.client.get("/api/dossiers/..%2f..%2fetc"),
        desk.client.get("/api/khong-co"),
        desk.client.post(
            "/api/dossiers", content=b"{", headers={**headers, "Content-Type": "application/json"}
        ),
        desk.client.post("/api/dossiers", json={"procedure": BIRTH, "la": 1}, headers=headers),
    ]
    for answer in cases:
        body = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "code", "hint_vi", "retry"} <= body.keys()
        assert body["status"] == answer.status_code >= 400
    page = desk.client.get("/ho-so/abcdef-1-99")
    assert page.status_code == 404
    assert "Không có hồ sơ này tại máy" in page.text
    assert "DOSSIER_UNKNOWN" in page.text


def test_what_was_typed_wrongly_is_not_repeated(desk: Counter) -> None:
    headers = desk.sign_in()
    body = {"procedure": BIRTH, "applicant": {"name": ["038190001234"]}}
    answer = desk.client.post("/api/dossiers", json=body, headers=headers)
    assert answer.status_code == 422
    assert "038190001234" not in answer.text


def test_something_unforeseen_is_a_sentence_and_not_a_traceback(desk: Counter, monkeypatch) -> None:
    desk.sign_in()

    def broken(*_: object) -> None:
        raise RuntimeError("secret path /var/lib")

    monkeypatch.setattr(type(desk.node.views), "counts", broken)
    desk.client._transport.raise_server_exceptions = False
    page = desk.client.get("/viec")
    assert page.status_code == 500
    assert "secret" not in page.text
    assert "UNFORESEEN" in page.text
    program = desk.client.get("/api/worklist")
    assert program.json()["code"] == "UNFORESEEN"


def test_the_description_of_the_interface_is_served_and_needs_nothing_from_outside(desk: Counter) -> None:
    text = desk.client.get("/api/openapi.json").text
    paths = json.loads(text)["paths"]
    assert {"/api/login", "/api/dossiers", "/api/dossiers/{dossier}/acts", "/health"} <= paths.keys()
    assert desk.client.get("/docs").status_code == 404


def test_many_files_at_once_have_a_limit(desk: Counter) -> None:
    headers = desk.sign_in()
    taken = desk.receive(headers)
    files = [("files", (f"{n}.jpg", photo(8, 8), "image/jpeg")) for n in range(61)]
    url = f"/api/dossiers/{taken['dossier']}/pages"
    answer = desk.client.post(url, data={"component": "TP1"}, files=files, headers=headers)
    assert answer.json()["code"] == "FORM_TOO_MANY_PARTS"
