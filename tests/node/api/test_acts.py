"""The five steps by form and by JSON, and refusals as sentences."""

import pytest

from node.api.act_forms import BY_KIND, FORMS, values_of
from plumbing.problem import Problem
from tests.node.api.counter import PASSPHRASE, Counter


def _post(desk: Counter, login: str, dossier: str, kind: str, **values: str) -> int:
    token = desk.sign_in(login)["X-CSRF-Token"]
    return desk.client.post(f"/ho-so/{dossier}/lam/{kind}", data={"csrf": token, **values}).status_code


def _digitised(desk: Counter) -> str:
    headers = desk.sign_in()
    dossier: str = desk.receive(headers)["dossier"]
    for component in ("TP1", "TP2"):
        desk.scan(headers, dossier, component)
    return dossier


def test_a_dossier_goes_the_whole_way_through_the_pages(desk: Counter) -> None:
    dossier = _digitised(desk)
    assert _post(desk, "chau", dossier, "Assigned", to="dung") == 303
    assert _post(desk, "dung", dossier, "Appraised", verdict="granted", opinion="Đủ điều kiện.") == 303
    assert _post(desk, "dung", dossier, "SubmittedForApproval") == 303
    assert _post(desk, "chau", dossier, "Approved") == 303
    token = desk.sign_in("thu")["X-CSRF-Token"]
    page = desk.client.get(f"/ho-so/{dossier}/phat-hanh").text
    assert "Hoàng Minh Châu" in page
    form = {
        "csrf": token,
        "verdict": "granted",
        "leader": "chau",
        "content": "Cấp giấy khai sinh.",
        "passphrase": PASSPHRASE,
        "seal_passphrase": PASSPHRASE,
    }
    wrong = desk.client.post(f"/ho-so/{dossier}/phat-hanh", data={**form, "passphrase": "sai-roi"})
    assert wrong.status_code == 409
    assert "Mật khẩu khóa ký không đúng" in wrong.text
    assert "sai-roi" not in wrong.text
    assert PASSPHRASE not in wrong.text
    assert "Cấp giấy khai sinh." in wrong.text
    assert desk.client.post(f"/ho-so/{dossier}/phat-hanh", data=form).status_code == 303
    result = desk.client.get(f"/api/dossiers/{dossier}/files/outcome")
    assert b"%signed seal" in result.content
    assert _post(desk, "bich", dossier, "Returned", to="Nguyễn Thị Lan", how="counter") == 303
    view = desk.client.get(f"/ho-so/{dossier}?da=Returned").text
    assert "Đã ghi: Trả kết quả." in view
    assert "Hồ sơ đã kết thúc" in view
    assert desk.client.get(f"/api/dossiers/{dossier}").json()["row"]["national"] == 10


def test_a_refusal_is_a_sentence_on_the_form_and_409_for_programs(desk: Counter) -> None:
    dossier = _digitised(desk)
    answer = desk.act("chau", dossier, "Assigned", to="bich")
    assert (answer.status_code, answer.json()["code"]) == (409, "NOT_AN_APPRAISER")
    token = desk.sign_in("chau")["X-CSRF-Token"]
    page = desk.client.post(f"/ho-so/{dossier}/lam/Stopped", data={"csrf": token, "reason": " "})
    assert page.status_code == 409
    assert "Còn thiếu: lý do dừng" in page.text


def test_only_what_may_be_done_is_a_button_and_the_rest_says_why(desk: Counter) -> None:
    dossier = _digitised(desk)
    clerk = desk.client.get(f"/ho-so/{dossier}").text
    assert f'href="/ho-so/{dossier}/lam/Withdrawn"' in clerk
    assert f'href="/ho-so/{dossier}/lam/Assigned"' not in clerk
    assert "Việc chưa làm được ở bước này" in clerk
    desk.sign_in("chau")
    assert f'href="/ho-so/{dossier}/lam/Assigned"' in desk.client.get(f"/ho-so/{dossier}").text
    desk.act("chau", dossier, "Assigned", to="dung")
    desk.sign_in("dung")
    assert f'href="/ho-so/{dossier}/lam/Appraised"' in desk.client.get(f"/ho-so/{dossier}").text


def test_an_act_that_has_no_form_leads_back(desk: Counter) -> None:
    dossier = _digitised(desk)
    assert desk.client.get(f"/ho-so/{dossier}/lam/Received").status_code == 404


def test_every_form_opens(desk: Counter) -> None:
    dossier = _digitised(desk)
    for form in FORMS:
        page = desk.client.get(f"/ho-so/{dossier}/lam/{form.kind}")
        assert page.status_code == 200
        assert form.button in page.text


def test_answers_become_plain_values() -> None:
    extend = BY_KIND["DeadlineExtended"]
    values = values_of(extend, {"due_ms": "2026-11-25", "reason": " Chờ xác minh ", "la": "x"})
    assert values == {"due_ms": 1795600800000, "reason": "Chờ xác minh"}
    assert values_of(extend, {"due_ms": "25/11/2026"}) == {"due_ms": 1795600800000}
    asked = values_of(BY_KIND["SupplementRequested"], {"missing": "Giấy A\n\n Giấy B ", "content": "x"})
    assert asked == {"missing": ["Giấy A", "Giấy B"], "content": "x"}
    assert values_of(BY_KIND["FeePaid"], {"amount": "8.000 đ"}) == {"amount": 8000}


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("DeadlineExtended", {"due_ms": "25/11"}, "VALUE_NOT_A_DAY"),
        ("FeePaid", {"amount": "tám nghìn"}, "VALUE_NOT_A_NUMBER"),
        ("FeePaid", {"amount": "-8000"}, "VALUE_NOT_A_NUMBER"),
        ("FeePaid", {"amount": "٣"}, "VALUE_NOT_A_NUMBER"),
    ],
)
def test_a_wrong_answer_is_told(kind: str, typed: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as told:
        values_of(BY_KIND[kind], typed)
    assert told.value.code == code
