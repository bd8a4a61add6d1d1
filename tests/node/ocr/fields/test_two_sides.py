"""Answers of two people who are asked side by side are kept apart, whatever their columns look like."""

from __future__ import annotations

from node.ocr.fields.candidates import understand
from tests.node.ocr.fields.test_candidates import words

HEAD = (
    "TỜ KHAI ĐĂNG KÝ KẾT HÔN",
    "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật",
    "Thông tin                 Bên nữ                   Bên nam",
)
NUMBERS = (
    "Số định danh cá      013301092988             028201943819",
    "nhân",
    "Dân tộc              Kinh                     Mường",
)


def said(*rows: str) -> dict[str, str]:
    return {field.name: field.value for field in understand(words(*HEAD, *rows), 1).fields}


def test_each_side_answers_each_label_also_a_broken_one() -> None:
    got = said("Họ, chữ đệm, tên     Đoàn Thị Thắm            Tống Văn Lộc", *NUMBERS)
    assert got == {
        "wife_name": "Đoàn Thị Thắm",
        "husband_name": "Tống Văn Lộc",
        "wife_id_number": "013301092988",
        "husband_id_number": "028201943819",
        "wife_ethnicity": "Kinh",
        "husband_ethnicity": "Mường",
    }


def test_a_long_answer_stays_in_its_column() -> None:
    got = said(
        "Nơi cư trú           Thôn Bãi, xã Thạnh Mỹ    Xóm Gò Mả, xã Đông,",
        "                     Lợi, tỉnh Lâm Đồng       tỉnh Lâm Đồng",
        *NUMBERS,
    )
    assert got["wife_residence"] == "Thôn Bãi, xã Thạnh Mỹ Lợi, tỉnh Lâm Đồng"
    assert got["husband_residence"] == "Xóm Gò Mả, xã Đông, tỉnh Lâm Đồng"


def test_a_full_cell_that_leaves_no_white_is_told_by_where_the_other_rows_begin() -> None:
    got = said(
        "Họ, chữ đệm, tên     Đoàn Thị Hồng Thu Thắm N Tống Văn Lộc",
        "Nơi cư trú           Thôn Phú, xã Phú, t. Hue Xóm Gò Mả, xã Đông",
        *NUMBERS,
    )
    assert got["husband_name"] == "Tống Văn Lộc"
    assert got["husband_residence"] == "Xóm Gò Mả, xã Đông"


def test_a_page_without_two_heads_has_no_sides() -> None:
    assert understand(words("TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Bên nữ", "Họ tên     A"), 1).fields == ()
