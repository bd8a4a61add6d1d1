"""An address as the register judges it says why a person should look, whatever the reader thought of it."""

from __future__ import annotations

from node.bootstrap import Running
from node.usecases.page_models import Candidate
from tests.node.commune import receive
from tests.node.usecases.scans.test_learned import proposed, read_page


def judged(yen: Running, address: str) -> Candidate:
    dossier = receive(yen).dossier
    read_page(yen, dossier, "p1", requester_residence=address)
    return proposed(yen, dossier, "requester_residence")


def test_another_spelling_than_the_registers_is_a_doubt_with_a_reason(yen: Running) -> None:
    found = judged(yen, "thôn Đình, xã Quảng Yen, tỉnh Thanh Hóa")
    assert (found.review, found.reason) == (True, "spelled")
    assert "danh mục viết “thôn Đình, xã Quảng Yên, tỉnh Thanh Hóa”" in found.why_vi


def test_a_registered_spelling_is_no_doubt(yen: Running) -> None:
    found = judged(yen, "thôn Đình, xã Quảng Yên, tỉnh Thanh Hóa")
    assert (found.review, found.reason) == (False, "")
