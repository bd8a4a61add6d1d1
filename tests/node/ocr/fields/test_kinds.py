"""The kind of a paper is told although letters were read wrong, and is not made up."""

from __future__ import annotations

import pytest

from node.ocr.fields.candidates import understand
from node.ocr.model import Word


def kind_of(*rows: str) -> str:
    words = []
    for number, row in enumerate(rows):
        for place, word in enumerate(row.split()):
            words.append(
                Word(word, 90.0, (place * 90, number * 40, place * 90 + 80, number * 40 + 25), number)
            )
    return understand(words, 1).kind


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỜ KHAl ĐANG KÝ KHAI SlNH"), "to_khai_khai_sinh"),
        (("GIẦY CHƯNG NHẬN KET HON", "Họ, chữ đệm, tên vợ: A B"), "giay_chung_nhan_ket_hon"),
        (
            ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ", "Mã hồ sơ: H19.88-250604-8738"),
            "giay_tiep_nhan_ho_so",
        ),
        (("QUYẾT ĐỊNH", "Căn cứ Luật Hộ tịch;", "Điều 1. Trợ cấp", "Điều 2. Thi hành"), "quyet_dinh"),
        (("TRÍCH LỤC KHAI TỬ", "(BẢN SAO)", "Đã chết vào lúc: 04 giờ"), "trich_luc_khai_tu"),
        (("TRÍCH LỤC KHAI SINH", "(BẢN SAO)", "Đăng ký khai sinh tại: UBND xã"), "trich_luc_khai_sinh"),
        (
            (
                "Đặc điểm nhận dạng / Personal identification",
                "Ngón trỏ trái / Left index finger",
                "IDVNM0010",
            ),
            "can_cuoc_mat_sau",
        ),
    ],
)
def test_a_heading_or_marks_are_enough(rows: tuple[str, ...], kind: str) -> None:
    assert kind_of(*rows) == kind


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam",),
        ("BIÊN BẢN HỌP THÔN", "Hôm nay chúng tôi gồm có"),
        ("a b c",),
    ],
)
def test_other_papers_have_no_kind(rows: tuple[str, ...]) -> None:
    assert kind_of(*rows) == ""


def test_a_declaration_for_a_certificate_is_not_the_certificate() -> None:
    rows = ("TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "Họ, chữ đệm, tên người yêu cầu: A B")
    assert kind_of(*rows) == "to_khai_tinh_trang_hon_nhan"
