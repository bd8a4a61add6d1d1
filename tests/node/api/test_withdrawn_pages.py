"""A page is taken out of the wrong dossier on the dossier's page, by a program, or right after it was placed."""

from __future__ import annotations

import io

import pytest

from dossier.errors import Refuse
from node.ports.prints import ScanPrint
from tests.node.api.counter import PASSPHRASE, Counter

Scanned = tuple[Counter, str, str]


@pytest.fixture
def scanned(desk: Counter) -> Scanned:
    headers = desk.sign_in()
    dossier = str(desk.receive(headers)["dossier"])
    desk.scan(headers, dossier, "TP1")
    (page,) = desk.node.views.dossier(dossier, "bich").pages
    return desk, dossier, page.key


def test_a_clerk_takes_it_out_and_undoes_it_on_the_page(scanned: Scanned) -> None:
    desk, dossier, key = scanned
    form = {"csrf": desk.sign_in()["X-CSRF-Token"], "page": key, "reason": "nham_nguoi"}
    assert "Rút khỏi hồ sơ này" in desk.client.get(f"/ho-so/{dossier}").text
    answer = desk.client.post(f"/ho-so/{dossier}/rut-trang", data=form)
    assert answer.headers["location"].endswith("?da=withdrawn#quet")
    shown = desk.client.get(answer.headers["location"]).text
    assert "Đã rút trang khỏi hồ sơ" in shown
    assert "Giấy của người khác" in shown
    assert "Rút trang khỏi hồ sơ" in shown  # in the history
    (out,) = desk.node.views.dossier(dossier, "bich").state.withdrawn
    undo = {"csrf": form["csrf"], "withdrawal": out.key}
    back = desk.client.post(f"/ho-so/{dossier}/dua-lai", data=undo)
    assert back.headers["location"].endswith("?da=restored#quet")
    assert [page.key for page in desk.node.views.dossier(dossier, "bich").pages] == [key]


def test_a_program_does_the_same(scanned: Scanned) -> None:
    desk, dossier, key = scanned
    headers, url = desk.sign_in(), f"/api/dossiers/{dossier}"
    wrong = desk.client.post(f"{url}/pages/{key}/withdraw", json={"reason": "?"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "VALUE_NOT_ALLOWED")
    state = desk.client.post(f"{url}/pages/{key}/withdraw", json={"reason": "thua"}, headers=headers).json()
    assert (state["pages"], state["withdrawn"][0]["reason"]) == ([], "thua")
    out = state["withdrawn"][0]["key"]
    again = desk.client.post(f"{url}/withdrawals/{out}/restore", headers=headers).json()
    assert [page["key"] for page in again["pages"]] == [key]
    assert desk.client.post(f"{url}/withdrawals/{out}/restore", headers=headers).status_code == 409


def test_a_signed_page_goes_only_after_its_copy_was_revoked_and_takes_it_along(scanned: Scanned) -> None:
    desk, dossier, key = scanned
    steps = desk.node.scans.withdrawals
    signed = desk.node.signing.digitise_and_sign(dossier, "TP1", "bich", PASSPHRASE)
    assert not isinstance(signed, Refuse)
    refused = steps.withdraw(dossier, [key], "nham_nguoi", "bich")
    assert isinstance(refused, Refuse)
    assert refused.code == "PAGE_SIGNED"
    assert "thu hồi bản đã ký trước" in desk.client.get(f"/ho-so/{dossier}").text
    desk.node.reuse.revoke(dossier, signed.documents[0].blob, "quét nhầm", "bich")
    assert "Rút khỏi hồ sơ này" in desk.client.get(f"/ho-so/{dossier}").text
    out = steps.withdraw(dossier, [key], "nham_nguoi", "bich")
    assert not isinstance(out, Refuse)
    assert (out.pages, out.documents) == ((), ())
    gone = desk.client.get(f"/api/dossiers/{dossier}/files/{signed.documents[0].key}")
    assert gone.json()["code"] == "PAGE_UNKNOWN"


def test_what_was_read_off_it_can_no_longer_be_found(scanned: Scanned) -> None:
    desk, dossier, key = scanned
    desk.read_all()
    assert [row.dossier for row in desk.node.views.search("to khai")] == [dossier]
    assert not isinstance(desk.node.scans.withdrawals.withdraw(dossier, [key], "thua", "bich"), Refuse)
    assert desk.node.views.search("to khai") == ()
    assert desk.node.views.dossier(dossier, "bich").candidates == ()


def test_the_same_file_in_two_dossiers_is_told_on_both(scanned: Scanned) -> None:
    desk, dossier, _ = scanned
    headers = desk.sign_in()
    other = str(desk.receive(headers)["dossier"])
    desk.scan(headers, other, "TP1")
    (page,) = desk.node.views.dossier(dossier, "bich").pages
    assert page.also_in == (desk.node.views.dossier(other, "bich").row.code,)
    assert "trùng từng byte" in desk.client.get(f"/ho-so/{other}").text
    desk.scan(headers, other, "TP2")
    pages = desk.node.views.dossier(other, "bich").pages
    assert all(len(one.also_in) == 2 for one in pages)
    assert "chính hồ sơ này" in desk.client.get(f"/ho-so/{other}").text
    desk.node.scans.withdrawals.withdraw(other, [one.key for one in pages], "thua", "bich")
    assert desk.node.views.dossier(dossier, "bich").pages[0].also_in == ()


def test_a_paper_scanned_twice_is_told_beside_the_second_scan(scanned: Scanned) -> None:
    desk, dossier, _ = scanned
    again = io.BytesIO(b"\xff\xd8\xff\xe0 another scan of it")
    desk.node.scans.add_upload(dossier, "TP2", again, "image/jpeg", "bich")
    first, second = desk.node.views.dossier(dossier, "bich").pages
    with desk.place.store.writing() as tables:
        seen = [ScanPrint(first.blob, 1, "", b""), ScanPrint(second.blob, 1, "", b"", (first.blob, 1))]
        tables.prints.keep(dossier, seen)
    shown = desk.client.get(f"/ho-so/{dossier}").text
    assert shown.count("của hồ sơ này, có thể quét hai lần") == 1
    told = desk.client.get(f"/api/dossiers/{dossier}").json()["pages"]
    assert [page["same_as"] for page in told] == [
        [],
        [{"sheet": 1, "component": "TP1", "number": 1, "as_sheet": 1}],
    ]
