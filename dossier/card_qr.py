"""What the QR code of a CCCD or căn cước card says, and how it compares with what was typed.

UTF-8 fields joined by `|`: number, old CMND (may be empty), name, birth ddMMyyyy, gender, address,
issued ddMMyyyy. In the field one of the seven is sometimes missing: with six, the content of the
second tells whether the old CMND or the issue date was left out. More than seven are kept as
`extra` (newer cards carry trailing fields), never refused.

The code is not signed: it is an aid to typing, never a proof of identity. Addresses name the units
of the day of issue and are kept as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dossier.errors import MalformedValue
from dossier.identity import (
    CitizenNumber,
    Gender,
    Notice,
    PartialDate,
    number_notices,
    parse_citizen_number,
    parse_old_number,
    parse_partial_date,
)
from dossier.legacy_encoding import repair_mojibake
from dossier.vietnamese import nfc, search_key, tone_key
from dossier.wedge import mark_notices, mended_scan

MAX_QR_LENGTH: Final = 2000
_FEWEST, _FULL = 6, 7
_GENDERS: Final[Mapping[str, Gender]] = {"nam": Gender.MALE, "nu": Gender.FEMALE}


@dataclass(frozen=True, slots=True)
class CardData:
    """The fields of the code, and what an officer should look at.

    `full_name` and `address` are NFC and otherwise as on the card; `gender` and `issued` are None
    when the code does not say; `extra` holds the fields after the seventh. `expires` is told by the zone of the
    card's back alone, whose name is not `is_marked`.
    """

    number: CitizenNumber
    old_number: str | None
    full_name: str
    birth: PartialDate
    gender: Gender | None
    address: str
    issued: PartialDate | None
    extra: tuple[str, ...]
    notices: tuple[Notice, ...]
    expires: PartialDate | None = None
    is_marked: bool = True


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """What was typed or read elsewhere; None where nothing was."""

    number: str | None = None
    full_name: str | None = None
    birth: PartialDate | None = None
    gender: Gender | None = None


def parse_card(text: str, today: date) -> CardData:
    """Read the QR text of a card on `today`.

    Raises MalformedValue: QR_TOO_LONG, QR_TOO_FEW_FIELDS, QR_NAME_MISSING, CCCD_MALFORMED
    or DATE_MALFORMED (birth). An odd old number or issue date is a notice.
    """
    fields, encoding_notice = _split(text)
    number = parse_citizen_number(fields[0])
    old, name, birth, gender, address, issued = fields[1:_FULL]
    if not name:
        raise MalformedValue("QR_NAME_MISSING", "Mã QR không có họ tên. Hãy nhập tay theo thẻ.")
    old_number, old_notice = _old_number(old)
    issue_date, issue_notice = _issue_date(issued)
    card = CardData(
        number=number,
        old_number=old_number,
        full_name=name,
        birth=parse_partial_date(birth),
        gender=_GENDERS.get(search_key(gender)),
        address=address,
        issued=issue_date,
        extra=tuple(fields[_FULL:]),
        notices=(
            *encoding_notice,
            *old_notice,
            *issue_notice,
            *number_notices(number, today),
            *mark_notices(name, address),
        ),
    )
    from_number = TypedPerson(birth=PartialDate(number.birth_year), gender=number.gender)
    return replace(card, notices=card.notices + cross_check(card, from_number))


def cross_check(card: CardData, typed: TypedPerson) -> tuple[Notice, ...]:
    """Where the card and the typed values differ; case and place of tone marks do not matter."""
    found: list[Notice] = []
    if typed.number is not None and typed.number != card.number.number:
        found.append(Notice("NUMBER_DIFFERS", "Số định danh khác với thẻ."))
    same = tone_key if card.is_marked else search_key
    if typed.full_name is not None and same(typed.full_name) != same(card.full_name):
        found.append(Notice("NAME_DIFFERS", f"Họ tên khác với thẻ: {card.full_name}."))
    if typed.birth is not None and not _agree(typed.birth, card.birth):
        found.append(
            Notice(
                "BIRTH_DIFFERS", f"Ngày sinh trên thẻ {card.birth.text_vi}, nơi khác {typed.birth.text_vi}."
            )
        )
    if typed.gender is not None and card.gender is not None and typed.gender is not card.gender:
        found.append(
            Notice(
                "GENDER_DIFFERS",
                f"Giới tính trên thẻ là {card.gender.label_vi}, nơi khác là {typed.gender.label_vi}.",
            )
        )
    return tuple(found)


def _split(text: str) -> tuple[list[str], tuple[Notice, ...]]:
    """At least seven fields in their places, whatever the code left out."""
    if len(text) > MAX_QR_LENGTH:
        raise MalformedValue("QR_TOO_LONG", "Nội dung mã QR quá dài, không phải mã trên thẻ căn cước.")
    typed, notices = mended_scan(text)
    repaired = repair_mojibake(typed)
    fields = [field.strip() for field in nfc(repaired or typed).strip("\ufeff\r\n\0 ").split("|")]
    if len(fields) < _FEWEST:
        raise MalformedValue(
            "QR_TOO_FEW_FIELDS",
            f"Mã QR chỉ có {len(fields)} trường, cần 6 hoặc 7. Hãy quét lại hoặc nhập tay theo thẻ.",
        )
    if fields[1] and not fields[1].isdigit():
        fields.insert(1, "")
    if len(fields) < _FULL:
        fields.append("")
    if repaired is None:
        return fields, notices
    message = "Máy quét đọc sai bảng mã; đã sửa, hãy đối chiếu họ tên với thẻ."
    return fields, (*notices, Notice("QR_ENCODING_REPAIRED", message))


def _old_number(text: str) -> tuple[str | None, tuple[Notice, ...]]:
    try:
        return (parse_old_number(text) if text else None), ()
    except MalformedValue as odd:
        return None, (Notice(odd.code, odd.hint_vi),)


def _issue_date(text: str) -> tuple[PartialDate | None, tuple[Notice, ...]]:
    if not text:
        return None, (Notice("QR_ISSUE_DATE_MISSING", "Mã QR không có ngày cấp. Hãy nhập theo thẻ."),)
    try:
        return parse_partial_date(text), ()
    except MalformedValue as odd:
        return None, (Notice("QR_ISSUE_DATE_UNREADABLE", odd.hint_vi),)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """Equal in every part that both know."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(a is None or b is None or a == b for a, b in pairs)
