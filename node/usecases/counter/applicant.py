"""The applicant's particulars as they go into the fact: trimmed, telephone and identity numbers in one written form.

A number that cannot be read is kept as it was typed and told: a citizen is never sent away for it. In the place of the
personal number a business or household business gives its tax number; a foreigner's passport is not judged.
"""

import re
from collections.abc import Mapping
from datetime import date

from dossier.errors import MalformedValue
from dossier.identity import number_notices, parse_citizen_number, parse_old_number, parse_tax_number
from dossier.phone import Phone, parse_phone

_OLD_DIGITS = 9
_TAX_DIGITS = (10, 13)


def applicant_values(typed: Mapping[str, str]) -> dict[str, str]:
    """What was filled in."""
    given = {name: str(value).strip() for name, value in typed.items() if str(value).strip()}
    phone = _phone(given)
    if isinstance(phone, Phone):
        given["phone"] = phone.national
    if "id_number" in given:
        given["id_number"] = _number_as_written(given["id_number"])
    return given


def particulars_warnings(typed: Mapping[str, str], today: date) -> tuple[str, ...]:
    """What the clerk should ask about the numbers; none when they are right or were not given."""
    return (*_number_warnings(str(typed.get("id_number", "")).strip(), today), *_phone_warnings(typed))


def _number_warnings(text: str, today: date) -> tuple[str, ...]:
    digits = re.sub(r"[\s.-]", "", text)
    if not digits or not digits.isascii() or re.search("[A-Za-z]", digits):
        return ()
    try:
        if len(digits) in _TAX_DIGITS:
            parse_tax_number(text)
            return ()
        if len(digits) == _OLD_DIGITS:
            return ()
        return tuple(notice.message_vi for notice in number_notices(parse_citizen_number(text), today))
    except MalformedValue as malformed:
        return (malformed.hint_vi,)


def _number_as_written(text: str) -> str:
    for read in (parse_tax_number, parse_old_number):
        try:
            return read(text)
        except MalformedValue:
            continue
    return text


def _phone_warnings(typed: Mapping[str, str]) -> tuple[str, ...]:
    phone = _phone(typed)
    if isinstance(phone, MalformedValue):
        return (phone.hint_vi,)
    return tuple(notice.message_vi for notice in phone.notices) if phone else ()


def _phone(typed: Mapping[str, str]) -> Phone | MalformedValue | None:
    text = str(typed.get("phone", "")).strip()
    try:
        return parse_phone(text) if text else None
    except MalformedValue as malformed:
        return malformed
