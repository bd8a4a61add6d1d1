"""Log-in: who gets in, what the browser is given, what a guesser meets."""

import re

from tests.node.api.counter import PASSWORD, Counter


def _token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_page_without_a_session_leads_to_the_form_and_back(desk: Counter) -> None:
    away = desk.client.get("/chi-so")
    assert (away.status_code, away.headers["location"]) == (303, "/dang-nhap?next=/chi-so")
    form = {"csrf": _token(desk.client.get("/dang-nhap").text), "next": "/chi-so"}
    answer = desk.client.post("/dang-nhap", data={**form, "login": "bich", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chi-so")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = desk.client.get("/chi-so")
    assert page.status_code == 200
    assert "Trần Thị Bích" in page.text
    assert "Xã Quảng Yên" in page.text


def test_the_form_leads_nowhere_else(desk: Counter) -> None:
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        form = {"csrf": _token(desk.client.get("/dang-nhap").text), "next": target}
        answer = desk.client.post("/dang-nhap", data={**form, "login": "bich", "password": PASSWORD})
        assert answer.headers["location"] == "/viec"


def test_a_log_in_form_from_elsewhere_is_refused(desk: Counter) -> None:
    answer = desk.client.post("/dang-nhap", data={"csrf": "x", "login": "bich", "password": PASSWORD})
    assert answer.status_code == 401
    assert "CSRF_MISMATCH" in answer.text
    assert "motcua=" not in answer.headers.get("set-cookie", "")


def test_guessing_is_told_nothing_and_then_locked(desk: Counter) -> None:
    tries = [{"login": login, "password": "sai"} for login in ("bich", "khong-co-ai")]
    said = [desk.client.post("/api/login", json=body).json()["hint_vi"] for body in tries]
    assert said[0] == said[1]
    for _ in range(4):
        desk.client.post("/api/login", json=tries[0])
    locked = desk.client.post("/api/login", json={"login": "bich", "password": PASSWORD})
    assert (locked.status_code, locked.json()["code"]) == (429, "LOGIN_LOCKED")
    form = {"csrf": _token(desk.client.get("/dang-nhap").text), "login": "bich", "password": PASSWORD}
    page = desk.client.post("/dang-nhap", data=form)
    assert "tạm khóa" in page.text
    desk.clock.ms += 16 * 60 * 1000
    assert desk.client.post("/api/login", json={"login": "bich", "password": PASSWORD}).status_code == 200


def test_after_log_out_the_session_is_worth_nothing(desk: Counter) -> None:
    headers = desk.sign_in()
    stolen = desk.client.cookies["motcua"]
    who = desk.client.get("/api/session").json()
    assert (who["name"], "token" in who) == ("Trần Thị Bích", False)
    assert desk.client.post("/api/logout", headers=headers).status_code == 200
    desk.client.cookies.set("motcua", stolen)
    assert desk.client.get("/api/session").status_code == 401
