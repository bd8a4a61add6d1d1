"""Dossier codes (mã hồ sơ): reading them, and issuing them from a lease without a line.

A code names the receiving organisation, the day of receipt and the order in the day (Nghị định
61/2018/NĐ-CP art. 26; Thông tư 01/2018/TT-VPCP art. 19; Quyết định 20/2020/QĐ-TTg). Sequences
have one owner: a node issues only from a `Lease`, a block of numbers that no other node has.
When the lease is used up, expired or for another day, the code is provisional, `TAM-…`, which
can never be read as an official one; the official code is recorded later as a fact.

The code stays when the organisation is merged, so the code says who received, not who is competent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from dossier.errors import MalformedValue

MAX_CODE_LENGTH: Final = 64
LOW_WATER_PERCENT: Final = 30
"""With less than this share of the lease left, the node asks the hub for a new one."""

SEQUENCE_DIGITS: Final = 5

_OLD: Final = re.compile(
    r"(?P<org>[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})-(?P<day>[0-9]{6})-(?P<seq>[0-9]{4,5})"
)
_NEW: Final = re.compile(
    r"(?P<org>[A-Y][0-9]{2}(?:\.[0-9A-Z]{1,10})*)-(?P<day>[0-9]{6}|[0-9]{8})-(?P<seq>[0-9]{4,7})"
)
_PROVISIONAL: Final = re.compile(r"TAM-(?P<org>[0-9A-Z]{1,12})-(?P<day>[0-9]{6})-(?P<seq>[0-9]{1,6})")
_ORG: Final = re.compile(r"[A-Y][0-9]{2}(?:\.[0-9A-Z]{1,10})*")
_PROCEDURE: Final = re.compile(r"(?P<code>[1-9]\.[0-9]{6})(?:\.[0-9A-Z]{2,5})*")

CodeStyle = Literal["old", "new", "provisional"]


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A code and its parts. `issuer` is the organisation, or the node when provisional."""

    text: str
    style: CodeStyle
    issuer: str
    day: date
    sequence: int

    @property
    def is_official(self) -> bool:
        """False for a provisional code: it must be marked so on every paper."""
        return self.style != "provisional"


def parse_code(text: str) -> DossierCode:
    """Read a dossier code of any accepted style. Raises MalformedValue (CODE_MALFORMED)."""
    cleaned = text.strip()
    patterns: tuple[tuple[CodeStyle, re.Pattern[str]], ...] = (
        ("old", _OLD),
        ("new", _NEW),
        ("provisional", _PROVISIONAL),
    )
    for style, pattern in patterns:
        match = pattern.fullmatch(cleaned)
        if match and len(cleaned) <= MAX_CODE_LENGTH:
            day = _code_day(match["day"])
            return DossierCode(cleaned, style, match["org"], day, int(match["seq"]))
    raise _malformed(text)


def _code_day(digits: str) -> date:
    year, rest = (2000 + int(digits[:2]), digits[2:]) if len(digits) == 6 else (int(digits[:4]), digits[4:])
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        raise _malformed(digits) from None


def _malformed(text: str) -> MalformedValue:
    return MalformedValue(
        "CODE_MALFORMED",
        f"“{text[:MAX_CODE_LENGTH]}” không phải mã hồ sơ. Mã có dạng H56.16480-261122-00001.",
    )


@dataclass(frozen=True, slots=True)
class Lease:
    """A block of numbers that one node alone may issue for one organisation.

    `first`..`last` are the numbers of the block, both included. With `day` the block is for that
    day of receipt; without, the same block may be used on every day until `expires` (included).
    """

    lease_id: str
    node: str
    org_identifier: str
    first: int
    last: int
    expires: date
    day: date | None = None

    def __post_init__(self) -> None:
        is_range = 1 <= self.first <= self.last < 10**SEQUENCE_DIGITS
        if not is_range or not _ORG.fullmatch(self.org_identifier):
            raise MalformedValue(
                "LEASE_MALFORMED", "Dải số được cấp không hợp lệ. Hãy xin dải số mới từ trung tâm tỉnh."
            )

    @property
    def size(self) -> int:
        """How many numbers the block holds on one day."""
        return self.last - self.first + 1

    def is_valid_on(self, day: date) -> bool:
        """Whether codes for receipt on `day` may come from this block."""
        return day <= self.expires and self.day in (None, day)


@dataclass(frozen=True, slots=True)
class LeaseUse:
    """What a node has taken from its lease on `day`: the next number, and provisional codes given.

    `provisional` never goes back, whatever happens to the lease.
    """

    day: date
    next_number: int
    provisional: int = 0


def fresh_use(lease: Lease, day: date, before: LeaseUse | None = None) -> LeaseUse:
    """The use of `lease` on `day` as a store kept it; without a record, or one of another day, a fresh one."""
    if before is None or before.day != day:
        return LeaseUse(day, lease.first)
    return replace(before, next_number=max(before.next_number, lease.first))


def take(lease: Lease, used: LeaseUse) -> tuple[DossierCode, LeaseUse]:
    """Issue the next code for receipt on `used.day`, and the use to store with it.

    The code is provisional when the lease is exhausted, expired or for another day.
    """
    if lease.is_valid_on(used.day) and lease.first <= used.next_number <= lease.last:
        text = f"{lease.org_identifier}-{used.day:%y%m%d}-{used.next_number:0{SEQUENCE_DIGITS}d}"
        return parse_code(text), replace(used, next_number=used.next_number + 1)
    counter = used.provisional + 1
    return provisional_code(lease.node, used.day, counter), replace(used, provisional=counter)


def provisional_code(node: str, day: date, counter: int) -> DossierCode:
    """`TAM-{node}-{yymmdd}-{counter}`; the node's short name keeps two nodes apart."""
    return parse_code(f"TAM-{node.upper()}-{day:%y%m%d}-{counter:04d}")


def remaining(lease: Lease, used: LeaseUse) -> int:
    """Numbers left for `used.day`; 0 when the lease does not hold on that day."""
    if not lease.is_valid_on(used.day):
        return 0
    return max(0, lease.last - max(used.next_number, lease.first) + 1)


def national_procedure(text: str) -> str:
    """The national part of a procedure's code: `2.000815` of the portal's local `2.000815.000.00.00.H55`; any other
    text as it is."""
    match = _PROCEDURE.fullmatch(text.strip())
    return match["code"] if match else text
