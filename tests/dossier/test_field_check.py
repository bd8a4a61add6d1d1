"""What a finger's slip leaves in a field is told; what papers really say is not."""

import pytest

from dossier.field_check import fault_vi


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("id_number", "038088011234"),
        ("id_number", "038 088 011 234"),
        ("id_number", "171234567"),
        ("id_number", "C1234567"),
        ("birth_date", "05/02/1990"),
        ("birth_date", "1990"),
        ("date", "29/02/2024"),
        ("phone", "0912 345 678"),
        ("name", "bất cứ gì"),
        ("number", "147/2019"),
    ],
)
def test_nothing_is_odd(what: str, value: str) -> None:
    assert fault_vi(what, value) == ""


@pytest.mark.parametrize(
    ("what", "value", "word"),
    [
        ("id_number", "03808801123", "12 chữ số"),
        ("id_number", "0380880112345", "12 chữ số"),
        ("id_number", "O38088011234", "12 chữ số"),
        ("birth_date", "31/02/1990", "không có ngày"),
        ("issued_on", "29/02/2023", "không có ngày"),
        ("death_date", "hôm qua", "không có ngày"),
        ("phone", "091234567", "10 chữ số"),
    ],
)
def test_what_cannot_be_is_told(what: str, value: str, word: str) -> None:
    assert word in fault_vi(what, value)
