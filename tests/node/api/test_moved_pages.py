"""A page scanned for the wrong paper goes to the right one, with what was read of it, unless its paper is signed."""

from __future__ import annotations

import pytest

from dossier.errors import Refuse
from node.ports.learning import KindRow
from tests.node.api.counter import PASSPHRASE, Counter


@pytest.fixture
def scanned(desk: Counter) -> tuple[Counter, str, str]:
    headers = desk.sign_in()
    dossier = str(desk.receive(headers)["dossier"])
    desk.scan(headers, dossier, "TP1")
    desk.read_all()
    (page,) = desk.node.views.dossier(dossier, "bich").pages
    return desk, dossier, page.key


def test_a_moved_page_keeps_its_picture_and_what_was_read(scanned: tuple[Counter, str, str]) -> None:
    desk, dossier, key = scanned
    before = desk.node.views.dossier(dossier, "bich")
    moved = desk.node.scans.move_page(dossier, key, "TP2", "bich")
    assert not isinstance(moved, Refuse)
    after = desk.node.views.dossier(dossier, "bich")
    (old,), (new,) = before.pages, after.pages
    assert (new.component, new.blob, new.text, new.kind) == ("TP2", old.blob, old.text, old.kind)
    assert [(c.field, c.value) for c in after.candidates] == [(c.field, c.value) for c in before.candidates]
    assert {c.page_key for c in after.candidates} == {new.key}
    assert desk.node.queue.view().waiting == 0


def test_what_cannot_be_moved_is_refused_with_a_reason(scanned: tuple[Counter, str, str]) -> None:
    desk, dossier, key = scanned
    move = desk.node.scans.move_page
    answers = [move(dossier, key, "TP1", "bich"), move(dossier, "khong-co", "TP2", "bich")]
    assert not isinstance(desk.node.signing.digitise_and_sign(dossier, "TP1", "bich", PASSPHRASE), Refuse)
    answers.append(move(dossier, key, "TP2", "bich"))
    codes = [answer.code for answer in answers if isinstance(answer, Refuse)]
    assert codes == ["PAGE_NOT_MOVED", "PAGE_MOVED", "PAGE_SIGNED"]


def test_a_clerk_moves_it_on_the_page(scanned: tuple[Counter, str, str]) -> None:
    desk, dossier, key = scanned
    csrf = desk.sign_in()["X-CSRF-Token"]
    form = {"csrf": csrf, "page": key, "component": "TP2"}
    answer = desk.client.post(f"/ho-so/{dossier}/chuyen-trang", data=form)
    assert answer.headers["location"].endswith("?da=moved#quet")
    assert "phần máy đọc được đi theo" in desk.client.get(answer.headers["location"]).text


def test_a_signed_paper_says_what_it_was_recognised_as(desk: Counter) -> None:
    headers = desk.sign_in()
    papers = [{"code": "TP1", "name": "Giấy tờ có thông tin khai sinh"}]
    dossier = str(desk.receive(headers, components=papers)["dossier"])
    desk.scan(headers, dossier, "TP1")
    (page,) = desk.node.views.dossier(dossier, "bich").pages
    with desk.place.store.writing() as tables:
        tables.learning.put_kind(KindRow(dossier, page.key, 1, "giay_khai_sinh", 90))
    signed = desk.node.signing.digitise_and_sign(dossier, "TP1", "bich", PASSPHRASE)
    assert not isinstance(signed, Refuse)
    assert signed.documents[0].title == "Giấy tờ có thông tin khai sinh: Giấy khai sinh"
