"""Papers that no layout knows: forms of years past, forms that are tables, running text. What they say is found all the
same. Wordings: TT 08.a/2010/TT-BTP and NĐ 158/2005 (civil status until 2015), mẫu CT07 (residence), NĐ 01/2021
(household businesses), orders of People's Committees."""

from __future__ import annotations

import pytest

from node.ocr.fields.candidates import understand
from node.ocr.fields.grammars import find_code_or_number, find_people, leading_name
from tests.node.ocr.fields.test_candidates import values, words

MARRIAGE_OF_2010 = """GIẤY CHỨNG NHẬN KẾT HÔN
Số: 45/2011
Họ và tên chồng: PHẠM VĂN DŨNG              Họ và tên vợ: TRẦN THỊ MAI
Sinh ngày: 05/06/1985                       Sinh ngày: 10/10/1987
Dân tộc: Kinh   Quốc tịch: Việt Nam         Dân tộc: Kinh   Quốc tịch: Việt Nam
Nơi thường trú/tạm trú: Thôn 3, xã Đông Xá, Nơi thường trú/tạm trú: Thôn 5, xã Hoà Lạc,
huyện Vân Đồn, tỉnh Quảng Ninh              huyện Ba Vì, thành phố Hà Nội
Số CMND/Hộ chiếu: 100123456                 Số CMND/Hộ chiếu: 111222333"""
MANDATE = """GIẤY ỦY QUYỀN
I. BÊN ỦY QUYỀN
Ông/bà: Nguyễn Văn Hùng     Sinh năm: 1970
Số CMND/CCCD/Hộ chiếu: 038070001234     Ngày cấp: 01/01/2021
II. BÊN NHẬN ỦY QUYỀN
Ông/bà: Lê Thị Hoa     Sinh năm: 1983
Số CMND/CCCD/Hộ chiếu: 038183001234     Ngày cấp: 01/01/2021"""
RESIDENCE = """XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ
1. Họ, chữ đệm và tên: TRẦN THỊ MAI
4. Số định danh cá nhân: 022187001234
5. Dân tộc: Kinh     6. Tôn giáo: Không     7. Quốc tịch: Việt Nam
3. Nơi ở hiện tại: Thôn 3, xã Đông Xá, tỉnh Quảng Ninh
4. Họ, chữ đệm và tên chủ hộ: PHẠM VĂN DŨNG     5. Quan hệ với chủ hộ: Vợ
6. Số định danh cá nhân của chủ hộ: 022085004321"""
ORDER = """QUYẾT ĐỊNH
Điều 1. Trợ cấp xã hội hàng tháng cho bà Nguyễn Thị Tư, sinh ngày 01/02/1940,
số CCCD 038140001234, trú tại thôn 3, xã Đông Xá, tỉnh Quảng Ninh được hưởng 500.000 đồng."""
SHOP = """GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH
Số: 22A8001234
5. Họ và tên đại diện hộ kinh doanh: LÊ THỊ HOA     Giới tính: Nữ
Sinh ngày: 01/02/1983     Dân tộc: Kinh     Quốc tịch: Việt Nam
Số giấy chứng thực cá nhân: 038183001234
Chỗ ở hiện tại: Thôn 3, xã Đông Xá, tỉnh Quảng Ninh"""
TABLE = """PHIẾU CUNG CẤP THÔNG TIN
Họ và tên              NGUYỄN VĂN HÙNG
Ngày sinh              05/06/1985
Số CCCD                038085001234
Địa chỉ thường trú     Thôn 3, xã Đông Xá, tỉnh Quảng Ninh"""
BIRTH_OF_2009 = """GIẤY KHAI SINH
Số: 125     Quyển số: 01/2009
Họ và tên: NGUYỄN THỊ LAN ANH        Giới tính: Nữ
Họ và tên cha: NGUYỄN VĂN HÙNG
Dân tộc: Kinh     Quốc tịch: Việt Nam     Năm sinh: (5) 1980
Nơi thường trú/tạm trú: (2) Quảng Trạch, Quảng Xương, Thanh Hóa"""


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (
            MARRIAGE_OF_2010,
            {
                "husband_birth_date": "05/06/1985",
                "wife_birth_date": "10/10/1987",
                "husband_residence": "Thôn 3, xã Đông Xá, huyện Vân Đồn, tỉnh Quảng Ninh",
                "wife_residence": "Thôn 5, xã Hoà Lạc, huyện Ba Vì, thành phố Hà Nội",
                "husband_id_number": "100123456",
                "wife_id_number": "111222333",
            },
        ),
        (
            MANDATE,
            {
                "grantor_name": "Nguyễn Văn Hùng",
                "grantor_birth_year": "1970",
                "grantor_id_number": "038070001234",
                "proxy_name": "Lê Thị Hoa",
                "proxy_birth_year": "1983",
                "proxy_id_number": "038183001234",
            },
        ),
        (
            RESIDENCE,
            {
                "person_name": "TRẦN THỊ MAI",
                "person_ethnicity": "Kinh",
                "person_residence": "Thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
                "household_head_name": "PHẠM VĂN DŨNG",
                "person_relation": "Vợ",
                "household_head_id_number": "022085004321",
            },
        ),
        (
            ORDER,
            {
                "person_name": "Nguyễn Thị Tư",
                "person_birth_date": "01/02/1940",
                "person_id_number": "038140001234",
                "person_residence": "thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
            },
        ),
        (
            SHOP,
            {
                "document_number": "22A8001234",
                "person_name": "LÊ THỊ HOA",
                "person_birth_date": "01/02/1983",
                "person_id_number": "038183001234",
                "person_residence": "Thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
            },
        ),
        (
            TABLE,
            {
                "person_name": "NGUYỄN VĂN HÙNG",
                "person_birth_date": "05/06/1985",
                "person_id_number": "038085001234",
                "person_residence": "Thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
            },
        ),
        (
            BIRTH_OF_2009,
            {
                "document_number": "125",
                "father_name": "NGUYỄN VĂN HÙNG",
                "father_birth_year": "1980",
                "father_residence": "Quảng Trạch, Quảng Xương, Thanh Hóa",
            },
        ),
    ],
)
def test_what_the_paper_says_is_found(paper: str, said: dict[str, str]) -> None:
    got = values(words(*paper.split("\n")))
    assert {name: got.get(name) for name in said} == said


