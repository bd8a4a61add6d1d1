"""Signature verdicts on demand: by JSON, as a page, as a piece of the dossier's page."""

import pytest

from tests.node.api.counter import PASSPHRASE, Counter


@pytest.fixture
def signed(desk: Counter) -> str:
    headers = desk.sign_in()
    dossier: str = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    body = {"component": "TP1", "passphrase": PASSPHRASE}
    assert desk.client.post(f"/api/dossiers/{dossier}/sign", json=body, headers=headers).status_code == 200
    return dossier


def test_a_verdict_names_signer_indication_and_changes(desk: Counter, signed: str) -> None:
    key = desk.client.get(f"/api/dossiers/{signed}").json()["state"]["documents"][0]["key"]
    answer = desk.client.get(f"/api/dossiers/{signed}/documents/{key}/verdict")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["verdict"], found["trusted"]) == ("INDETERMINATE", False)
    assert found["signatures"][0]["sub_indication"] == "TRY_LATER"


def test_the_page_says_it_in_words_and_escapes_names(desk: Counter, signed: str) -> None:
    dossier_page = desk.client.get(f"/ho-so/{signed}").text
    key = desk.client.get(f"/api/dossiers/{signed}").json()["state"]["documents"][0]["key"]
    link = f"/ho-so/{signed}/chu-ky/{key}"
    assert f'href="{link}" data-verdict' in dossier_page
    page, piece = desk.client.get(link).text, desk.client.get(link, params={"manh": "1"}).text
    for text in (page, piece):
        assert "chưa kết luận được" in text
        assert "Trần Thị Bích &lt;b&gt;" in text
        assert "08:00 ngày 20/11/2026" in text
        assert "keys/trust.pem" in text
    assert "<html" in page
    assert "<html" not in piece


def test_what_is_no_signed_document_has_no_verdict(desk: Counter, signed: str) -> None:
    scan = desk.client.get(f"/api/dossiers/{signed}").json()["state"]["pages"][0]["key"]
    for key in (scan, "outcome", "nothing-1-1"):
        answer = desk.client.get(f"/api/dossiers/{signed}/documents/{key}/verdict")
        assert (answer.status_code, answer.json()["code"]) == (404, "DOCUMENT_UNKNOWN")


def test_the_result_is_on_the_page_with_its_check(desk: Counter, signed: str) -> None:
    desk.scan(desk.sign_in(), signed, "TP2")
    desk.act("chau", signed, "Assigned", to="dung")
    desk.act("dung", signed, "Appraised", verdict="granted")
    desk.act("dung", signed, "SubmittedForApproval")
    desk.act("chau", signed, "Approved")
    body = {"verdict": "granted", "leader": "chau", "passphrase": PASSPHRASE, "seal_passphrase": PASSPHRASE}
    headers = desk.sign_in("thu")
    assert desk.client.post(f"/api/dossiers/{signed}/issue", json=body, headers=headers).status_code == 200
    page = desk.client.get(f"/ho-so/{signed}").text
    assert f"/api/dossiers/{signed}/files/outcome" in page
    assert f"/ho-so/{signed}/chu-ky/outcome" in page
    assert desk.client.get(f"/api/dossiers/{signed}/documents/outcome/verdict").status_code == 200
