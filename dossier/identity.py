"""Numbers that identify a person or a business, and birth dates that may be partial.

Personal identification number (số định danh, số CCCD): 12 digits = 3 province or country of birth
registration + 1 century and gender + 2 year of birth + 6 random, no check digit (Nghị định
137/2015/NĐ-CP, Thông tư 59/2021/TT-BCA). Tax number (MST): 10 digits with a check digit, and
`-NNN` for a branch (Thông tư 105/2020/TT-BTC).

What cannot be such a number is an error and raises MalformedValue; what is merely odd (an unknown
province, a year to come, a difference to what was typed) is a `Notice` for the officer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from dossier.birth_provinces import BIRTH_PROVINCES
from dossier.errors import MalformedValue

_NUMBER: Final = re.compile(r"[0-9]{12}")
_OLD_NUMBER: Final = re.compile(r"[0-9]{9}|[0-9]{12}")
_TAX: Final = re.compile(r"(?P<main>[0-9]{10})(?:-?(?P<branch>[0-9]{3}))?")
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class Gender(StrEnum):
    """Gender as cards print it."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label_vi(self) -> str:
        """`Nam` or `Nữ`."""
        return "Nam" if self is Gender.MALE else "Nữ"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd for the officer to look at; never a reason to refuse by itself."""

    code: str
    message_vi: str


class Precision(StrEnum):
    """How much of a birth date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A birth date of which the day, or day and month, may be unknown; never padded with 01."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise _bad_date(f"{self.day}/?/{self.year}")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise _bad_date(self.text_vi) from None

    @property
    def precision(self) -> Precision:
        """The finest part that is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.MONTH if self.month is not None else Precision.YEAR

    @property
    def text_vi(self) -> str:
        """`05/02/1990`, `02/1990` or `1990`."""
        known = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*known, f"{self.year:04d}"])


_DATE_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?",
        r"(?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})",
    )
)


def parse_partial_date(text: str) -> PartialDate:
    """Read `05/02/1990`, `05021990`, `1990-02-05`, `02/1990` or `1990`; 00 means unknown.

    Raises MalformedValue (DATE_MALFORMED).
    """
    for shape in _DATE_SHAPES:
        match = shape.fullmatch(text.strip())
        if match is not None:
            parts = {name: int(value) for name, value in match.groupdict().items() if value}
            return PartialDate(parts["year"], parts.get("month") or None, parts.get("day") or None)
    raise _bad_date(text)


def parse_whole_day(text: str) -> date:
    """Read a day of which nothing is unknown: `05/02/2026` or `2026-02-05`. Raises MalformedValue (DATE_MALFORMED)."""
    found = parse_partial_date(text)
    if found.month is None or found.day is None:
        raise _bad_date(text)
    return date(found.year, found.month, found.day)


def _bad_date(text: str) -> MalformedValue:
    return MalformedValue("DATE_MALFORMED", f"“{text}” không phải ngày hợp lệ. Hãy ghi như 05/02/1990.")


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A personal identification number and what its digits say."""

    number: str
    province_code: str
    province: str | None
    gender: Gender
    birth_year: int


def parse_citizen_number(text: str) -> CitizenNumber:
    """Read a 12-digit number; spaces and points between digits are forgiven.

    Raises MalformedValue (CCCD_MALFORMED). `province` is None for codes not in the table,
    which are births abroad or unknown: see `number_notices`.
    """
    number = re.sub(r"[\s.]", "", text)
    if not _NUMBER.fullmatch(number):
        raise MalformedValue(
            "CCCD_MALFORMED", "Số định danh phải gồm đúng 12 chữ số. Hãy kiểm tra lại trên thẻ."
        )
    century_gender = int(number[3])
    return CitizenNumber(
        number=number,
        province_code=number[:3],
        province=BIRTH_PROVINCES.get(number[:3]),
        gender=Gender.FEMALE if century_gender % 2 else Gender.MALE,
        birth_year=1900 + century_gender // 2 * 100 + int(number[4:6]),
    )


def number_notices(number: CitizenNumber, today: date) -> tuple[Notice, ...]:
    """What is odd about the number itself on `today`."""
    found: list[Notice] = []
    if number.province is None:
        found.append(
            Notice(
                "CCCD_PREFIX_UNKNOWN",
                f"Mã nơi đăng ký khai sinh {number.province_code} không có trong bảng 63 tỉnh cũ; "
                "có thể sinh ở nước ngoài. Hãy đối chiếu với thẻ.",
            )
        )
    if number.birth_year > today.year:
        found.append(
            Notice("CCCD_YEAR_IN_FUTURE", f"Số định danh cho năm sinh {number.birth_year}, chưa tới.")
        )
    return tuple(found)


def parse_old_number(text: str) -> str:
    """Read an old CMND number: 9 digits, or 12. Raises MalformedValue (CMND_MALFORMED)."""
    number = re.sub(r"[\s.]", "", text)
    if not _OLD_NUMBER.fullmatch(number):
        raise MalformedValue("CMND_MALFORMED", "Số CMND cũ phải gồm 9 hoặc 12 chữ số.")
    return number


def parse_tax_number(text: str) -> str:
    """Read an MST, `0100109106` or `0100109106-001`. Raises MalformedValue (MST_MALFORMED).

    A 12-digit personal number used as tax number since 01/07/2025 is read by
    `parse_citizen_number`, not here.
    """
    match = _TAX.fullmatch(re.sub(r"\s", "", text))
    if match is None or not _tax_check_holds(match["main"]):
        raise MalformedValue("MST_MALFORMED", "Mã số thuế không hợp lệ (sai số ký tự hoặc chữ số kiểm tra).")
    return match["main"] + (f"-{match['branch']}" if match["branch"] else "")


def _tax_check_holds(main: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, main, strict=False))
    # A remainder of 0 would need the check digit 10; such numbers are never assigned.
    return total % 11 != 0 and 10 - total % 11 == int(main[9])
