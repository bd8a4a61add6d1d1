"""The closed words of an address are spelled right; names of places stay as they were read."""

from __future__ import annotations

import pytest

from node.ocr.fields.address_words import put_right


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Tố dân phố sô 7", "Tổ dân phố số 7"),
        ("Âp Kinh Xáng, xã Suối Lở", "Ấp Kinh Xáng, xã Suối Lở"),
        ("Buôn Alê, pnường Lợi, tinh Gia Lai", "Buôn Alê, phường Lợi, tỉnh Gia Lai"),
        ("xã Gò Sỏ1, tỉnh Quảng Tri", "xã Gò Sỏi, tỉnh Quảng Trị"),
        ("Số 58 hểm 3 đưởng Lê Lợi", "Số 58 hẻm 3 đường Lê Lợi"),
        ("TP. Đà Năng", "TP. Đà Nẵng"),
        ("Số 173 đường huyện 27, tàng Ngọ, xã Lộc", "Số 173 đường huyện 27, làng Ngọ, xã Lộc"),
        ("XÃ LỘC, TỈNH QUẢNG TRI", "XÃ LỘC, TỈNH QUẢNG TRỊ"),
    ],
)
def test_kinds_of_places_and_the_province_are_put_right(read: str, printed: str) -> None:
    assert put_right(read) == printed


@pytest.mark.parametrize(
    "address",
    [
        "Bàn Thạch, xã Hợp Tiến",
        "Quan Hóa, Thanh Hóa",
        "Phương Độ, tỉnh Tuyên Quang",
        "Xa Dung, tỉnh Điện Biên",
        "Dương Hòa, thành phố Huế",
        "Bản Nà Hỳ, xã Bản Ngoòng, tỉnh Điện Biên",
        "Khu phố 12",
        "Số 1 đường 3 tháng 2, tỉnh Thanh Hoá",
        "",
    ],
)
def test_names_of_places_stay(address: str) -> None:
    assert put_right(address) == address
