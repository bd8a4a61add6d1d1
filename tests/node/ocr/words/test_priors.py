"""What is known about papers mends words, but never a number and never a name."""

from __future__ import annotations

import pytest

from node.ocr.model import Word
from node.ocr.readers.merge import merged
from node.ocr.readers.second import Seen
from node.ocr.words.priors import corrected


def row(text: str, confidence: float = 93.0) -> list[Word]:
    return [Word(word, confidence, (60 * i, 0, 60 * i + 50, 20)) for i, word in enumerate(text.split())]


def text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("CỌNG HÒA XÃ HỌI CHỦ NGHĨA VIẸT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Buôn Kð Tam, xã la Prăng", "Buôn Kŏ Tam, xã Ia Prăng"),
        ("PHAM Thach", "PHẠM Thạch"),
        ("diện tích 624,3 m? tại", "diện tích 624,3 m² tại"),
        ("nhân: 0 1 6 0 9 2 6 1 5 1 3 5", "nhân: 016092615135"),
        ("sinh: O9/O7/1992", "sinh: 09/07/1992"),
        ("Ngày sinh / Date ofbirth:", "Ngày sinh / Date of birth:"),
        ("chủ hộ:0031567637 4 4", "chủ hộ: 003156763744"),
        ("hồ sơ: H25. 47 -251217 -9056", "hồ sơ: H25.47-251217-9056"),
        ("2 HBiaNiê Kdăm", "2 H'Bia Niê Kdăm"),
        ("cư trú: Tố dân phố sô 7, xã Lộc", "cư trú: Tổ dân phố số 7, xã Lộc"),
        ("Số 5, âp Kinh Xáng", "Số 5, ấp Kinh Xáng"),
        ("ÂP KINH XÁNG", "ẤP KINH XÁNG"),
        ("Xa Vĩnh Hoà Nam, tỉnh An Giang", "Xã Vĩnh Hoà Nam, tỉnh An Giang"),
        ("Võ CẨM MAI", "VÕ CẨM MAI"),
        ("Vũ Thì Thuý Giang", "Vũ Thị Thuý Giang"),
    ],
)
def test_what_no_paper_holds_is_mended(read: str, printed: str) -> None:
    assert text(corrected(row(read))) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "Họ, chữ đệm, tên: HOÀNG BẢO HƯƠNG",
        "Họ, chữ đệm, tên người mẹ: Trần Bảo Hiền",
        "Sinh ngày: 04/02/2003",
        "Trân Danh My Thi",
        "H36.26-260711-0338",
        "Tuyên Quang",
        "1 02709400311 8 người",
        "Số lượng 12 027094003118",
        "Xa Dung, tỉnh Điện Biên",
        "Mẹ: TRẦN THỊ HOA",
        "Thị Trân Châu",
    ],
)
def test_names_and_numbers_stay_as_they_were_read(printed: str) -> None:
    assert text(corrected(row(printed))) == printed


def test_two_readings_become_one_and_say_where_they_agree() -> None:
    first = row("Số căn cước: 8aEs=683556 của bà Lê Thị My")
    seen = [
        Seen(word, 95.0) for word in ["Số", "căn", "cước:", "005303683556", "cúa", "bà", "Lê", "Thị", "Mỵ"]
    ]
    words = merged(first, seen, (0, 0, 700, 20))
    assert text(words) == "Số căn cước: 005303683556 của bà Lê Thị Mỵ"
    assert [word.agreed for word in words] == [True, True, True, False, None, True, True, True, False]


def test_words_only_one_reader_saw_are_never_vouched_for() -> None:
    words = merged(row("Dân tộc: Kinh"), [Seen("Dân", 99.0), Seen("tộc:", 99.0)], (0, 0, 300, 20))
    assert [(word.text, word.agreed) for word in words] == [("Dân", True), ("tộc:", True), ("Kinh", False)]


BOX = (0, 0, 700, 20)


def test_words_that_the_second_reader_ran_together_are_still_compared() -> None:
    words = merged(
        row("Số cá nhân: 003160827525"),
        [Seen("Số", 99.0), Seen("cá", 99.0), Seen("nhân:003160827525", 60.0)],
        BOX,
    )
    assert [(word.text, word.agreed) for word in words][2:] == [("nhân:", True), ("003160827525", True)]


def test_a_number_that_stands_in_a_longer_one_is_not_the_same_number() -> None:
    words = merged(row("sinh: 14/01/1993"), [Seen("snh:114/01/1993", 60.0)], BOX)
    assert not any(word.agreed for word in words)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Buôn Kỏ Tam", "Buôn Kŏ Tam"),
        ("tên: Y Blồm Niê", "tên: Y Blŏm Niê"),
        ("Y THO MLÔ", "Y THŎ MLÔ"),
        ("Y Wik Ayũn, buôn Ea Mta", "Y Wik Ayŭn, buôn Ea Mtă"),
        ("HLAN ÊBAN và HMrăng Êñuôl", "H'LAN ÊBAN và H'Mrăng Êñuôl"),
        ("YWik và TạMinh Sơn", "Y Wik và Tạ Minh Sơn"),
        ("sinh ngày 15I12I1994, cấp 06/06I2025", "sinh ngày 15/12/1994, cấp 06/06/2025"),
    ],
)
def test_names_of_the_highlands_and_dates_are_spelt_as_they_are(read: str, printed: str) -> None:
    assert text(corrected(row(read))) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "Con Thỏ",
        "Nguyễn Thị Tho",
        "HĐND và HTX",
        "HOÀNG HÀ",
        "Hộ Kinh Doanh",
        "2210411977",
        "VNeID",
        "Đắk Lắk, Ea Kar",
    ],
)
def test_what_only_looks_like_such_a_name_stays(printed: str) -> None:
    assert text(corrected(row(printed))) == printed


