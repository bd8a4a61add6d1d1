"""Many papers with one PIN: what waits is listed, each paper has its own outcome, a wrong PIN ends the round."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from node.ports import SignedPdf, SignOrder
from node.usecases.signing.many import ManySignatures
from node.usecases.signing.papers import Signing
from node.usecases.signing.round import DONE, FAILED, WAITING, Round
from plumbing.problem import Problem
from tests.node.api.counter import BASE, PASSPHRASE, Counter, KnownPage, MarkingSigner, PlainForms

WAIT_SECONDS = 120


class Watched(MarkingSigner):
    """Counts its keys and papers; a paper of `bad` fails, a key of `gone` is pulled out."""

    def __init__(self, bad: int = -1, gone: int = -1) -> None:
        self.bad, self.gone, self.batches, self.papers = bad, gone, 0, 0

    @contextmanager
    def batch(self) -> Iterator[MarkingSigner]:
        self.batches += 1
        yield self

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        self.papers += 1
        if self.papers == self.bad:
            raise Problem("NOT_A_PDF", "Tệp không phải là PDF đọc được.")
        if self.papers == self.gone:
            raise Problem("TOKEN_NOT_ANSWERING", "Thiết bị ký ngừng trả lời.", "later")
        return super().sign(pdf, order)


def over(many: ManySignatures) -> Round:
    until = time.monotonic() + WAIT_SECONDS
    while many.now().busy and time.monotonic() < until:
        time.sleep(0.01)
    assert not many.now().busy
    return many.now()


def states(round_: Round) -> list[str]:
    return [item.state for item in round_.items]


def scanned(desk: Counter, papers: int = 3) -> str:
    """A dossier with so many papers, each of one page."""
    headers = desk.sign_in()
    dossier = str(desk.receive(headers)["dossier"])
    for number in range(papers):
        assert desk.scan(headers, dossier, f"TP{number + 1}").status_code < 300
    return dossier


def signing(desk: Counter, signer: MarkingSigner) -> ManySignatures:
    return ManySignatures(desk.place, Signing(desk.place, KnownPage(), signer, PlainForms()))


def test_one_pin_signs_every_chosen_paper_and_the_others_wait(desk: Counter) -> None:
    dossier = scanned(desk)
    signer = Watched()
    many = signing(desk, signer)
    assert [(one.component, one.pages) for one in many.papers(dossier)] == [
        ("TP1", 1),
        ("TP2", 1),
        ("TP3", 1),
    ]
    many.sign_papers([f"{dossier}/TP1", f"{dossier}/TP3"], PASSPHRASE, "bich")
    assert states(over(many)) == [DONE, DONE]
    assert (signer.batches, signer.papers) == (1, 2)
    assert [one.component for one in many.papers()] == ["TP2"]


def test_a_wrong_pin_is_tried_once_and_ends_the_round(desk: Counter) -> None:
    dossier = scanned(desk)
    signer = Watched()
    many = signing(desk, signer)
    many.sign_papers([one.name for one in many.papers()], "sai", "bich")
    ended = over(many)
    assert states(ended) == [FAILED, WAITING, WAITING]
    assert (ended.code, signer.papers) == ("WRONG_PASSPHRASE", 1)
    assert len(many.papers(dossier)) == 3


def test_a_pulled_token_keeps_what_was_signed_and_asks_no_more(desk: Counter) -> None:
    dossier = scanned(desk)
    signer = Watched(gone=2)
    many = signing(desk, signer)
    many.sign_papers([one.name for one in many.papers()], PASSPHRASE, "bich")
    ended = over(many)
    assert states(ended) == [DONE, FAILED, WAITING]
    assert (ended.code, signer.papers) == ("TOKEN_NOT_ANSWERING", 2)
    assert [one.component for one in many.papers(dossier)] == ["TP2", "TP3"]


def test_a_paper_at_fault_costs_only_itself(desk: Counter) -> None:
    scanned(desk)
    many = signing(desk, Watched(bad=1))
    many.sign_papers([one.name for one in many.papers()], PASSPHRASE, "bich")
    ended = over(many)
    assert states(ended) == [FAILED, DONE, DONE]
    assert (ended.code, ended.items[0].code) == ("", "NOT_A_PDF")


def test_what_does_not_wait_cannot_be_signed(desk: Counter) -> None:
    many = signing(desk, Watched())
    with pytest.raises(Problem, match="SIGNING_NOTHING_CHOSEN"):
        many.sign_papers(["aaaaaa-1-1/TP1"], PASSPHRASE, "bich")


def test_two_rounds_do_not_run_at_once_and_a_round_can_be_halted(desk: Counter) -> None:
    scanned(desk)
    begun, go_on = threading.Event(), threading.Event()

    class Slow(MarkingSigner):
        def sign(self, pdf: bytes, order: Any) -> Any:
            begun.set()
            assert go_on.wait(WAIT_SECONDS)
            return super().sign(pdf, order)

    many = signing(desk, Slow())
    names = [one.name for one in many.papers()]
    many.sign_papers(names, PASSPHRASE, "bich")
    assert begun.wait(WAIT_SECONDS)
    with pytest.raises(Problem, match="SIGNING_ROUND_RUNS"):
        many.sign_papers(names, PASSPHRASE, "bich")
    many.halt("lan")
    go_on.set()
    assert states(over(many)) == [DONE, WAITING, WAITING]


def test_the_page_lists_signs_and_tells(desk: Counter) -> None:
    dossier = scanned(desk, 2)
    csrf = desk.sign_in()["X-CSRF-Token"]
    shown = desk.client.get(f"/ky-loat?ho-so={dossier}").text
    assert shown.count('name="chon"') == 2
    assert f"/ky-loat?ho-so={dossier}" in desk.client.get(f"/ho-so/{dossier}").text
    data = {"csrf": csrf, "passphrase": PASSPHRASE, "chon": [f"{dossier}/TP1", f"{dossier}/TP2"]}
    assert desk.client.post("/ky-loat/giay", data=data).status_code == 303
    over(desk.node.many_signatures)
    told = desk.client.get("/api/signing/round").json()
    assert [item["state"] for item in told["items"]] == [DONE, DONE]
    assert "Không có giấy nào chờ ký" in desk.client.get(f"/ky-loat?ho-so={dossier}").text
    assert PASSPHRASE not in str(told)


def test_a_wrong_passphrase_leads_back_to_the_dossier(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    desk.scan(headers, dossier)
    form = {"csrf": headers["X-CSRF-Token"], "component": "TP1", "passphrase": "sai"}
    page = f"/ho-so/{dossier}"
    answer = desk.client.post(f"{page}/ky", data=form, headers={"referer": f"{BASE}{page}?da=uploaded"})
    assert answer.status_code == 400
    assert f'href="{page}" data-key="Escape"' in answer.text
