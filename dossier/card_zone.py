"""The machine-readable zone on the back of a citizen's card: three lines of 30 characters with check digits.

ICAO Doc 9303, part 5 (TD1). Vietnam's cards of 2021 (CCCD with a chip) and 2024 (căn cước) print the last nine digits
of the personal number as the document's number, and the whole number behind it: line 1 = IDVNM, 9 digits, check,
12 digits, `<<`, one digit; line 2 = birth yyMMdd, check, sex, expiry yyMMdd, check, VNM, fillers, a check over all;
line 3 = FAMILY<<MIDDLE<GIVEN without marks. What is said twice and checked thrice tells a misread zone from a right
one: a zone that does not hold is refused, never repaired by guessing; letters are taken for digits only where digits
must stand, and the checks decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dossier.card_qr import CardData, TypedPerson, cross_check
from dossier.errors import MalformedValue
from dossier.identity import (
    CitizenNumber,
    Gender,
    Notice,
    PartialDate,
    number_notices,
    parse_citizen_number,
)

LINE: Final = 30
_START: Final = "IDVNM"
_WEIGHTS: Final = (7, 3, 1)
_DIGIT_FOR: Final = str.maketrans("OQDUILZSGBTA", "000011256874")
_LETTER_FOR: Final = str.maketrans("01258", "OIZSB")
_FILLERS: Final = str.maketrans(dict.fromkeys("«‹〈[({£€", "<"))
_SEXES: Final = {"M": Gender.MALE, "F": Gender.FEMALE}
# Cards that never expire (Luật Căn cước 2023, điều 21: whoever was 60 at the last issue) carry this day.
_NEVER: Final = "991231"
_BIRTH, _BIRTH_CHECK, _SEX = slice(0, 6), 6, 7
_EXPIRY, _EXPIRY_CHECK, _ALL_CHECK = slice(8, 14), 14, 29


@dataclass(frozen=True, slots=True)
class CardZone:
    """What the zone says; `name` has no marks, `expires` is None for a card that never does."""

    number: CitizenNumber
    name: str
    birth: PartialDate
    gender: Gender | None
    expires: PartialDate | None


def looks_like_zone(text: str) -> bool:
    """Whether `text` may be the zone of a Vietnamese card, so that `parse_zone` should judge it."""
    return _bare(text).startswith(_START)


def parse_zone(text: str) -> CardZone:
    """Read the zone, its three lines together or apart. Raises MalformedValue (MRZ_MALFORMED)."""
    zone = _bare(text)
    if len(zone) < 2 * LINE or not zone.startswith(_START):
        raise _malformed()
    first, second, third = zone[:LINE], _as_digits_but_letters(zone[LINE : 2 * LINE]), zone[2 * LINE :]
    document, number = _numbers(first)
    last = first[29].translate(_DIGIT_FOR)
    checked = f"{document}{first[14].translate(_DIGIT_FOR)}{number}<<{last}"
    whole = checked + second[:7] + second[8:15] + second[18:29]
    holds = (
        _check(document) == first[14].translate(_DIGIT_FOR)
        and number.endswith(document)
        and _check(second[_BIRTH]) == second[_BIRTH_CHECK]
        and _check(second[_EXPIRY]) == second[_EXPIRY_CHECK]
        and _check(whole) == second[_ALL_CHECK]
    )
    if not holds:
        raise _malformed()
    citizen = parse_citizen_number(number)
    return CardZone(
        citizen,
        _name(third),
        _day(second[_BIRTH], citizen.birth_year // 100),
        _SEXES.get(second[_SEX]),
        None if second[_EXPIRY] == _NEVER else _day(second[_EXPIRY], 20),
    )


def card_of(zone: CardZone, today: date) -> CardData:
    """The zone as a card's data, with what an officer should look at: it has no marks, no address, no day of issue."""
    notices = [
        Notice("MRZ_NO_MARKS", "Chữ máy ở mặt sau thẻ không có dấu: hãy nhập họ tên có dấu theo mặt trước.")
    ]
    if zone.expires is not None and _last_day(zone.expires) < today:
        notices.append(
            Notice("CARD_EXPIRED", f"Thẻ đã hết hạn ngày {zone.expires.text_vi}; hãy đề nghị đổi thẻ.")
        )
    card = CardData(
        number=zone.number,
        old_number=None,
        full_name=zone.name,
        birth=zone.birth,
        gender=zone.gender,
        address="",
        issued=None,
        extra=(),
        notices=(*notices, *number_notices(zone.number, today)),
        expires=zone.expires,
        is_marked=False,
    )
    said = TypedPerson(birth=PartialDate(zone.number.birth_year), gender=zone.number.gender)
    return replace(card, notices=card.notices + cross_check(card, said))


def zone_in(rows: Sequence[str]) -> str:
    """The lines of the zone among the rows of a page, joined by line ends; "" where none begins."""
    for place, row in enumerate(rows):
        if looks_like_zone(row):
            following = [_bare(other) for other in rows[place + 1 : place + 3]]
            return "\n".join([_bare(row), *following])
    return ""


def _bare(text: str) -> str:
    """The zone's characters alone; what is read of a filler is a filler."""
    return re.sub(r"[^A-Z0-9<]", "", text.translate(_FILLERS).upper())


def _numbers(first: str) -> tuple[str, str]:
    return first[5:14].translate(_DIGIT_FOR), first[15:27].translate(_DIGIT_FOR)


def _as_digits_but_letters(second: str) -> str:
    """Digits where dates and checks stand; sex, state and fillers as they are."""
    return "".join(
        sign if place in (_SEX, 15, 16, 17) or sign == "<" else sign.translate(_DIGIT_FOR)
        for place, sign in enumerate(second)
    )


def _check(text: str) -> str:
    """The check digit of ICAO 9303 over digits and fillers; "" for anything else."""
    if not re.fullmatch(r"[0-9<]*", text):
        return ""
    values = (0 if sign == "<" else int(sign) for sign in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _day(text: str, century: int) -> PartialDate:
    year, month, day = (int(text[start : start + 2].replace("<", "0")) for start in (0, 2, 4))
    return PartialDate(century * 100 + year, month or None, day or None)


def _last_day(day: PartialDate) -> date:
    return date(day.year, day.month or 1, day.day or 1)


def _name(third: str) -> str:
    """`NGUYEN<<VAN<A<<<` as `NGUYEN VAN A`."""
    return " ".join(third.translate(_LETTER_FOR).replace("<", " ").split())


def _malformed() -> MalformedValue:
    return MalformedValue(
        "MRZ_MALFORMED",
        "Ba dòng chữ máy ở mặt sau thẻ đọc không khớp số kiểm tra. Hãy chụp lại rõ hơn hoặc nhập tay.",
    )