def test_a_spelling_that_no_reader_saw_is_never_vouched_for() -> None:
    words = [Word("Y", 96.0, (0, 0, 20, 20), 0, True), Word("Blồm", 90.0, (30, 0, 90, 20), 0, True)]
    assert [word.agreed for word in corrected(words)] == [True, False]


def test_a_label_that_ran_into_its_value_is_compared_word_by_word() -> None:
    words = merged(row("Ngày sinh: 09/10/2008"), [Seen("Ngày", 99.0), Seen("sinh:09/10/2008", 99.0)], BOX)
    assert text(words) == "Ngày sinh: 09/10/2008"
    assert all(word.agreed for word in words)


def test_a_foreign_letter_of_one_reader_is_lined_up_with_the_other() -> None:
    words = merged(row("Buôn Kð Tam"), [Seen("Buôn", 99.0), Seen("Kó", 40.0), Seen("Tam", 99.0)], BOX)
    assert text(words) == "Buôn Kŏ Tam"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("để thức hiện, kế từ ngày", "để thực hiện, kể từ ngày"),
        ("- Thường trực Đảng ủy (b/c);", "- Thường trực Đảng ủy (b/c);"),
        ("Trọng thời gian cư trú tại: Số 7", "Trong thời gian cư trú tại: Số 7"),
        ("bà Nguyễn Thị Hạnh, người thì hành", "bà Nguyễn Thị Hạnh, người thi hành"),
        ("quyết, định 5", "quyết, định 5"),
        ("văn hoá, tuỳ thân", "văn hoá, tuỳ thân"),
    ],
)
def test_common_words_are_marked_as_they_are(read: str, printed: str) -> None:
    assert text(corrected(row(read))) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Xóm 6ò Mả, số 6a", "Xóm Gò Mả, số 6a"),
        ("Vương Hoài 0anh, 5ha đất, số 8a", "Vương Hoài Oanh, 5ha đất, số 8a"),
        ("xã Phú ỔI, tỉnh", "xã Phú Ổi, tỉnh"),
        ("XÃ PHÚ ỔI", "XÃ PHÚ ỔI"),
        ("Số/No.: x", "Số / No.: x"),
        ("ngày 03/07!2018", "ngày 03/07/2018"),
    ],
)
def test_signs_are_told_from_letters_by_what_stands_beside_them(read: str, printed: str) -> None:
    assert text(corrected(row(read))) == printed


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("10/01/2005", "10/O1/2003", "10/01/2003"),
        ("03/07!2018", "03/07/2018", "03/07/2018"),
        ("028988267122", "e28e88267122", "e28e88267122"),
    ],
)
def test_of_two_readings_of_a_number_no_digit_is_made_up(first: str, second: str, whole: str) -> None:
    words = merged(row(first), [Seen(second, 80.0)], BOX)
    assert [(word.text, word.agreed) for word in words] == [(whole, False)]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("tên: LỄ BÁ HƯNG", "tên: LÊ BÁ HƯNG"),
        ("1 Đỉnh Hoài Hoa 18/06/1960", "1 Đinh Hoài Hoa 18/06/1960"),
        ("bà Trần Thi Hương,", "bà Trần Thị Hương,"),
    ],
)
def test_the_first_words_of_names_are_spelt_as_families_are(read: str, printed: str) -> None:
    assert text(corrected(row(read))) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "Nguyễn Viết Thắng",
        "LỄ HỘI HOA",
        "Đỉnh Hoa",
        "Thi Hương",
        "Y Khoa Kbuôr",
        "Trung Tâm Phục Vụ",
        "Thân Đức Nam",
    ],
)
def test_what_may_be_a_name_of_its_own_stays(printed: str) -> None:
    assert text(corrected(row(printed))) == printed


def test_an_o_of_the_second_reader_in_a_date_is_a_nought_and_no_other_reading() -> None:
    word = merged(row("09/07/1992"), [Seen("O9/O7/1992", 54.0)], (0, 0, 50, 20))
    assert [(w.text, w.agreed) for w in word] == [("09/07/1992", True)]


def test_a_number_out_of_boxes_stays_where_it_is_printed() -> None:
    """The second reader saw twelve lone digits, the last of them the very sign that begins the line."""
    first = row("4. Số định danh cá nhân:013096700314")
    glued, digits = (
        [Seen("4.Sốđinh", 54.0), Seen("danhcánhân:", 98.0)],
        [Seen(d, 99.0) for d in "013096700314"],
    )
    words = merged(first, [*glued, *digits], BOX)
    assert text(words) == "4. Số định danh cá nhân:013096700314"
    assert words[-1].agreed
