"""Signature verdicts on demand: by JSON, as a page, as a piece of the dossier's page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from node.api.app import create_app
from node.tools import FolderVerifier
from node.usecases.signing.verdicts import Verdicts
from tests.node.api.counter import BASE, PASSPHRASE, Counter, counter, pdf, photo

FOREIGN = Path(__file__).parents[2] / "golden" / "foreign"


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


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Counter]:
    """A counter that judges by the trust list of the foreign samples, with the real checker."""
    with counter(tmp_path) as made:
        verifier = FolderVerifier(FOREIGN / "trust.pem")
        node = replace(made.node, verdicts=Verdicts(made.place, made.node.scans, verifier))
        client = TestClient(create_app(node), base_url=BASE, follow_redirects=False)
        yield replace(made, node=node, client=client)
        verifier.child.close()


def test_papers_that_citizens_bring_are_judged_explained_and_not_kept(judging: Counter) -> None:
    csrf = judging.sign_in()["X-CSRF-Token"]
    names = ("openssl-ec", "openssl-gone", "openssl-stream", "openssl-unknown")
    files = [("files", (f"{name}.pdf", (FOREIGN / f"{name}.pdf").read_bytes())) for name in names]
    files.append(("files", ("scan.pdf", pdf())))
    page = judging.client.post("/kiem-tra-chu-ky", data={"csrf": csrf}, files=files)
    assert page.status_code == 200
    for said in (
        "Nhận làm căn cứ được",
        "Không nhận bản này làm căn cứ",
        "Chưa biết tổ chức cấp chứng thư này",
        "Chứng thư đã bị thu hồi",
        "Lê Thị Doanh ← MotCua Demo Issuing CA ← MotCua Demo Root CA",
        "gốc chưa có trong danh sách tin cậy",
        "01/01/2026–01/01/2036, ECDSA 256, SHA-256",
        "Tệp này không mang chữ ký số nào",
    ):
        assert said in page.text, said
    assert not [path for path in (judging.place.config.data / "blobs").rglob("*") if path.is_file()]


def test_one_file_is_judged_for_a_program_and_what_is_no_pdf_is_told(judging: Counter) -> None:
    headers = judging.sign_in()
    data = (FOREIGN / "endesive-two.pdf").read_bytes()
    found = judging.client.post("/api/verify", files={"file": ("a.pdf", data)}, headers=headers).json()
    assert [one["verdict"] for one in found["found"]["signatures"]] == ["VALID", "INDETERMINATE"]
    assert found["sha256"] == sha256(data).hexdigest()
    told = judging.client.post("/api/verify", files={"file": ("a.jpg", photo())}, headers=headers)
    assert told.json()["code"] == "VERDICT_NOT_A_PDF"
    assert judging.client.post("/api/verify", files={}, headers=headers).json()["code"] == "UPLOAD_EMPTY"


def test_a_signed_pdf_that_was_handed_in_leads_to_its_verdict(judging: Counter) -> None:
    headers = judging.sign_in()
    dossier = judging.receive(headers)["dossier"]
    files = {"files": ("don.pdf", (FOREIGN / "openssl-ec.pdf").read_bytes(), "application/pdf")}
    url = f"/api/dossiers/{dossier}/pages"
    assert judging.client.post(url, data={"component": "TP1"}, files=files, headers=headers).status_code < 300
    shown = judging.client.get(f"/ho-so/{dossier}").text
    (link,) = re.findall(rf'href="(/ho-so/{dossier}/chu-ky/[^"]+)" data-verdict', shown)
    assert "Lê Thị Doanh" in judging.client.get(link).text
