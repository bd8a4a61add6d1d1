"""The hub over HTTP: what devices, programs and people get, and what they get told when it fails."""

import hashlib
import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from starlette.testclient import TestClient

from dossier.facts import FactKind
from hub.api.app import create_app
from hub.usecases.console.login import hash_password
from hub.usecases.devices.enrol import revoke
from hub.usecases.register.tls import ca_fingerprint
from plumbing.http_auth import sign_request
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, PROVINCE, QUANG_YEN, Province, receive, received, split
from tests.hub.simple_node import SimpleNode

CA_PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
SCAN = bytes(range(256)) * 3000
NAME = hashlib.sha256(SCAN).hexdigest()
PASSWORD = "mat-khau-thu"


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    ca = tinh.hub.config.path(tinh.hub.config.tls_ca)
    ca.parent.mkdir()
    ca.write_text(CA_PEM, encoding="ascii")
    with TestClient(create_app(tinh.hub), base_url="https://hub", follow_redirects=False) as client:
        yield client


@pytest.fixture
def admin(tinh: Province, web: TestClient) -> str:
    """Logs an administrator in; gives the word for her forms."""
    roles = frozenset({"quan_tri", "dieu_phoi", "giam_sat"})
    tinh.officer("quantri", PROVINCE, roles, hash_password(PASSWORD))
    answer = web.post("/api/login", json={"login": "quantri", "password": PASSWORD})
    assert answer.status_code == 200
    return str(answer.json()["csrf"])


def signed(
    web: TestClient,
    tinh: Province,
    node: SimpleNode,
    method: str,
    path: str,
    body: bytes = b"",
    **headers: str,
) -> httpx.Response:
    request = web.build_request(
        method, path, content=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    sign_request(request, node.keys, tinh.clock.ms)
    return web.send(request)


def scanned(tinh: Province, node: SimpleNode, officer: str) -> None:
    """A dossier at a node whose letter announces a scan."""
    dossier = node.new_dossier()
    node.act(dossier, officer, FactKind.RECEIVED, received(node))
    node.act(
        dossier,
        officer,
        FactKind.PAGE_SCANNED,
        {"component": "to_khai", "number": 1, "blob": NAME, "media_type": "image/jpeg", "size": len(SCAN)},
    )
    tinh.talk(node)


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert body["hint_vi"]
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]


def test_letters_go_over_http(tinh: Province, web: TestClient) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    receive(qy, lan)
    answer = web.post("/exchange", content=qy.envelope())
    assert answer.status_code == 200
    qy.take(answer.content)
    assert len(qy.receipts) == 1


def test_a_refused_envelope_has_one_shape(tinh: Province, web: TestClient) -> None:
    qy = tinh.node(QUANG_YEN)
    assert code(web.post("/exchange", content=qy.envelope()[:-1]))[1] == "ENVELOPE_TRUNCATED"
    big = b"MCE1" + bytes(tinh.hub.config.envelope_bytes)
    assert code(web.post("/exchange", content=big)) == (413, "ENVELOPE_TOO_LARGE")
    assert code(web.get("/nowhere")) == (404, "NOT_FOUND")
    assert code(web.post("/enrol", json={"secret": "x"})) == (422, "INPUT_INVALID")


def test_a_device_enrols_and_recognises_the_ca(tinh: Province, web: TestClient, admin: str) -> None:
    body = {"unit": QUANG_YEN, "name": "Quầy 1"}
    answer = web.post("/api/invitations", json=body, headers={"x-csrf": admin})
    _, fingerprint, secret = answer.json()["token"].split(".")
    assert fingerprint == ca_fingerprint(tinh.hub.config)
    assert web.get("/ca.pem").text == CA_PEM
    keys = NodeKeys.generate()
    said = web.post("/enrol", json={"secret": secret, "public_key": keys.public_key.hex(), "name": "Quầy 1"})
    told = said.json()
    assert (told["node"], told["short"], told["unit"]) == (keys.node, keys.node[:6], QUANG_YEN)
    assert told["hub"]["node"] == tinh.hub.node
    assert told["hub"]["public_key"] == tinh.hub.keys.public_key.hex()
    assert [one["number"] for one in told["register"]] == [1, 2, 3]
    assert [one["kind"] for one in told["grants"]] == ["lease"]
    again = web.post("/enrol", json={"secret": secret, "public_key": "00" * 32, "name": ""})
    assert code(again) == (403, "TOKEN_USED")


