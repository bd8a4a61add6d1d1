"""The node's `Signer` port: digitised paper at intake, result by leader and seal."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from node.ocr.model import PageText
from node.ocr.process.child import ChildReader
from node.ports import SignOrder, Spot
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.tools import FolderSigner
from plumbing.problem import Problem
from tests.node.sign.people import NOW, PASSPHRASE, Office

SPOTS = {"leader": Spot(1, (320.0, 300.0, 480.0, 370.0)), "seal": Spot(1, (300.0, 300.0, 370.0, 370.0))}


@pytest.fixture
def keys(office: Office, tmp_path: Path) -> FolderSigner:
    shutil.copy(office.leader, tmp_path / "duc.p12")
    shutil.copy(office.seal, tmp_path / "seal-16480@0.p12")
    return FolderSigner(tmp_path)


def order(role: str, holder: str, name: str = "Lê Văn Đức") -> SignOrder:
    at_ms = int(NOW.timestamp() * 1000)
    return SignOrder(role, holder, name, PASSPHRASE, "Số hóa từ bản giấy", "xã Quảng Yên", at_ms, SPOTS)


def test_leader_then_seal_on_the_places_of_the_paper(
    office: Office, paper: bytes, keys: FolderSigner
) -> None:
    by_leader = keys.sign(paper, order("leader", "duc"))
    both = keys.sign(by_leader.data, order("seal", "16480@0", "xã Quảng Yên"))
    assert both.level == "B-B"
    report = verify(both.data, read_trust(office.trust), NOW + datetime.timedelta(days=2))
    assert report.verdict is Verdict.VALID
    assert [(s.field_name, s.certifies) for s in report.signatures] == [("leader", True), ("seal", False)]


def test_a_digitised_paper_is_certified_at_intake(office: Office, paper: bytes, keys: FolderSigner) -> None:
    signed = keys.sign(paper, order("intake", "duc"))
    (signature,) = verify(signed.data, read_trust(office.trust), NOW).signatures
    assert (signature.field_name, signature.certifies) == ("intake", True)
    assert signature.signed_at == "2026-11-22T10:00:00+07:00"


@pytest.mark.parametrize("holder", ["nobody", "../ca0/root", "", "a/b", ".hidden"])
def test_a_holder_without_a_key_or_with_a_path_for_a_name(
    paper: bytes, keys: FolderSigner, holder: str
) -> None:
    with pytest.raises(Problem) as caught:
        keys.sign(paper, order("leader", holder))
    assert caught.value.code == "SIGN_KEY_MISSING"


def test_a_signed_file_is_read_from_a_picture_of_it_and_stays_as_it_is(
    office: Office, paper: bytes, keys: FolderSigner, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    signed = keys.sign(paper, order("intake", "duc")).data
    path.write_bytes(signed)
    pages: list[PageText] = []
    ChildReader().read_pages(path, "application/pdf", pages.append)
    assert [page.page for page in pages] == [1, 2]
    assert "Trang 1" in pages[0].text
    assert path.read_bytes() == signed