def test_remarks_in_brackets_part_no_label_from_its_value() -> None:
    got = values(
        words(
            "Họ và tên (*): NGUYỄN VĂN HÙNG",
            "Số CCCD/Hộ chiếu (*): 038085001234",
            "Nơi thường trú (1): Thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
            "Số điện thoại (nếu có): 0912.345.678",
        )
    )
    assert got == {
        "person_name": "NGUYỄN VĂN HÙNG",
        "person_id_number": "038085001234",
        "person_residence": "Thôn 3, xã Đông Xá, tỉnh Quảng Ninh",
        "person_phone": "0912345678",
    }


def test_a_label_alone_on_its_row_has_its_value_below() -> None:
    got = values(words("Họ và tên", "NGUYỄN VĂN HÙNG", "Ngày sinh", "05/06/1985"))
    assert got == {"person_name": "NGUYỄN VĂN HÙNG", "person_birth_date": "05/06/1985"}


def test_a_certificate_of_poverty_is_no_certificate_of_marriage_and_its_list_is_read() -> None:
    rows = (
        "GIẤY CHỨNG NHẬN HỘ NGHÈO",
        "Chủ hộ: Lò Văn Páo      Dân tộc: Thái",
        "Sinh ngày 01 tháng 01 năm 1970",
        "STT  Họ và tên          Quan hệ với chủ hộ   Năm sinh   Giới tính",
        "1    Lò Thị Hặc         Vợ                   1973       Nữ",
        "2    Lò Văn Chung       Con                  1999       Nam",
    )
    assert understand(words(*rows), 1).kind == ""
    got = values(words(*rows))
    assert got["household_head_name"] == "Lò Văn Páo"
    assert got["household_head_birth_date"] == "01/01/1970"
    assert "document_date" not in got
    assert (got["row01_name"], got["row01_relation"], got["row02_birth_year"]) == ("Lò Thị Hặc", "Vợ", "1999")


def test_the_standing_committee_lives_nowhere() -> None:
    assert values(words("- Thường trực Đảng ủy (b/c);")) == {}


def test_heads_of_columns_are_no_labels_of_a_form() -> None:
    got = values(words("Họ và tên        Ngày sinh       Ghi chú", "vắng mặt"))
    assert got == {}


def test_a_place_in_running_text_is_no_person() -> None:
    assert values(words("Xét tờ trình của xã Đông Xá và đề nghị của bà con Thôn Ba")) == {}


def test_the_day_of_a_death_is_not_the_day_of_the_paper() -> None:
    got = values(words("GIẤY CHỨNG TỬ", "Đã chết vào lúc: 8 giờ 30 phút, ngày 05 tháng 06 năm 2008"))
    assert got == {"person_death_date": "05/06/2008"}


def test_a_certificate_of_something_else_is_no_certificate_of_birth() -> None:
    assert understand(words("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT"), 1).kind != "giay_chung_sinh"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Bà Lê Thị Hoa", "Lê Thị Hoa"), ("Ông Ích Khiêm", "Ông Ích Khiêm"), ("Cổ Văn Long", "Cổ Văn Long")],
)
def test_how_somebody_is_addressed_is_none_of_the_name(text: str, name: str) -> None:
    found = leading_name(text)
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(("text", "number"), [("125", "125"), (" 12 .", "12"), ("CH 01234", "CH 01234")])
def test_a_number_without_sign_counts_where_it_stands_alone(text: str, number: str) -> None:
    found = find_code_or_number(text)
    assert found is not None
    assert found.value == number


@pytest.mark.parametrize("text", ["125 hẻm 3", "", "NGÀY", "Số", "nhà 12"])
def test_other_words_are_no_number_of_a_document(text: str) -> None:
    assert find_code_or_number(text) is None


def test_a_people_is_read_without_the_number_of_the_next_question() -> None:
    found = find_people("Kinh 6")
    assert found is not None
    assert (found.value, found.mended) == ("Kinh", False)
