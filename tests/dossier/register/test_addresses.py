"""Addresses on papers name units of their own day; the register says which, and what they are today."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.register.addresses import place_of, today_vi, vouches
from plumbing.register_data import load_units

UNITS = load_units()
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("address", "name", "said"),
    [
        ("Số 5, xã Quảng Yên, tỉnh Thanh Hóa", "Xã Quảng Yên", ""),
        (
            "Thôn 3, xã Quảng Trạch, huyện Quảng Xương, tỉnh Thanh Hoá",
            "Xã Quảng Trạch",
            "nay là Xã Quảng Yên",
        ),
        ("THÔN 3, XÃ QUẢNG YÊN, TỈNH THANH HÓA", "Xã Quảng Yên", ""),
    ],
)
def test_an_address_spelled_as_registered_is_known(address: str, name: str, said: str) -> None:
    place = place_of(address, UNITS, TODAY)
    assert place is not None
    assert (place.unit.name, place.exact, place.spelled, today_vi(place, TODAY)) == (name, True, "", said)
    assert vouches(place, 85)
    assert not vouches(place, 60)


def test_a_name_read_with_a_wrong_mark_is_near_another_and_not_vouched_for() -> None:
    place = place_of("xã Quảng Yẹn, tỉnh Thanh Hoá", UNITS, TODAY)
    assert place is not None
    assert (place.exact, place.spelled) == (False, "xã Quảng Yên, tỉnh Thanh Hoá")
    assert not vouches(place, 99)


def test_an_invented_commune_is_only_known_by_its_province() -> None:
    place = place_of("Buôn Ea Mtă, xã Cẩm Ruộng, tỉnh Lâm Đồng", UNITS, TODAY)
    assert place is not None
    assert (place.unit.level, place.exact) == ("province", False)
    assert place_of("xã Không Đâu", UNITS, TODAY) is None


@given(st.text("xã Thanh Hóa,tỉnhhuyệnQuảng Yên. 0123", max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered(address: str) -> None:
    place_of(address, UNITS, TODAY)
