"""What the QR code of an old health-insurance card (thẻ BHYT) says.

Fields joined by `|`: card number, name in hexadecimal UTF-8, birth, gender (1 = nam), address in
hexadecimal UTF-8, code of the clinic, valid from, valid to; more may follow and are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dossier.errors import MalformedValue
from dossier.identity import Gender, PartialDate, parse_partial_date
from dossier.vietnamese import nfc

_FEWEST: Final = 8
_GENDERS: Final = {"1": Gender.MALE, "2": Gender.FEMALE}


@dataclass(frozen=True, slots=True)
class HealthCard:
    """The fields of the code; `valid_to` is None when the card has no end date."""

    card_number: str
    full_name: str
    birth: PartialDate
    gender: Gender | None
    address: str
    clinic_code: str
    valid_from: PartialDate
    valid_to: PartialDate | None
    extra: tuple[str, ...]


def parse_health_card(text: str) -> HealthCard:
    """Read the QR text. Raises MalformedValue (BHYT_QR_MALFORMED or DATE_MALFORMED)."""
    fields = [field.strip() for field in text.strip().split("|")]
    if len(fields) < _FEWEST:
        raise _malformed(f"chỉ có {len(fields)} trường, cần ít nhất {_FEWEST}")
    number, name, birth, gender, address, clinic, start, end = fields[:_FEWEST]
    return HealthCard(
        card_number=number,
        full_name=_from_hex(name),
        birth=parse_partial_date(birth),
        gender=_GENDERS.get(gender),
        address=_from_hex(address),
        clinic_code=clinic,
        valid_from=parse_partial_date(start),
        valid_to=parse_partial_date(end) if end.strip("-") else None,
        extra=tuple(fields[_FEWEST:]),
    )


def _from_hex(digits: str) -> str:
    try:
        return nfc(bytes.fromhex(digits).decode("utf-8"))
    except ValueError:
        raise _malformed("họ tên hoặc địa chỉ không giải mã được") from None


def _malformed(detail: str) -> MalformedValue:
    return MalformedValue("BHYT_QR_MALFORMED", f"Mã QR thẻ BHYT không đọc được: {detail}.")
