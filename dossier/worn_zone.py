"""A card's zone as a machine read it off a photo: what its check digits prove, one thing after the other.

Readers made for letters split a digit in two ("94411200" for 9411200) or swap look-alikes, seldom more than one in a
line. So one character too many is left out where exactly one way to do so makes the checks hold, and each value stands
for itself: the number, which is printed twice; then the birth, which must have the number's year; then the last day.
What does not hold is not said. A whole zone without a fault is read by `dossier.card_zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dossier.card_zone import DIGIT_FOR, NEVER, bare_zone, check_digit, zone_day
from dossier.errors import MalformedValue
from dossier.identity import CitizenNumber, PartialDate, parse_citizen_number

_FIRST: Final = re.compile(r"[I1TL]DVNM(\w{9})(\w)(\w{12})(?!\w)")
_BIRTH: Final = re.compile(r"\w{7,8}(?=[MF<])")
_EXPIRY: Final = re.compile(r"(?<=[MF<])\w{7,8}(?=VNM)")
_CHECKED: Final = 7  # yyMMdd and its check digit


@dataclass(frozen=True, slots=True)
class WornZone:
    """What is proved: the number, and the birth and last day where they could be read."""

    number: CitizenNumber
    birth: PartialDate | None
    expires: PartialDate | None


def worn_zone(rows: Sequence[str]) -> WornZone | None:
    """What the rows from the zone's first on prove; None where not even the number holds."""
    number = _number(bare_zone(rows[0])) if rows else None
    if number is None:
        return None
    second = bare_zone(rows[1]) if len(rows) > 1 else ""
    birth, expiry = _BIRTH.match(second), _EXPIRY.search(second)
    return WornZone(
        number,
        _only(_births(birth.group(), number)) if birth else None,
        _only(_days(expiry.group(), 20)) if expiry else None,
    )


def _number(first: str) -> CitizenNumber | None:
    """Printed as the document's number with its check digit, and again as the last nine of twelve digits."""
    numbers = set()
    for text in (first, *_shorter(first)):
        found = _FIRST.match(text)
        if found is not None:
            document, check, number = (part.translate(DIGIT_FOR) for part in found.groups())
            if check_digit(document) == check and number.endswith(document) and number.isdigit():
                numbers.add(number)
    return parse_citizen_number(numbers.pop()) if len(numbers) == 1 else None


def _births(read: str, number: CitizenNumber) -> Iterator[PartialDate]:
    return (day for day in _days(read, number.birth_year // 100) if day.year == number.birth_year)


def _days(read: str, century: int) -> Iterator[PartialDate]:
    """Every day that the characters may be, one of them left out where there is one too many."""
    for text in {read} if len(read) == _CHECKED else _shorter(read):
        digits = text.translate(DIGIT_FOR)
        if digits.isdigit() and check_digit(digits[:-1]) == digits[-1] and digits[:-1] != NEVER:
            try:
                yield zone_day(digits[:-1], century)
            except MalformedValue:
                continue


def _only(days: Iterator[PartialDate]) -> PartialDate | None:
    found = set(days)
    return found.pop() if len(found) == 1 else None


def _shorter(text: str) -> set[str]:
    """The text without one of its characters."""
    return {text[:place] + text[place + 1 :] for place in range(len(text))}
