"""Labels introduce values; columns and subjects keep them apart."""

from __future__ import annotations

from node.ocr.fields.candidates import understand
from node.ocr.model import FieldCandidate, Word


def words(*rows: str, column: int = 0, first_row: int = 0, confidence: float = 95.0) -> list[Word]:
    """Typewritten rows: each character 10 pixels wide, each row 30 high, blanks kept."""
    found = []
    for number, text in enumerate(rows, start=first_row):
        place = column
        for word in text.split(" "):
            if word:
                box = (place * 10, number * 30, (place + len(word)) * 10, number * 30 + 20)
                found.append(Word(word, confidence, box, number))
            place += len(word) + 1
    return found


def candidates(found: list[Word], page: int) -> tuple[FieldCandidate, ...]:
    return understand(found, page).fields


def values(found: list[Word]) -> dict[str, str]:
    return {candidate.name: candidate.value for candidate in candidates(found, 1)}


def test_numbers_and_dates_belong_to_the_name_above_them() -> None:
    got = values(
        words(
            "Họ, chữ đệm, tên người mẹ: Trần Bảo Hiền",
            "Ngày, tháng, năm sinh: 13/01/1970 Dân tộc: Kinh",
            "Số định danh cá nhân: 081 199 403 643",
            "Họ, chữ đệm, tên người cha: Tạ Tiến Bảy",
            "Số định danh cá nhân: 071085158030",
        )
    )
    assert got == {
        "mother_name": "Trần Bảo Hiền",
        "mother_birth_date": "13/01/1970",
        "mother_ethnicity": "Kinh",
        "mother_id_number": "081199403643",
        "father_name": "Tạ Tiến Bảy",
        "father_id_number": "071085158030",
    }


def test_two_columns_stay_two_people() -> None:
    got = values(
        words(
            "Họ, chữ đệm, tên vợ: SÙNG THỊ PÀNG        Họ, chữ đệm, tên chồng: PHAN NHẬT",
            "Nơi cư trú: tổ dân phố số 3, xã Đông,     Nơi cư trú: thôn Bãi Trên, xã Hạ, tỉnh",
            "tỉnh Thanh Hóa                            Lâm Đồng",
        )
    )
    assert got["wife_name"] == "SÙNG THỊ PÀNG"
    assert got["husband_name"] == "PHAN NHẬT"
    assert got["wife_residence"] == "tổ dân phố số 3, xã Đông, tỉnh Thanh Hóa"
    assert got["husband_residence"] == "thôn Bãi Trên, xã Hạ, tỉnh Lâm Đồng"


def test_a_value_below_its_label_is_found_as_on_identity_cards() -> None:
    assert values(words("Họ và tên / Full name:", "THÁI PHÚ ĐẠT")) == {"person_name": "THÁI PHÚ ĐẠT"}


def test_an_address_goes_on_until_its_province_and_no_further() -> None:
    got = values(words("Nơi thường trú: bản Huổi Chát, xã Kỳ,", "tỉnh Lâm Đồng", "Nghề nghiệp: Nội trợ"))
    assert got == {"person_residence": "bản Huổi Chát, xã Kỳ, tỉnh Lâm Đồng"}


def test_the_i_of_ia_is_put_right_where_the_row_ends_behind_it() -> None:
    got = values(words("Nơi thường trú: thôn Bãi Sậy, xã la", "Prăng Hạ, tỉnh Điện Biên"))
    assert got == {"person_residence": "thôn Bãi Sậy, xã Ia Prăng Hạ, tỉnh Điện Biên"}


def test_heads_give_number_and_date_of_the_document() -> None:
    got = values(
        words("Số: 287/QĐ-UBND", "Thạnh Lợi, ngày 06 tháng 04 năm 2025", "Mã hồ sơ: H19.88-250604-8738")
    )
    assert got == {
        "document_number": "287/QĐ-UBND",
        "document_date": "06/04/2025",
        "document_dossier_code": "H19.88-250604-8738",
    }


def test_lists_without_labels_still_give_their_personal_numbers() -> None:
    found = candidates(words("1 Hồ Thanh Thảo 07/05/1984 032184255792 Làng Ngọ"), 4)
    assert [(c.name, c.value, c.page) for c in found] == [("id_number", "032184255792", 4)]