def test_a_scan_goes_up_in_pieces_and_down_in_ranges(tinh: Province, web: TestClient) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, kit = tinh.node(QUANG_YEN), tinh.node(QUANG_YEN)
    scanned(tinh, qy, lan)
    path, half = f"/blobs/{NAME}", len(SCAN) // 2
    assert signed(web, tinh, qy, "HEAD", path).headers["upload-offset"] == "0"
    first = signed(web, tinh, qy, "PATCH", path, SCAN[:half], upload_offset="0")
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(half))
    gap = signed(web, tinh, qy, "PATCH", path, SCAN[:half], upload_offset="7")
    assert code(gap) == (409, "BLOB_OFFSET")
    assert signed(web, tinh, kit, "GET", path).status_code == 404
    last = signed(web, tinh, qy, "PATCH", path, SCAN[half:], upload_offset=str(half))
    assert last.headers["upload-offset"] == last.headers["upload-length"] == str(len(SCAN))
    assert signed(web, tinh, kit, "GET", path).content == SCAN
    part = signed(web, tinh, kit, "GET", path, range="bytes=10-19")
    assert (part.status_code, part.content) == (206, SCAN[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(SCAN)}"
    assert code(signed(web, tinh, kit, "GET", path, range="bytes=9999999-"))[0] == 416


def test_blobs_are_for_those_whose_dossiers_name_them(tinh: Province, web: TestClient) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    scanned(tinh, qy, lan)
    path = f"/blobs/{NAME}"
    assert code(signed(web, tinh, hr, "GET", path)) == (403, "BLOB_NOT_NAMED")
    assert code(signed(web, tinh, hr, "PATCH", path, b"x", upload_offset="0")) == (403, "BLOB_NOT_NAMED")
    assert code(web.get(path)) == (401, "REQUEST_UNSIGNED")
    stranger = SimpleNode(NodeKeys.generate(), QUANG_YEN, qy.hub_node, qy.hub_key, qy.ms, qy.day)
    assert code(signed(web, tinh, stranger, "GET", path)) == (403, "REQUEST_UNKNOWN_SENDER")
    revoke(tinh.hub, qy.node, "quan-tri")
    assert code(signed(web, tinh, qy, "GET", path)) == (403, "NODE_REVOKED")


def test_a_spoiled_scan_is_never_kept_under_its_name(tinh: Province, web: TestClient) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    scanned(tinh, qy, lan)
    spoiled = SCAN[:-1] + b"!"
    answer = signed(web, tinh, qy, "PATCH", f"/blobs/{NAME}", spoiled, upload_offset="0")
    assert code(answer)[1] == "BLOB_CORRUPT"
    assert signed(web, tinh, qy, "HEAD", f"/blobs/{NAME}").headers["upload-offset"] == "0"


def test_a_signed_request_cannot_be_repeated_by_others(tinh: Province, web: TestClient) -> None:
    qy = tinh.node(QUANG_YEN)
    request = web.build_request("POST", "/resurrect", json={"node": qy.node, "incarnation_seen": 1})
    sign_request(request, qy.keys, tinh.clock.ms)
    assert web.send(request).json() == {"incarnation": 2, "last_seq": 0, "dossiers": 0}
    assert code(web.send(request)) == (409, "REQUEST_REPLAYED")
    other = tinh.node(HAM_RONG)
    stolen = web.build_request("POST", "/resurrect", json={"node": qy.node, "incarnation_seen": 1})
    sign_request(stolen, other.keys, tinh.clock.ms)
    assert code(web.send(stolen)) == (403, "NODE_MISMATCH")


def test_nothing_is_read_without_a_log_in_nor_written_without_the_forms_word(
    tinh: Province, web: TestClient, admin: str
) -> None:
    body = {"unit": QUANG_YEN, "name": "Quầy 1"}
    assert code(web.post("/api/invitations", json=body)) == (403, "CSRF_MISMATCH")
    assert web.post("/quan-tri/may/moi", data=body | {"kind": "node", "csrf": "no"}).status_code == 403
    web.cookies.clear()
    assert code(web.get("/api/nodes")) == (401, "NOT_SIGNED_IN")
    answer = web.get("/quan-tri/may")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")


def test_only_the_provinces_officers_log_in_and_only_as_often(tinh: Province, web: TestClient) -> None:
    tinh.officer("lan", QUANG_YEN, frozenset({"quan_tri"}), hash_password(PASSWORD))
    tinh.officer("an", PROVINCE, frozenset({"tiep_nhan"}), hash_password(PASSWORD))
    for login in ("lan", "an", "nobody"):
        answer = web.post("/api/login", json={"login": login, "password": PASSWORD})
        assert code(answer) == (401, "LOGIN_FAILED")
    for _ in range(10):
        answer = web.post("/api/login", json={"login": "an", "password": "guess"})
    assert code(answer) == (429, "LOGIN_LOCKED")


def test_roles_are_checked(tinh: Province, web: TestClient) -> None:
    tinh.officer("giamsat", PROVINCE, frozenset({"giam_sat"}), hash_password(PASSWORD))
    csrf = web.post("/api/login", json={"login": "giamsat", "password": PASSWORD}).json()["csrf"]
    node = tinh.node(QUANG_YEN)
    answer = web.post(f"/api/nodes/{node.node}/revoke", headers={"x-csrf": csrf})
    assert code(answer) == (403, "ROLE_MISSING")


def test_the_json_answers_what_the_pages_show(tinh: Province, web: TestClient, admin: str) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    headers = {"x-csrf": admin}
    assert [one["node"] for one in web.get("/api/nodes").json()] == [qy.node]
    assert [one["dossier"] for one in web.get("/api/dossiers", params={"text": "H56"}).json()] == [dossier]
    assert web.get(f"/api/dossiers/{dossier}").json()["entitled"] == [qy.node]
    assert code(web.get("/api/dossiers/none")) == (404, "DOSSIER_UNKNOWN")
    day = tinh.clock.today()
    body = {"title": "Chia", "effective": day.isoformat(), "ops": [split(day)]}
    planned = web.post("/api/register/plan", json=body, headers=headers).json()
    assert planned["units"][0]["wait_for_person"] == 1
    web.post("/api/register/issue", json=body, headers=headers).raise_for_status()
    (work,) = web.get("/api/work").json()
    choice = {"to": work["options"][0][0], "reason": "thôn 5"}
    web.post(f"/api/dossiers/{dossier}/allocate", json=choice, headers=headers).raise_for_status()
    assert web.get("/api/work").json() == []
    period = {"first": day.isoformat(), "last": day.isoformat()}
    figures = {one["id"]: one for one in web.get("/api/kpis", params=period).json()}
    assert (figures["1.4"]["numerator"], figures["1.4"]["denominator"]) == (1, 1)
    assert web.get("/api/kpis/on-time", params=period).status_code == 200
    assert web.get("/api/quarantine").json() == []
    assert web.get("/api/register").json()[0]["title"] == "Chia"
    assert "/api/nodes" in web.get("/api/openapi.json").json()["paths"]


def test_pages_show_and_do(tinh: Province, web: TestClient, admin: str) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN, name="Quầy số 1")
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    for path in (
        "may",
        "ho-so",
        f"ho-so/{dossier}",
        "phan-dinh",
        "tranh-chap",
        "danh-muc",
        "chi-so",
        "cach-ly",
    ):
        page = web.get(f"/quan-tri/{path}")
        assert page.status_code == 200, path
        assert '<html lang="vi">' in page.text
    assert "Quầy số 1" in web.get("/quan-tri/may").text
    assert "Nguyễn Thị Ánh" not in web.get(f"/quan-tri/ho-so/{dossier}").text
    form = {
        "csrf": admin,
        "kind": "merge",
        "number": "9001/NQ",
        "effective": "2027-01-01",
        "old": "16480,14758",
        "new": "16480; Phường Yên Rồng",
    }
    page = web.post("/quan-tri/danh-muc/dien-tap", data=form)
    assert "Phường Yên Rồng" in page.text
    body = re.search(r'name="body" value="([^"]+)"', page.text)
    assert body is not None
    issued = web.post("/quan-tri/danh-muc/ban-hanh", data={"csrf": admin, "body": unescape(body[1])})
    assert issued.status_code == 303
    wrong = web.post("/quan-tri/danh-muc/dien-tap", data=form | {"old": "1"})
    assert wrong.status_code == 400
    for word in ("UNIT_UNKNOWN", 'value="9001/NQ"', 'value="1"', "16480; Phường Yên Rồng</textarea>"):
        assert word in wrong.text
    assert web.get("/quan-tri/ho-so", params={"xa": "00000"}).status_code == 404


def test_logging_in_and_out_through_the_pages(tinh: Province, web: TestClient, admin: str) -> None:
    web.cookies.clear()
    assert web.post("/dang-nhap", data={"login": "quantri", "password": "wrong"}).status_code == 401
    answer = web.post("/dang-nhap", data={"login": "quantri", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=strict"))
    found = re.search(r'name="csrf" value="([^"]+)"', web.get("/quan-tri/may").text)
    assert found is not None
    web.post("/dang-xuat", data={"csrf": found[1]})
    assert web.get("/quan-tri/may").status_code == 303


def test_a_session_ends(tinh: Province, web: TestClient, admin: str) -> None:
    tinh.clock.ms += tinh.hub.config.session_minutes * 60_000
    assert code(web.get("/api/nodes")) == (401, "NOT_SIGNED_IN")


def test_a_missing_ca_is_said(tinh: Province) -> None:
    with pytest.raises(Problem) as caught:
        ca_fingerprint(tinh.hub.config)
    assert caught.value.code == "CA_MISSING"
