"""Match a written address with the units of a day: what it names, what that is today, and how it should be spelled.

An address on paper names the units of its own day ("xã Đông Xá, huyện Mai Sơn, tỉnh …"); papers from before
1 July 2025 name units that are gone. The text is kept as it is: what is found here stands beside it. Names that
differ by marks or one letter are suggestions, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from dossier.register.names import TYPE_WORDS, bare_name, plain_key
from dossier.register.unit_values import Current, Split, Unit
from dossier.register.units import UnitTable

# Days on which addresses on papers in use were written, the newest first: today comes before all of them.
_DAYS: Final = (date(2025, 6, 30), date(2024, 6, 30), date(2019, 6, 30))
_NEAR: Final = 0.82
_CLEAR: Final = 80
_PART: Final = re.compile(r"[^,;]+")


@dataclass(frozen=True, slots=True)
class Place:
    """The deepest unit an address names. `exact`: every unit it names is spelled as registered, marks and all.

    `today` are the units that stand for it today (several after a split, none when nobody does); `spelled` is the
    address with the registered spelling where one name is near, "" when there is nothing to suggest.
    """

    unit: Unit
    on: date
    exact: bool
    today: tuple[Unit, ...]
    spelled: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A part of the address that names a unit: where it stands, its type word and the name behind it."""

    start: int
    end: int
    type: str
    name: str


def vouches(place: Place, confidence: float) -> bool:
    """Whether the register bears an address out that was read with that confidence (0–100): all it names is known,
    spelled so, and its letters are clear enough that street and hamlet need no other proof."""
    return place.exact and confidence >= _CLEAR


def place_of(address: str, units: UnitTable, today: date) -> Place | None:
    """The units that `address` names, or None when not even its province is known."""
    best: Place | None = None
    for day in (today, *(day for day in _DAYS if day < today)):
        found = _on_day(address, units, day, today)
        if found is not None and (best is None or _rank(found) > _rank(best)):
            best = found
        if best is not None and best.exact and best.unit.level == "commune":
            break
    return best


def _rank(place: Place) -> tuple[bool, bool]:
    return place.unit.level == "commune", place.exact


def _on_day(address: str, units: UnitTable, day: date, today: date) -> Place | None:
    """Walk from the province inwards; what cannot be found ends the walk."""
    above: Unit | None = None
    exact, spelled = True, address
    named = _named(address)
    for part in reversed(named):
        unit, is_same = _unit(part, units, day, above)
        if unit is None:
            # Below the commune stand hamlets and streets; a unit that is not found leaves the address in doubt.
            exact = exact and above is not None and above.level == "commune"
            break
        if not is_same:
            exact = False
            spelled = spelled[: part.start] + _like(part.name, bare_name(unit.name)) + spelled[part.end :]
        above = unit
    if above is None:
        return None
    suggestion = spelled if spelled != address else ""
    return Place(above, day, exact and above.level == "commune", _today(units, above, today), suggestion)


def _named(address: str) -> list[_Named]:
    """Parts that begin with the type word of a unit; the last part may be a province without one."""
    found = []
    parts = list(_PART.finditer(address))
    for place, part in enumerate(parts):
        text = part.group().strip(" .")
        start = part.start() + part.group().index(text) if text else part.start()
        word = next((word for word in TYPE_WORDS if text.casefold().startswith(word + " ")), "")
        if word or (place == len(parts) - 1 and text):
            skip = len(word) + 1 if word else 0
            found.append(_Named(start + skip, start + len(text), word, text[skip:]))
    return found


def _unit(part: _Named, units: UnitTable, day: date, above: Unit | None) -> tuple[Unit | None, bool]:
    """The unit meant, and whether it is spelled so."""
    level = ("province",) if above is None else ("district", "commune")
    inside = above.code if above else None
    query = f"{part.type} {part.name}".strip()
    for is_same, found in (
        (True, units.find(query, day, inside)),
        (False, units.suggest(query, day, inside)),
    ):
        fitting = [unit for unit in found if unit.level in level]
        if len(fitting) == 1:
            return fitting[0], is_same
    return (_nearest(part, units, day, above), False) if above else (None, False)


def _nearest(part: _Named, units: UnitTable, day: date, above: Unit) -> Unit | None:
    """The one unit right below whose name differs by a letter or two."""
    below = {plain_key(bare_name(unit.name)): unit for unit in units.children(above.code, day)}
    near = get_close_matches(plain_key(part.name), list(below), n=2, cutoff=_NEAR)
    return below[near[0]] if len(near) == 1 else None


def _like(read: str, registered: str) -> str:
    """The registered name, in capitals where the paper has capitals."""
    return registered.upper() if read.isupper() else registered


def _today(units: UnitTable, unit: Unit, today: date) -> tuple[Unit, ...]:
    match units.resolve(unit.unit_id, today):
        case Current(now):
            return (now,)
        case Split(units=heirs):
            return heirs
        case _:
            return ()


def today_vi(place: Place, today: date) -> str:
    """`nay là Xã Quảng Yên` or `nay thuộc …`; "" where the unit stands as it was or nobody stands for it."""
    names: Sequence[str] = [unit.name for unit in place.today]
    if not names or (
        len(names) == 1 and place.today[0].unit_id == place.unit.unit_id and place.unit.holds(today)
    ):
        return ""
    return f"nay là {names[0]}" if len(names) == 1 else f"nay thuộc {', '.join(names)}"
