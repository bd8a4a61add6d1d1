"""A leader's sitting with a real token (SoftHSM): one PIN for all results, and a token that is pulled in the midst."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dossier.local_time import local
from node.ocr.process.child import ChildReader
from node.ports import SignedPdf, Signer, SignOrder
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.tools import FolderSigner, PdfForms
from node.usecases.signing.many import ManySignatures, SigningKeys
from node.usecases.signing.papers import Signing
from node.usecases.signing.review import AGREED, Choice
from node.usecases.signing.round import DONE, FAILED
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.node.api.counter import Counter, KnownPage, counter
from tests.node.api.test_result_review import approved
from tests.node.api.test_signing_round import over, states
from tests.node.sign.people import END, PASSPHRASE, START
from tests.node.sign.tokens import MODULE, PIN, Rack, rack_of

pytestmark = [pytest.mark.full, pytest.mark.skipif(not MODULE.exists(), reason="no SoftHSM")]


class Pulled(FolderSigner):
    """After two results of its first batch the token is pulled out."""

    __slots__ = ("rack",)
    rack: Rack

    @contextmanager
    def batch(self) -> Iterator[Signer]:
        with FolderSigner.batch(self) as many:
            yield _Pulling(many, self.rack, 2)


class _Pulling:
    def __init__(self, many: Signer, rack: Rack, after: int) -> None:
        self._many, self._rack, self._left = many, rack, after

    def sign(self, pdf: bytes, order: SignOrder) -> SignedPdf:
        if order.role == "leader":
            self._left -= 1
            if self._left < 0:
                self._rack.pull()
        return self._many.sign(pdf, order)

    def get_ready(self) -> None:
        return

    @contextmanager
    def batch(self) -> Iterator[Signer]:
        yield self


@pytest.fixture
def sitting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Counter, ManySignatures, Rack, bytes]]:
    """Three agreed results; the leader's key lies in a token, the agency's in a file; the third finds no token."""
    trust = make_ca(tmp_path / "ca").read_bytes()
    leader = issue_p12(tmp_path / "ca", "Hoàng Minh Châu", "UBND xã", Holder.LEADER, PASSPHRASE, START, END)
    seal = issue_p12(tmp_path / "ca", "UBND xã Quảng Yên", "UBND xã", Holder.SEAL, PASSPHRASE, START, END)
    rack = rack_of(tmp_path, monkeypatch, leader)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "seal.p12").write_bytes(seal.read_bytes())
    (keys / "chau.token.json").write_text(f'{{"module": "{MODULE}", "token": "lan"}}')
    signer = Pulled(keys)
    object.__setattr__(signer, "rack", rack)
    (tmp_path / "node").mkdir()
    with counter(tmp_path / "node") as desk:
        for number in range(3):
            approved(desk, draft=f"Cấp bản {number}.")
        forms = PdfForms(ChildReader())
        many = ManySignatures(desk.place, Signing(desk.place, KnownPage(), signer, forms))
        for one in many.reviews.waiting("thu"):
            many.reviews.choose(one.dossier, Choice(AGREED, one.basis, one.content), "thu")
        yield desk, many, rack, trust
    signer.workers.close()


def test_what_was_signed_stays_signed_when_the_token_is_pulled_and_the_rest_is_signed_later(
    sitting: tuple[Counter, ManySignatures, Rack, bytes],
) -> None:
    desk, many, rack, trust = sitting
    keys = SigningKeys("chau", PIN, PASSPHRASE)
    many.sign_results(keys, "thu")
    ended = over(many)
    assert (states(ended), ended.code) == ([DONE, DONE, FAILED], ended.items[2].code)
    assert ended.code in ("TOKEN_NOT_FOUND", "TOKEN_NOT_ANSWERING")
    for item in ended.items[:2]:
        outcome = desk.node.views.dossier(item.dossier, "bich").state.outcome
        assert outcome is not None
        pdf = desk.place.blobs.path(outcome.blob).read_bytes()
        report = verify(pdf, read_trust(trust), local(desk.clock.ms))
        assert (report.verdict, len(report.signatures)) == (Verdict.VALID, 2)
    (rest,) = many.reviews.waiting("thu")
    assert rest.choice == AGREED
    rack.put_back()
    many.sign_results(SigningKeys("chau", "999999", PASSPHRASE), "thu")
    assert (over(many).code, states(many.now())) == ("PIN_WRONG", [FAILED])
    many.sign_results(SigningKeys("chau", "999999", PASSPHRASE), "thu")
    assert over(many).code == "PIN_REFUSED_BEFORE"  # the token did not hear it again
    many.sign_results(keys, "thu")
    assert states(over(many)) == [DONE]
    numbers = {one.number for one in desk.node.signing.unused_numbers() if one.state == "void"}
    assert numbers == set()
