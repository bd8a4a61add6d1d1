"""Signing certificates that end soon: known from the signatures that they made, told 30 days ahead.

A key lies in a token or under a passphrase, so nobody can look at it between two signatures.
"""

import json
from dataclasses import dataclass

from dossier.local_time import DAY_MS
from node.ports import SignedPdf, Tables
from node.usecases.workplace import Workplace

_NAME = "key_ends"
_SOON_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """`holder` is an officer, or the unit whose seal it is."""

    holder: str
    name: str
    ends_ms: int
    is_over: bool


def note_key(place: Workplace, holder: str, signed: SignedPdf) -> None:
    """Remember the end of the certificate that has just signed; a new certificate replaces the old one's."""
    with place.store.reading() as tables:
        known = _known(tables)
    if signed.key_ends_ms and known.get(holder) != signed.key_ends_ms:
        with place.store.writing() as tables:
            tables.meta.put(_NAME, json.dumps({**_known(tables), holder: signed.key_ends_ms}, sort_keys=True))


def keys_ending(place: Workplace, tables: Tables) -> tuple[KeyEnd, ...]:
    """Those that ended or end within 30 days, the first to end at the top."""
    now = place.clock.now_ms()
    found = [
        KeyEnd(holder, _name(place, holder), ends, ends < now)
        for holder, ends in _known(tables).items()
        if ends < now + _SOON_MS and _counts(place, holder)
    ]
    return tuple(sorted(found, key=lambda one: one.ends_ms))


def _known(tables: Tables) -> dict[str, int]:
    found: dict[str, int] = json.loads(tables.meta.text(_NAME) or "{}")
    return found


def _counts(place: Workplace, holder: str) -> bool:
    """Not the key of somebody who has left."""
    officer, day = place.register.officer(holder), place.clock.today()
    return officer is None or officer.valid_to is None or day < officer.valid_to


def _name(place: Workplace, holder: str) -> str:
    officer = place.register.officer(holder)
    return officer.name if officer else place.register.unit_name(holder, place.clock.today())
