"""The papers that acts call for are printed from the facts, as of the act; acts without effect print nothing."""

from datetime import timedelta

import pypdfium2 as pdfium
import pytest

from dossier.facts import FactKind
from node.bootstrap import Running
from plumbing.problem import Problem
from tests.node.commune import Commune, act, receive


def words_of(pdf: bytes) -> str:
    """All printed words, lines joined."""
    document = pdfium.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def the_notice(running: Running, dossier: str) -> tuple[str, str]:
    (printable,) = running.node.printing.notices(dossier)
    return printable.name_vi, words_of(running.node.printing.notice(dossier, printable.key))


def test_a_request_for_supplements_names_everything_at_once(yen: Running) -> None:
    dossier = receive(yen).dossier
    act(yen, dossier, FactKind.ASSIGNED, "lan", to="lan")
    act(
        yen,
        dossier,
        FactKind.SUPPLEMENT_REQUESTED,
        "lan",
        missing=["Giấy chứng sinh"],
        content="Ghi rõ nơi cư trú",
        reason="Điều 16 Luật Hộ tịch",
    )
    name, words = the_notice(yen, dossier)
    assert "mẫu 02" in name
    for said in ("PHIẾU YÊU CẦU BỔ SUNG", "Giấy chứng sinh", "Ghi rõ nơi cư trú", "Điều 16 Luật Hộ tịch"):
        assert said in words


def test_a_refusal_gives_its_reason(yen: Running) -> None:
    values = {"procedure": "1.000656", "applicant": {"name": "Nguyễn Thị Lan", "id_number": "038175000123"}}
    dossier = yen.place.identity.dossier_id(9)
    act(yen, dossier, FactKind.DRAFTED, "lan", **values)
    act(yen, dossier, FactKind.SUBMITTED, "lan", **values)
    act(yen, dossier, FactKind.INTAKE_REFUSED, "lan", reason="Không thuộc thẩm quyền")
    name, words = the_notice(yen, dossier)
    assert "mẫu 03" in name
    assert "Lý do 1: Không thuộc thẩm quyền" in words


def test_an_apology_keeps_the_first_day_beside_the_new_one(xa: Commune, yen: Running) -> None:
    taken = receive(yen, limit="10wd")
    new_due = taken.due_ms + int(timedelta(days=7).total_seconds() * 1000)
    act(yen, taken.dossier, FactKind.DEADLINE_EXTENDED, "lan", due_ms=new_due, reason="Chờ xác minh")
    name, words = the_notice(yen, taken.dossier)
    assert "mẫu 04" in name
    assert "Chờ xác minh" in words
    assert words.count("năm 2026") >= 3  # the day of the letter, the first promise, the new one


def test_a_withdrawal_says_who_asked_and_what_was_paid(yen: Running) -> None:
    dossier = receive(yen).dossier
    act(yen, dossier, FactKind.FEE_PAID, "lan", amount=8000)
    act(yen, dossier, FactKind.WITHDRAWN, "lan", reason="Nộp nhầm nơi")
    name, words = the_notice(yen, dossier)
    assert "mẫu 05" in name
    assert "Tổ chức, cá nhân rút hồ sơ" in words
    assert "8.000 đồng (Tám nghìn đồng)" in words


def test_the_control_sheet_follows_every_desk(yen: Running) -> None:
    dossier = receive(yen).dossier
    act(yen, dossier, FactKind.ASSIGNED, "lan", to="lan")
    words = words_of(yen.node.printing.control_sheet(dossier))
    assert "1. Giao: Nguyễn Thị Lan 2. Nhận: Lan – Xã Quảng Yên" in words
    assert "PHIẾU KIỂM SOÁT" in words


def test_the_book_holds_what_was_received_in_its_days_only(yen: Running) -> None:
    first, second = receive(yen), receive(yen, name="Lê Văn Ba", number="038175000456")
    today = yen.place.clock.today()
    words = words_of(yen.node.printing.tracking_book(today, today))
    assert first.code in words
    assert second.code in words
    yesterday = today - timedelta(days=1)
    assert first.code not in words_of(yen.node.printing.tracking_book(yesterday, yesterday))


def test_a_paper_of_no_act_is_told_apart(yen: Running) -> None:
    dossier = receive(yen).dossier
    assert yen.node.printing.notices(dossier) == ()
    with pytest.raises(Problem, match="NOTICE_UNKNOWN"):
        yen.node.printing.notice(dossier, "khong-co-1-1")