def test_box_and_confidence_come_from_the_words_of_the_value() -> None:
    found = candidates([*words("Sinh ngày:"), Word("22/05/1975", 61.5, (200, 0, 300, 20), 0)], 1)
    assert (found[0].confidence, found[0].box) == (61.5, (200, 0, 300, 20))


def test_an_empty_value_is_no_candidate() -> None:
    assert values(words("Số định danh cá nhân:", "Giới tính: Nam")) == {"person_sex": "Nam"}
    assert candidates([], 1) == ()


def test_a_number_that_cannot_be_read_is_shown_in_doubt_and_vouches_for_nothing() -> None:
    found = candidates(words("Sinh ngày: 25/12/2005", "Số định danh cá nhân: 0052e55324e6"), 1)
    number = next(c for c in found if c.type == "id")
    assert (number.value, number.review, number.reason) == ("0052e55324e6", True, "broken_number")


def test_a_speck_inside_a_name_leaves_a_doubt_and_no_half_name() -> None:
    (name,) = candidates(words("Họ, chữ đệm, tên người mẹ: Hà Ánh: Nhạn"), 1)
    assert (name.value, name.review, name.reason) == ("Hà Ánh Nhạn", True, "mended")
    (name,) = candidates(words("Họ và tên: Hà Ánh; Nhạn"), 1)
    assert (name.value, name.review) == ("Hà Ánh", True)


def test_two_names_that_differ_in_a_mark_are_both_doubted() -> None:
    rows = ("Họ, chữ đệm, tên người yêu cầu: VŨ ĐÌNH TOÁN", "Họ, chữ đệm, tên người cha: Vũ Đình Toản")
    assert {field.reason for field in candidates(words(*rows), 1)} == {"varies"}


def test_a_comma_that_was_read_as_a_point_still_parts_an_address() -> None:
    got = values(words("Nơi cư trú: thôn Mỹ Khê. xã Quảng Trạch, tỉnh Quảng Trị"))
    assert got == {"person_residence": "thôn Mỹ Khê, xã Quảng Trạch, tỉnh Quảng Trị"}


def test_where_a_birth_was_registered_is_nobodys_hometown() -> None:
    got = values(words("Nơi đăng ký khai sinh: Ủy ban nhân dân xã Quảng Trạch, tỉnh Quảng Trị"))
    assert got == {"document_registered_at": "Ủy ban nhân dân xã Quảng Trạch, tỉnh Quảng Trị"}


def test_nobody_was_born_in_the_next_century() -> None:
    (number,) = candidates(words("Số định danh cá nhân: 048487267829"), 1)
    assert number.reason == "unusual_number"


def test_a_day_far_ahead_is_doubted_unless_a_card_ends_on_it() -> None:
    found = candidates(words("Ngày cấp: 01/05/2063", "Có giá trị đến: 01/05/2063"), 1)
    assert [(c.name, c.reason) for c in found] == [("person_issued_on", "far_day"), ("person_expires_on", "")]
    (year,) = candidates(words("Họ, chữ đệm, tên người mẹ:", "Năm sinh: 2092"), 1)
    assert (year.name, year.reason) == ("mother_birth_year", "far_day")


def test_a_name_that_is_nearly_a_label_stays_a_name() -> None:
    got = values(words("Kính gửi Ông/Bà: Đào Đình Nam", "Địa chỉ: Bản Nà Hỳ, xã Gò Sỏi, tỉnh Sơn La"))
    assert got["person_name"] == "Đào Đình Nam"


def test_a_name_goes_on_in_the_next_row_although_its_stroke_was_lost() -> None:
    got = values(
        words(
            "Họ, chữ đệm, tên vợ: HMRĂNG            Họ, chữ đệm, tên chồng: VÕ VIẾT CƯỜNG",
            "ÊÑUÔL                                  Dân tộc: Kinh",
            "Nơi cư trú: Số 9, buôn Kŏ Tam,         Nơi cư trú: Thôn Tân Ổ, xã Nậm Khoè,",
        )
    )
    assert got["wife_name"] == "H'MRĂNG ÊÑUÔL"
