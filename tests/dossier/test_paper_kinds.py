"""A sheet is proposed for the paper of the dossier that it is, or for none."""

from __future__ import annotations

import pytest

from dossier.paper_kinds import component_for

BIRTH = [
    ("TP1", "Tờ khai đăng ký khai sinh"),
    ("TP2", "Giấy chứng sinh hoặc giấy tờ thay thế"),
    ("TP3", "Giấy tờ tùy thân"),
]


@pytest.mark.parametrize(
    ("kind", "component"),
    [
        ("to_khai_khai_sinh", "TP1"),
        ("giay_chung_sinh", "TP2"),
        ("can_cuoc", "TP3"),
        ("quyet_dinh", None),
        ("khong_ro", None),
        ("", None),
    ],
)
def test_by_its_name_or_what_it_is_called(kind: str, component: str | None) -> None:
    assert component_for(kind, BIRTH) == component


def test_a_declaration_goes_to_the_one_declaration_asked_for() -> None:
    assert component_for("to_khai_khai_tu", [("A", "Tờ khai theo mẫu"), ("B", "Giấy khai sinh")]) == "A"


def test_where_two_fit_a_person_chooses() -> None:
    assert component_for("to_khai_khai_tu", [("A", "Tờ khai 1"), ("B", "Tờ khai 2")]) is None
