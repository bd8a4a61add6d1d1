"""A paper that was digitised once is offered the next time, with why it holds; asking for paper needs a reason."""

from typing import Any

import pytest

from dossier.reuse import Good
from tests.node.api.counter import BIRTH, PASSPHRASE, Counter

BORN, DECLARED = "TP2", "TP1"  # giấy chứng sinh, tờ khai
PERSON = {"name": "Nguyễn Thị Lan", "id_number": "038190001234"}


def papers(**of_one: Any) -> list[dict[str, Any]]:
    """The papers of a birth as the form sends them."""
    return [
        {"code": DECLARED, "name": "Tờ khai đăng ký khai sinh"},
        {"code": BORN, "name": "Giấy chứng sinh hoặc giấy tờ thay thế", **of_one},
    ]


def given_once(desk: Counter, headers: dict[str, str]) -> str:
    """A dossier whose certificate was digitised and signed."""
    dossier = str(desk.receive(headers, components=papers())["dossier"])
    desk.scan(headers, dossier, BORN)
    body = {"component": BORN, "passphrase": PASSPHRASE}
    assert desk.client.post(f"/api/dossiers/{dossier}/sign", json=body, headers=headers).status_code == 200
    return dossier


def offers(desk: Counter, headers: dict[str, str], **more: str) -> list[dict[str, Any]]:
    body = {"id_number": PERSON["id_number"], "procedure": BIRTH, "name": PERSON["name"]} | more
    answer = desk.client.post("/api/reuse", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def intake(desk: Counter, headers: dict[str, str], **of_one: Any) -> Any:
    body = {"procedure": BIRTH, "applicant": PERSON, "components": papers(**of_one)}
    return desk.client.post("/api/dossiers", json=body, headers=headers)


def test_it_is_offered_for_the_entry_it_answers_with_picture_basis_and_reason(desk: Counter) -> None:
    headers = desk.sign_in()
    first = given_once(desk, headers)
    (one,) = offers(desk, headers)
    assert (one["component"], one["good"], one["dossier"]) == (BORN, Good.VALID, first)
    assert one["basis_vi"] == "Bản số hóa có ký số khi tiếp nhận"
    assert "không có thời hạn" in one["reason_vi"]
    assert desk.client.get(one["picture"]).status_code == 200
    assert offers(desk, headers, id_number="038190009999") == []
    assert offers(desk, headers, id_number="") == []


def test_a_dossier_uses_it_and_counts_so(desk: Counter) -> None:
    headers = desk.sign_in()
    first = given_once(desk, headers)
    (one,) = offers(desk, headers)
    taken = intake(desk, headers, reuse=one["blob"])
    assert taken.status_code == 201, taken.text
    (reused,) = taken.json()["state"]["reuses"]
    assert (reused["component"], reused["source"], reused["basis"]) == (BORN, first, "so_hoa_ky_so")
    page = desk.client.get(f"/ho-so/{taken.json()['dossier']}").text
    assert "dùng lại bản số" in page
    figures = {line["code"]: line for line in desk.client.get("/api/kpis").json()["lines"]}
    assert (figures["qd766 4.3"]["numerator"], figures["qd766 4.3"]["denominator"]) == (1, 2)
    used = figures["local dung_lai_khi_co"]
    assert (used["numerator"], used["denominator"]) == (1, 1)


def test_paper_is_not_taken_in_silence_where_a_good_copy_is_at_hand(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    refused = intake(desk, headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "PAPER_EXISTS")
    assert intake(desk, headers, again="vi thich").json()["code"] == "AGAIN_REASON"
    assert intake(desk, headers, again="khac").json()["code"] == "AGAIN_REASON_WORDS"
    taken = intake(desk, headers, again="khac", again_note="Bản số thiếu trang")
    assert taken.status_code == 201
    (kept,) = taken.json()["state"]["asked_again"]
    assert (kept["component"], kept["reason"], kept["note"]) == (BORN, "khac", "Bản số thiếu trang")
    figures = {line["code"]: line for line in desk.client.get("/api/kpis").json()["lines"]}
    assert figures["local dung_lai_khi_co"]["denominator"] == 1
    assert "Bản số thiếu trang" in desk.client.get(f"/ho-so/{taken.json()['dossier']}").text


def test_a_refused_intake_leaves_nothing_behind(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    before = desk.client.get("/api/worklist").json()["rows"]
    intake(desk, headers)
    assert desk.client.get("/api/worklist").json()["rows"] == before


def test_another_persons_paper_is_told_not_offered(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    (one,) = offers(desk, headers, name="Lê Văn Cường")
    assert (one["good"], one["usable"]) == (Good.OTHER_PERSON, False)
    body = {"procedure": BIRTH, "applicant": PERSON | {"name": "Lê Văn Cường"}}
    entries = papers(reuse=one["blob"])
    refused = desk.client.post("/api/dossiers", json=body | {"components": entries}, headers=headers)
    assert refused.json()["code"] == "REUSE_NOT_GOOD"
    entries = papers(reuse="0" * 64)
    refused = desk.client.post("/api/dossiers", json=body | {"components": entries}, headers=headers)
    assert refused.json()["code"] == "REUSE_NOT_OFFERED"


def test_a_damaged_or_missing_file_is_told_not_offered(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    (one,) = offers(desk, headers)
    file = desk.place.blobs.path(one["blob"])
    file.chmod(0o600)
    file.write_bytes(b"rotten")
    assert offers(desk, headers)[0]["good"] == Good.DAMAGED
    assert offers(desk, headers)[0]["good"] == Good.ABSENT
    assert intake(desk, headers).status_code == 201


def test_a_revoked_paper_is_told_with_the_reason(desk: Counter) -> None:
    headers = desk.sign_in()
    first = given_once(desk, headers)
    (one,) = offers(desk, headers)
    shown = desk.client.get(f"/ho-so/{first}").text
    assert "Thu hồi giấy này…" in shown
    assert f'name="blob" value="{one["blob"]}"' in shown
    form = {"csrf": headers["X-CSRF-Token"], "blob": one["blob"], "reason": "Quét nhầm giấy của người khác"}
    assert desk.client.post(f"/ho-so/{first}/thu-hoi-giay", data=form).status_code == 303
    shown = desk.client.get(f"/ho-so/{first}").text
    assert "Thu hồi giấy này…" not in shown
    assert "Quét nhầm" in shown
    (one,) = offers(desk, headers)
    assert one["good"] == Good.REVOKED
    assert "Quét nhầm" in one["reason_vi"]
    assert intake(desk, headers).status_code == 201


def test_a_paper_answers_only_for_its_own_entry(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    (one,) = offers(desk, headers)
    entries = papers()
    entries[0]["reuse"] = one["blob"]
    body = {"procedure": BIRTH, "applicant": PERSON, "components": entries}
    refused = desk.client.post("/api/dossiers", json=body, headers=headers)
    assert refused.json()["code"] == "REUSE_OTHER_KIND"


def test_it_can_be_used_on_the_dossiers_own_page(desk: Counter) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    second = intake(desk, headers, again="tu_nop").json()["dossier"]
    page = desk.client.get(f"/ho-so/{second}").text
    assert "Dùng lại, không đòi giấy" in page
    (one,) = offers(desk, headers)
    form = {"csrf": headers["X-CSRF-Token"], "component": BORN, "blob": one["blob"]}
    assert desk.client.post(f"/ho-so/{second}/dung-lai", data=form).headers["location"].endswith("da=reused")
    assert "Dùng lại, không đòi giấy" not in desk.client.get(f"/ho-so/{second}").text


@pytest.mark.parametrize("step", ["form", "json"])
def test_the_intake_form_carries_the_choice(desk: Counter, step: str) -> None:
    headers = desk.sign_in()
    given_once(desk, headers)
    if step == "json":
        preview = {"procedure": BIRTH, "applicant": PERSON}
        answer = desk.client.post("/api/intake/preview", json=preview, headers=headers).json()
        assert [one["component"] for one in answer["reuse"]] == [BORN]
        return
    (one,) = offers(desk, headers)
    form = {
        "csrf": headers["X-CSRF-Token"],
        "procedure": BIRTH,
        "applicant.name": PERSON["name"],
        "applicant.id_number": PERSON["id_number"],
        "component.0.code": BORN,
        "component.0.name": "Giấy chứng sinh hoặc giấy tờ thay thế",
        "component.0.satisfied": "on",
    }
    assert "PAPER_EXISTS" in desk.client.post("/tiep-nhan", data=form).text
    done = desk.client.post("/tiep-nhan", data=form | {"component.0.reuse": one["blob"]})
    assert done.status_code == 303


ELSEWHERE = {
    "blob": "f" * 64,
    "title": "Giấy chứng sinh",
    "code": "H56.14758-261101-00001",
    "dossier": "abcdef-1-7",
    "source": "intake",
    "unit_name": "Phường Hàm Rồng",
    "size": 9_000,
    "issued": "",
    "held_ms": 1_790_000_000_000,
    "good": "valid",
    "reason_vi": "Giấy không có thời hạn.",
    "picture": "",
}


def test_without_a_line_the_province_is_not_asked_and_the_clerk_is_told_so(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = intake(desk, headers).json()["dossier"]
    asked = desk.client.post(f"/api/dossiers/{dossier}/look-up", json={"component": BORN}, headers=headers)
    assert asked.json()["code"] == "LOOK_UP_NO_LINE"
    assert "Hồ sơ vẫn nhận bình thường" in asked.json()["hint_vi"]


def test_what_the_province_finds_is_offered_used_and_fetched(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = intake(desk, headers).json()["dossier"]
    assert "Hỏi kho của tỉnh" in desk.client.get(f"/ho-so/{dossier}").text
    desk.peer.papers = [ELSEWHERE]
    form = {"csrf": headers["X-CSRF-Token"], "component": BORN}
    asked = desk.client.post(f"/ho-so/{dossier}/hoi-kho", data=form)
    assert asked.headers["location"].endswith("da=found")
    assert desk.peer.questions == [{"dossier": dossier, "component": BORN, "officer": "bich"}]
    page = desk.client.get(f"/ho-so/{dossier}").text
    assert "Phường Hàm Rồng giữ" in page
    used = desk.client.post(f"/ho-so/{dossier}/dung-lai", data=form | {"blob": ELSEWHERE["blob"]})
    assert used.headers["location"].endswith("da=reused")
    with desk.place.store.reading() as tables:
        row = tables.blobs.get(str(ELSEWHERE["blob"]))
        assert row is not None
        assert (row.wanted, row.size) == (True, 9_000)
        assert list(tables.scan_lane.hurried(False)) == [ELSEWHERE["blob"]]
        assert [a.action for a in tables.audit.list(9) if "province" in a.action] != []


@pytest.mark.parametrize("wrong", [{"blob": "../etc"}, {"source": "x"}, {"good": "?"}, {"picture": "!"}])
def test_a_strange_answer_is_told_and_nothing_is_kept(desk: Counter, wrong: dict[str, str]) -> None:
    headers = desk.sign_in()
    dossier = intake(desk, headers).json()["dossier"]
    desk.peer.papers = [ELSEWHERE | wrong]
    asked = desk.client.post(f"/api/dossiers/{dossier}/look-up", json={"component": BORN}, headers=headers)
    assert asked.json()["code"] == "LOOK_UP_STRANGE"
    assert "Hàm Rồng giữ" not in desk.client.get(f"/ho-so/{dossier}").text
