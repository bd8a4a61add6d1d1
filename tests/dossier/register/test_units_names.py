"""Name keys: equal for spellings of one name, different for different names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.register.names import bare_name, name_key, plain_key, readings

SYLLABLES = ["Hòa", "Thủy", "Đak", "Đắk", "Lăng", "Lang", "Quảng", "M'gar", "Ơ", "ở", "Sơn", "Uý"]
spelled = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa An", "Hoà An"),
        ("Giao Thủy", "Giao Thuỷ"),
        ("Ea H'Leo", "Ea H’Leo"),
        ("Văn Miếu - Quốc Tử Giám", "Văn Miếu Quốc Tử Giám"),
        ("ĐỒNG HỶ", "Đồng Hỷ"),
        ("Nguyễn Úy", "Nguyễn Uý"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert name_key(unicodedata.normalize("NFD", one)) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Văn Lang", "Văn Lăng"), ("Đak Ơ", "Đăk Ơ"), ("Dân", "Đân"), ("Hòa", "Hóa"), ("An Hòa", "Anhòa")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_the_plain_key_only_suggests() -> None:
    assert plain_key("Xã Đắk Ơ") == plain_key("xa dak o") == "xa dak o"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Xã Quảng Yên", "Quảng Yên"),
        ("Thị xã Quảng Yên", "Quảng Yên"),
        ("Thị Trấn Lát", "Lát"),
        ("Xãm", "Xãm"),
    ],
)
def test_the_type_word_is_no_part_of_the_bare_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_a_query_is_read_with_and_without_a_type_word() -> None:
    assert readings("TP. Huế") == ((None, name_key("tp huế")), ("thành phố", name_key("Huế")))
    assert readings("Huế") == ((None, name_key("Huế")),)


@given(spelled)
def test_a_key_is_its_own_key_and_blind_to_form(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    for form in ("NFC", "NFD"):
        assert name_key(unicodedata.normalize(form, name.upper())) == key
