"""The applicant's particulars as they go into the fact: trimmed, the telephone number in one written form.

A number that cannot be read is kept as it was typed and told: a citizen is never sent away for it.
"""

from collections.abc import Mapping

from dossier.errors import MalformedValue
from dossier.phone import Phone, parse_phone


def applicant_values(typed: Mapping[str, str]) -> dict[str, str]:
    """What was filled in."""
    given = {name: str(value).strip() for name, value in typed.items() if str(value).strip()}
    phone = _phone(given)
    return given | {"phone": phone.national} if isinstance(phone, Phone) else given


def phone_warnings(typed: Mapping[str, str]) -> tuple[str, ...]:
    """What the clerk should ask about the number; none when it is right or was not given."""
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
