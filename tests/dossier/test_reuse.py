"""A digitised paper answers for one that is asked for, while it is good; what must not be used is told, not offered."""

from datetime import date

import pytest

from dossier.reuse import Good, Held, best_fit, fits, judge_paper, kinds_of, recognised_title
from tests.dossier.province import DAY


@pytest.mark.parametrize(
    ("asked", "title", "good"),
    [
        ("Giấy chứng sinh hoặc giấy tờ thay thế", "Giấy chứng sinh", True),
        ("Giấy chứng tử hoặc trích lục khai tử", "Trích lục khai tử; quyết định trợ cấp", True),
        ("Giấy tờ tùy thân của hai bên", "Hộ chiếu", True),
        ("Giấy xác nhận tình trạng hôn nhân", "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", True),
        ("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân", False),
        ("Giấy xác nhận tình trạng hôn nhân", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", False),
        ("Giấy khai sinh", "Giấy chứng sinh", False),
        ("Giấy tờ chứng minh", "Giấy tờ chứng minh", False),
        ("Đơn đề nghị", "Đơn đề nghị", False),
        ("Phiếu lý lịch tư pháp", "Phiếu lý lịch tư pháp số 1", True),
        ("Quyết định ly hôn hoặc giấy chứng tử (nếu có)", "Quyết định trợ cấp xã hội", False),
    ],
)
def test_a_paper_answers_for_its_own_kind_only(asked: str, title: str, good: bool) -> None:
    assert fits(asked, title) is good


def test_the_first_entry_that_fits_is_named() -> None:
    asked = [("TP1", "Tờ khai đăng ký kết hôn"), ("TP2", "Giấy tờ tùy thân"), ("TP3", "Thẻ căn cước")]
    assert best_fit("Căn cước công dân", asked) == "TP2"
    assert best_fit("Sổ tiết kiệm", asked) == ""


@pytest.mark.parametrize(
    ("paper", "good"),
    [
        (Held("Giấy khai sinh", date(1990, 1, 1)), Good.VALID),
        (Held("Giấy xác nhận tình trạng hôn nhân", DAY, date(2026, 5, 20)), Good.VALID),
        (Held("Giấy xác nhận tình trạng hôn nhân", DAY, date(2026, 5, 19)), Good.EXPIRED),
        (Held("Giấy xác nhận tình trạng hôn nhân", date(2026, 6, 1)), Good.LOOK),
        (Held("Giấy xác nhận tình trạng hôn nhân", date(2026, 5, 1)), Good.EXPIRED),
        (Held("Giấy chứng nhận hộ nghèo", DAY, date(2025, 12, 30)), Good.EXPIRED),
        (Held("Giấy chứng nhận hộ nghèo", DAY, date(2026, 1, 2)), Good.VALID),
        (Held("Sổ hộ khẩu", DAY), Good.EXPIRED),
        (Held("Giấy chứng nhận quyền sử dụng đất", DAY), Good.LOOK),
        (Held("Bảng điểm", DAY), Good.LOOK),
        (Held("Tờ khai có cam đoan", DAY), Good.EXPIRED),
        (Held("Đơn đề nghị", DAY), Good.EXPIRED),
        (Held("Phiếu lý lịch tư pháp", DAY, DAY), Good.VALID),
        (Held("Giấy khai sinh", DAY, revoked="cấp nhầm người"), Good.REVOKED),
        (Held("Thẻ căn cước", DAY, date(2021, 3, 1), 1990), Good.VALID),
        (Held("Thẻ căn cước", DAY, date(2021, 3, 1), 1986), Good.LOOK),
        (Held("Thẻ căn cước", DAY, date(2021, 3, 1), 1985), Good.EXPIRED),
        (Held("Thẻ căn cước", DAY, date(2023, 3, 1), 1985), Good.VALID),
        (Held("Thẻ căn cước", DAY, date(2025, 3, 1), 1960), Good.VALID),
        (Held("Thẻ căn cước", DAY), Good.LOOK),
    ],
)
def test_each_kind_has_its_own_term(paper: Held, good: Good) -> None:
    judged = judge_paper(paper, DAY)
    assert judged.good is good
    assert judged.reason_vi.endswith((".", "người"))


def test_a_term_that_ends_in_a_shorter_month_ends_on_its_last_day() -> None:
    paper = Held("Giấy xác nhận tình trạng hôn nhân", DAY, date(2025, 8, 31))
    assert judge_paper(paper, date(2026, 2, 28)).good is Good.VALID
    assert judge_paper(paper, date(2026, 3, 1)).good is Good.EXPIRED


def test_a_general_word_gives_way_to_the_special_one() -> None:
    assert kinds_of("Quyết định ly hôn") == {"quyet_dinh_ly_hon"}
    assert kinds_of("Quyết định") == {"quyet_dinh"}


def test_the_clerk_is_told_the_text_that_gives_the_term() -> None:
    judged = judge_paper(Held("Giấy xác nhận tình trạng hôn nhân", DAY, date(2026, 5, 20)), DAY)
    assert "Điều 23" in judged.reason_vi
    assert "tình trạng hôn nhân thay đổi" in judged.reason_vi


def test_a_paper_given_for_a_vague_entry_is_known_by_what_its_pages_are() -> None:
    vague = "Giấy tờ có thông tin khai sinh"
    title = recognised_title(vague, "giay_khai_sinh")
    assert title == "Giấy tờ có thông tin khai sinh: Giấy khai sinh"
    assert fits("Giấy khai sinh", title)
    assert fits(vague, title)
    assert not fits(vague, vague)
    assert not fits("Giấy tờ khác", title)
    assert judge_paper(Held(title, DAY), DAY).good is Good.VALID


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("Giấy chứng sinh", "giay_khai_sinh"),
        ("Tờ khai", "giay_khai_sinh"),
        ("Giấy tờ khác", ""),
        ("X", "thong_bao"),
    ],
)
def test_an_entry_that_says_what_it_is_or_pages_of_no_known_kind_keep_their_title(
    entry: str, kind: str
) -> None:
    assert recognised_title(entry, kind) == entry
