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
import unicodedata
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

_START: Final = re.compile(r"[I1TL]DVNM(?=[0-9A-Z<])")
_LINES: Final = re.compile(
    r"[I1TL]DVNM(?P<document>\w{9})(?P<document_check>\w)(?P<number>\w{12})<*(?P<line_check>\w)"
    r"(?P<birth>[\w<]{6})(?P<birth_check>\w)(?P<sex>[MF<])(?P<expiry>\w{6})(?P<expiry_check>\w)VNM"
    r"[A-Z<]*?(?P<all_check>[0-9OQ])(?P<name>[A-Z].*)"
)
_WEIGHTS: Final = (7, 3, 1)
DIGIT_FOR: Final = str.maketrans("OQDUILZSGBTA", "000011256874")
_LETTER_FOR: Final = str.maketrans("01258", "OIZSB")
_FILLERS: Final = str.maketrans(dict.fromkeys("«‹〈[({£€", "<"))
_SEXES: Final = {"M": Gender.MALE, "F": Gender.FEMALE}
# Cards that never expire (Luật Căn cước 2023, điều 21: whoever was 60 at the last issue) carry this day.
NEVER: Final = "991231"


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
    return _START.match(bare_zone(text)) is not None


def parse_zone(text: str) -> CardZone:
    """Read the zone, its three lines together or apart. Raises MalformedValue (MRZ_MALFORMED)."""
    found = _LINES.fullmatch(bare_zone(text))
    if found is None:
        raise _malformed()
    said = {
        part: text if part in ("sex", "name") else text.translate(DIGIT_FOR)
        for part, text in found.groupdict().items()
    }
    birth, expiry = said["birth"] + said["birth_check"], said["expiry"] + said["expiry_check"]
    first = f"{said['document']}{said['document_check']}{said['number']}<<{said['line_check']}"
    holds = (
        check_digit(said["document"]) == said["document_check"]
        and said["number"].endswith(said["document"])
        and check_digit(said["birth"]) == said["birth_check"]
        and check_digit(said["expiry"]) == said["expiry_check"]
        and check_digit(first + birth + expiry + "<" * 11) == said["all_check"]
    )
    if not holds:
        raise _malformed()
    number = parse_citizen_number(said["number"])
    return CardZone(
        number,
        _name(said["name"]),
        zone_day(said["birth"], number.birth_year // 100),
        _SEXES.get(said["sex"]),
        None if said["expiry"] == NEVER else zone_day(said["expiry"], 20),
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


def bare_zone(text: str) -> str:
    """The zone's characters alone: no marks, which it never has; what is read of a filler is a filler."""
    apart = unicodedata.normalize("NFD", text.translate(_FILLERS).upper())
    return re.sub(r"[^A-Z0-9<]", "", apart)


def check_digit(text: str) -> str:
    """The check digit of ICAO 9303 over digits and fillers; "" for anything else."""
    if not re.fullmatch(r"[0-9<]*", text):
        return ""
    values = (0 if sign == "<" else int(sign) for sign in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def zone_day(text: str, century: int) -> PartialDate:
    """yyMMdd of that century as a day; 00 or fillers are not known."""
    year, month, day = (int(text[start : start + 2].replace("<", "0")) for start in (0, 2, 4))
    return PartialDate(century * 100 + year, month or None, day or None)


def _last_day(day: PartialDate) -> date:
    return date(day.year, day.month or 1, day.day or 1)


def _name(third: str) -> str:
    """`NGUYEN<<VAN<A<<<` as `NGUYEN VAN A`; what stands behind a row of fillers is a misread filler."""
    return " ".join(re.split("<{3,}", third)[0].translate(_LETTER_FOR).replace("<", " ").split())


def _malformed() -> MalformedValue:
    return MalformedValue(
        "MRZ_MALFORMED",
        "Ba dòng chữ máy ở mặt sau thẻ đọc không khớp số kiểm tra. Hãy chụp lại rõ hơn hoặc nhập tay.",
    )
