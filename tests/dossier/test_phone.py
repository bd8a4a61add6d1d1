"""Telephone numbers in one form; unknown networks are a notice."""

from __future__ import annotations

import pytest

from dossier.errors import MalformedValue
from dossier.phone import parse_phone


@pytest.mark.parametrize(
    ("text", "national", "network"),
    [
        ("0912 345 678", "0912345678", "VinaPhone"),
        ("+84 (0) 98.765.4321", "0987654321", "Viettel"),
        ("84912345678", "0912345678", "VinaPhone"),
        ("+84703456789", "0703456789", "MobiFone"),
        ("0237 3852 345", "02373852345", None),
        ("024-38252345", "02438252345", None),
        ("01672345678", "0372345678", "Viettel"),
    ],
)
def test_numbers_as_people_write_them(text: str, national: str, network: str | None) -> None:
    phone = parse_phone(text)
    assert (phone.national, phone.network) == (national, network)


def test_an_unknown_prefix_and_an_old_number_are_pointed_out() -> None:
    assert [n.code for n in parse_phone("0871234567").notices] == ["PHONE_PREFIX_UNKNOWN"]
    assert [n.code for n in parse_phone("01672345678").notices] == ["PHONE_CONVERTED"]


@pytest.mark.parametrize(
    "text", ["", "12345", "091234567", "09123456789", "0612345678", "01012345678", "abc"]
)
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(MalformedValue, match="PHONE_MALFORMED"):
        parse_phone(text)
