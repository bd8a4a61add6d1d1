"""Intake at the counter: typing little, refusing clearly, never hiding that a code is provisional."""

import html
import json
import re
from typing import Any

from tests.node.api.counter import BIRTH, DEATH, HAM_RONG, Counter

CARD = "038190001234||Nguyễn Thị Lan|12031990|Nữ|Thôn Yên Trung, Quảng Yên, Quảng Xương, Thanh Hóa|25062021"


def _form(headers: dict[str, str], **more: str) -> dict[str, str]:
    return {
        "csrf": headers["X-CSRF-Token"],
        "procedure": BIRTH,
        "applicant.name": "Nguyễn Thị Lan",
        "applicant.id_number": "038190001234",
        "component.0.code": "TP1",
        "component.0.name": "Tờ khai đăng ký khai sinh",
        "component.0.satisfied": "on",
        "component.1.code": "TP2",
        "component.1.name": "Giấy chứng sinh hoặc giấy tờ thay thế",
        "channel": "1",
    } | more


def test_the_form_gives_a_code_a_day_and_a_paper_to_print(desk: Counter) -> None:
    headers = desk.sign_in()
    answer = desk.client.post("/tiep-nhan", data=_form(headers))
    assert answer.status_code == 303
    page = desk.client.get(answer.headers["location"])
    assert "H56.16480-261120-00001" in page.text
    assert "17:00 ngày 20/11/2026" in page.text
    dossier = re.search(r"/ho-so/([^/]+)/giay-hen", answer.headers["location"])
    assert dossier is not None
    paper = desk.client.get(f"/ho-so/{dossier[1]}/giay-hen.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    state = desk.client.get(f"/api/dossiers/{dossier[1]}").json()["state"]
    assert [c["satisfied"] for c in state["components"]] == [True, False]
    assert [c["must_digitise"] for c in state["components"]] == [True, True]


def test_a_refusal_keeps_what_was_typed(desk: Counter) -> None:
    headers = desk.sign_in()
    form = _form(headers, **{"applicant.name": " ", "applicant.address": "Thôn <b>Yên Trung</b>"})
    answer = desk.client.post("/tiep-nhan", data=form)
    assert answer.status_code == 409
    assert "Còn thiếu: họ tên người nộp" in answer.text
    assert 'value="Thôn &lt;b&gt;Yên Trung&lt;/b&gt;"' in answer.text
    assert desk.client.get("/api/worklist").json()["rows"] == []


def test_a_provisional_code_is_marked_wherever_it_is_shown(desk: Counter) -> None:
    headers = desk.sign_in()
    codes = [desk.receive(headers) for _ in range(4)]
    assert [taken["provisional"] for taken in codes] == [False, False, False, True]
    last = codes[-1]["dossier"]
    assert "Đây là mã tạm" in desk.client.get(f"/ho-so/{last}/giay-hen").text
    assert "mã tạm" in desk.client.get("/viec").text
    assert "mã tạm" in desk.client.get(f"/ho-so/{last}").text
    assert "mã tạm" in desk.client.get("/tiep-nhan").text


def test_the_card_fills_the_form_and_a_wrong_text_is_explained(desk: Counter) -> None:
    headers = desk.sign_in()
    card = desk.client.post("/api/cccd", json={"text": CARD}, headers=headers).json()
    assert card["fields"]["name"] == "Nguyễn Thị Lan"
    assert card["fields"]["birth"] == "12/03/1990"
    bad = desk.client.post("/api/cccd", json={"text": "hello|world"}, headers=headers)
    assert bad.status_code >= 400
    assert bad.json()["hint_vi"]


def test_what_was_typed_can_be_previewed_without_storing_anything(desk: Counter) -> None:
    headers = desk.sign_in()
    body: dict[str, Any] = {"procedure": DEATH, "applicant": {"name": "A"}, "competent_unit": HAM_RONG}
    preview = desk.client.post("/api/intake/preview", json=body, headers=headers).json()
    assert preview["competent_name"] == "Phường Hàm Rồng"
    assert preview["steps"]
    assert desk.client.get("/api/worklist").json()["counts"]["all"] == 0


def test_units_and_procedures_are_found_without_marks(desk: Counter) -> None:
    desk.sign_in()
    units = desk.client.get("/api/units/find", params={"q": "ham rong"}).json()["units"]
    assert any(unit["unit"] == HAM_RONG for unit in units)
    found = desk.client.get("/api/procedures", params={"q": "khai sinh"}).json()
    assert any(procedure["code"] == BIRTH for procedure in found)


def test_the_list_finds_by_name_number_and_code(desk: Counter) -> None:
    headers = desk.sign_in()
    taken = desk.receive(headers)
    for words in ("nguyen thi lan", "Lan", "038190001234", "H56.16480-261120-00001"):
        assert taken["dossier"] in desk.client.get("/viec", params={"q": words}).text
    nothing = desk.client.get("/viec", params={"q": "<script>alert(1)</script>"})
    assert "Không có hồ sơ nào khớp" in nothing.text
    assert "<script>alert" not in nothing.text


def test_filters_show_what_they_say(desk: Counter) -> None:
    headers = desk.sign_in()
    taken = desk.receive(headers)
    assert taken["dossier"] in desk.client.get("/viec?loc=moi-nhan").text
    assert "Không có hồ sơ nào trong mục này" in desk.client.get("/viec?loc=giao-den").text
    desk.clock.ms += 3 * 24 * 3600 * 1000
    desk.sign_in()
    late = desk.client.get("/viec?loc=qua-han").text
    assert taken["dossier"] in late
    assert "quá hạn" in late


def test_a_limit_of_one_s_own_is_taken_and_a_wrong_one_explained(desk: Counter) -> None:
    headers = desk.sign_in()
    answer = desk.client.post("/tiep-nhan", data=_form(headers, limit_count="3", limit_unit="wd"))
    page = desk.client.get(answer.headers["location"]).text
    assert "17:00 ngày 26/11/2026" in page  # 24/11 is a holiday
    wrong = desk.client.post("/tiep-nhan", data=_form(headers, limit_count="ba", limit_unit="wd"))
    assert wrong.status_code == 409
    assert "Nguyễn Thị Lan" in wrong.text


def test_the_receipt_says_why_that_day(desk: Counter) -> None:
    headers = desk.sign_in()
    taken = desk.receive(headers)
    page = desk.client.get(f"/ho-so/{taken['dossier']}/giay-hen").text
    assert "Vì sao ngày này" in page
    assert taken["steps"][0] in page


def test_the_papers_of_a_dossier_can_be_printed_from_its_page(desk: Counter) -> None:
    answer = desk.client.post("/tiep-nhan", data=_form(desk.sign_in()))
    dossier = answer.headers["location"].split("/")[2]
    sheet = f"/ho-so/{dossier}/phieu-kiem-soat.pdf"
    assert sheet in desk.client.get(f"/ho-so/{dossier}").text
    for paper in (sheet, "/so-theo-doi.pdf"):
        assert desk.client.get(paper).headers["content-type"] == "application/pdf"
    assert desk.client.get(f"/ho-so/{dossier}/phieu/khong-co.pdf").status_code == 404


def test_a_unit_that_was_typed_but_not_picked_is_asked_about(desk: Counter) -> None:
    headers = desk.sign_in()
    answer = desk.client.post("/tiep-nhan", data=_form(headers, competent_name="Hàm Rồng"))
    assert answer.status_code == 409
    assert "UNIT_NOT_PICKED" in answer.text
    assert 'value="Hàm Rồng"' in answer.text
    assert desk.client.get("/api/worklist").json()["rows"] == []

    picked = {"competent_name": "Phường Hàm Rồng", "competent_unit": HAM_RONG}
    assert desk.client.post("/tiep-nhan", data=_form(headers, **picked)).status_code == 303


def test_a_refusal_keeps_the_papers_as_they_were_ticked(desk: Counter) -> None:
    headers = desk.sign_in()
    own = {"component.2.code": "KHAC3", "component.2.name": "Giấy cam đoan", "component.2.copy_kind": "copy"}
    answer = desk.client.post("/tiep-nhan", data=_form(headers, **own, **{"applicant.name": ""}))
    typed = re.search(r'data-typed="([^"]*)"', answer.text)
    assert typed is not None
    papers = json.loads(html.unescape(typed[1]))
    assert [(one["code"], one["satisfied"]) for one in papers] == [
        ("TP1", True),
        ("TP2", False),
        ("KHAC3", False),
    ]
    assert (papers[2]["name"], papers[2]["copy_kind"]) == ("Giấy cam đoan", "copy")
