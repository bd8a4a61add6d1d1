"""What clerks confirm makes later proposals better: marks of places, never digits; names are told, not changed."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from dossier.facts import FactKind
from node.bootstrap import Running
from node.ports import CandidateRow
from node.ports.learning import KindRow
from node.usecases.page_models import Candidate, FieldEntry
from node.usecases.scans.learned import better, what_of
from tests.node.commune import act, receive

PLACES = {"thon phu mi": {"Thôn Phú Mỵ": 3, "Thôn Phú My": 0}}


def read_page(yen: Running, dossier: str, label: str, **values: str) -> str:
    """A page that was scanned and read; its key."""
    scanned = act(
        yen,
        dossier,
        FactKind.PAGE_SCANNED,
        "lan",
        component="TP1",
        blob=sha256(label.encode()).hexdigest(),
        media_type="image/jpeg",
        size=9,
    )
    page = scanned.pages[-1].key
    fields = [
        {"name": name, "value": value, "confidence": 95, "page": 1, "box": [1, 2, 3, 4], "type": "address",
         "review": False, "reason": ""}
        for name, value in values.items()
    ]  # fmt: skip
    row = CandidateRow(dossier, page, 1, 100, 100, "", "[]", json.dumps(fields, ensure_ascii=False))
    with yen.store.writing() as tables:
        tables.reading.put([row])
        tables.learning.put_kind(KindRow(dossier, page, 1, "don_de_nghi", 90))
    return page


def proposed(yen: Running, dossier: str, field: str) -> Candidate:
    return next(c for c in yen.node.scans.candidates(dossier) if c.field == field)


def confirm(yen: Running, dossier: str, page: str, field: str, value: str) -> None:
    entry = FieldEntry(field, value, page=page, box=(1, 2, 3, 4))
    yen.node.scans.confirm_fields(dossier, [entry], "lan")


def test_a_spelling_that_people_confirmed_twice_is_proposed_and_says_why(yen: Running) -> None:
    for turn in range(2):
        dossier = receive(yen).dossier
        page = read_page(yen, dossier, f"p{turn}", requester_residence="Thôn Phú My, xã Không Đâu")
        assert proposed(yen, dossier, "requester_residence").value == "Thôn Phú My, xã Không Đâu"
        confirm(yen, dossier, page, "requester_residence", "Thôn Phú Mỵ, xã Không Đâu")
    dossier = receive(yen).dossier
    page = read_page(yen, dossier, "p3", requester_residence="thôn Phú My, tỉnh Thanh Hóa")
    found = proposed(yen, dossier, "requester_residence")
    assert (found.value, found.read) == ("thôn Phú Mỵ, tỉnh Thanh Hóa", "thôn Phú My, tỉnh Thanh Hóa")
    assert (found.review, found.reason, found.kind) == (True, "learned", "don_de_nghi")
    assert "2 lần" in found.why_vi


def test_a_correction_is_kept_with_where_it_comes_from(yen: Running) -> None:
    dossier = receive(yen).dossier
    page = read_page(
        yen, dossier, "p1", requester_residence="Thôn Phú My, xã A", requester_id_number="038175000128"
    )
    confirm(yen, dossier, page, "requester_residence", "Thôn Phú Mỵ, xã A")
    confirm(yen, dossier, page, "requester_id_number", "038175000128")
    with yen.store.reading() as tables:
        (row,) = tables.learning.corrections(dossier)
    assert (row.read, row.value, row.box, row.page_key, row.kind, row.officer) == (
        "Thôn Phú My, xã A",
        "Thôn Phú Mỵ, xã A",
        "1,2,3,4",
        page,
        "don_de_nghi",
        "lan",
    )


def test_what_a_person_confirmed_stands_whatever_is_read_later(yen: Running) -> None:
    dossier = receive(yen).dossier
    page = read_page(yen, dossier, "p1", requester_residence="Thôn A, xã B")
    confirm(yen, dossier, page, "requester_residence", "Thôn C, xã D")
    page = read_page(yen, dossier, "p2", requester_residence="Thôn E, xã F")
    assert yen.node.views.dossier(dossier, "lan").state.fields["requester_residence"].value == "Thôn C, xã D"


def test_the_register_takes_a_doubt_away_and_tells_the_unit_of_today(yen: Running) -> None:
    dossier = receive(yen).dossier
    read_page(yen, dossier, "p1", requester_residence="xã Quảng Trạch, huyện Quảng Xương, tỉnh Thanh Hóa")
    found = proposed(yen, dossier, "requester_residence")
    assert (found.review, found.unit_today) == (False, "16480@2025-07-01")
    assert "nay là Xã Quảng Yên" in found.why_vi


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("Thôn Phú My, tổ 5", "Thôn Phú Mỵ, tổ 5"),
        ("THÔN PHÚ MY", "THÔN PHÚ MỴ"),
        ("Thôn Phú Mỵ", None),
        ("Thôn Khác", None),
    ],
)
def test_only_marks_change_and_the_case_of_the_paper_stays(read: str, expected: str | None) -> None:
    found = better("address", read, PLACES)
    assert (found.value if found else None) == expected


def test_what_an_earlier_release_read_is_still_proposed_and_flagged(yen: Running) -> None:
    dossier = receive(yen).dossier
    page = read_page(yen, dossier, "p1")
    stored = '[{"name": "mother_name", "value": "Trần Bảo Hiền", "confidence": 97, "page": 1, "box": [1, 2, 3, 4]}]'
    with yen.store.writing() as tables:
        tables.reading.put([CandidateRow(dossier, page, 1, 100, 100, "", "[]", stored)])
    found = proposed(yen, dossier, "mother_name")
    assert (found.value, found.read, found.review, found.kind) == (
        "Trần Bảo Hiền",
        "Trần Bảo Hiền",
        True,
        "don_de_nghi",
    )


def test_a_spelling_used_as_often_is_left_alone() -> None:
    assert better("address", "Thôn Phú My", {"thon phu mi": {"Thôn Phú Mỵ": 3, "Thôn Phú My": 2}}) is None
    assert better("address", "Thôn Phú My", {"thon phu mi": {"Thôn Phú Mỵ": 1}}) is None


def test_numbers_and_dates_are_never_learned() -> None:
    assert [
        what_of(f) for f in ("requester_id_number", "person_birth_date", "document_number", "mother_name")
    ] == [
        "",
        "",
        "",
        "name",
    ]
