"""What the built register must say; each figure was checked against four public sources.

The checks run on every build, so a build that would commit other facts fails and names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from dossier.register.names import name_key
from dossier.register.unit_values import Level, Unit
from dossier.register.units import UnitTable
from plumbing.problem import Problem
from provisioning.units.compose import Register
from provisioning.units.transition import REORGANISED

_BEFORE: Final = REORGANISED - timedelta(days=1)

TOTALS: Final[dict[date, tuple[int, int, int]]] = {
    _BEFORE: (63, 696, 10_035),
    REORGANISED: (34, 0, 3_321),
    date(2026, 4, 30): (34, 0, 3_321),
    date(2026, 9, 20): (34, 0, 3_321),
}
"""Provinces, districts and communes from each day on."""

COMMUNE_TYPES: Final[dict[date, tuple[int, int, int]]] = {
    REORGANISED: (2_621, 687, 13),
    date(2026, 4, 29): (2_621, 687, 13),
    date(2026, 4, 30): (2_611, 697, 13),
    date(2026, 9, 19): (2_611, 697, 13),
    date(2026, 9, 20): (2_599, 709, 13),
}
"""Xã, phường and đặc khu from each day on."""

CITIES: Final[dict[date, int]] = {
    _BEFORE: 6,
    REORGANISED: 6,
    date(2026, 4, 30): 7,
    date(2026, 9, 1): 8,
    date(2026, 9, 20): 9,
}
"""Centrally run cities among the provinces."""

NEW_CITIES: Final = {"75": date(2026, 4, 30), "22": date(2026, 9, 1), "24": date(2026, 9, 20)}
LINEAGE: Final = {
    "commune pairs": 10_566,
    "split communes": 441,
    "communes without successor": 0,
    "communes without predecessor": 0,
    "unchanged communes": 127,
    "renamed or retyped communes": 4,
    "unchanged provinces": 11,
    "special zones from districts": 5,
    "splits across new provinces": 0,
    "new codes that were old codes": 3_316,
}


def check(register: Register, table: UnitTable) -> None:
    """Raises Problem (UNIT_REGISTER_WRONG) naming every figure that differs."""
    wrong = [*_wrong_counts(table), *_wrong_cities(table), *_wrong_lineage(register, table)]
    if wrong:
        raise Problem(
            "UNIT_REGISTER_WRONG",
            "Danh mục đơn vị vừa dựng không khớp các số liệu đã kiểm chứng; không ghi đè dữ liệu cũ.",
            retry="operator",
            detail="; ".join(wrong),
        )


def lineage_figures(register: Register, table: UnitTable) -> dict[str, int]:
    """The figures of the reorganisation of 1 July 2025, named as in `LINEAGE`."""
    old = _communes(table, _BEFORE)
    new = _communes(table, REORGANISED)
    heirs = {u.unit_id: table.successors(u.unit_id, _BEFORE, REORGANISED) for u in old}
    same = [u for u in new if table.by_id(u.unit_id, _BEFORE)]
    spelled = {unit_id for unit_id, _ in register.aliases}
    as_it_was = [u for u in same if u.unit_id in spelled or _called_the_same(table.versions(u.unit_id)[0], u)]
    reached = {h.unit_id for hs in heirs.values() for h in hs}
    from_districts = {r.new_id for r in register.relations if len(r.old_id.split("@")[0]) == 3}
    provinces = _level(table, "province", REORGANISED)
    return {
        "commune pairs": sum(map(len, heirs.values())),
        "split communes": sum(len(hs) > 1 for hs in heirs.values()),
        "communes without successor": sum(not hs for hs in heirs.values()),
        "communes without predecessor": sum(u.unit_id not in reached | from_districts for u in new),
        "unchanged communes": len(as_it_was),
        "renamed or retyped communes": len(same) - len(as_it_was),
        "unchanged provinces": sum(table.by_id(u.unit_id, _BEFORE) is not None for u in provinces),
        "special zones from districts": len(from_districts),
        "splits across new provinces": sum(len({h.parent_code for h in hs}) > 1 for hs in heirs.values()),
        "new codes that were old codes": len({u.code for u in new} & {u.code for u in old}),
    }


def _wrong_lineage(register: Register, table: UnitTable) -> Iterator[str]:
    for name, value in lineage_figures(register, table).items():
        if value != LINEAGE[name]:
            yield f"{name}: {value}, expected {LINEAGE[name]}"


def _wrong_counts(table: UnitTable) -> Iterator[str]:
    for on, totals in TOTALS.items():
        counted = tuple(sum(by_type.values()) for by_type in table.counts(on).values())
        if counted != totals:
            yield f"{on}: {counted}, expected {totals}"
    for on, types in COMMUNE_TYPES.items():
        by_type = table.counts(on)["commune"]
        if tuple(by_type.get(t, 0) for t in ("xã", "phường", "đặc khu")) != types:
            yield f"{on}: {by_type}, expected {types}"


def _wrong_cities(table: UnitTable) -> Iterator[str]:
    for on, cities in CITIES.items():
        if table.counts(on)["province"].get("thành phố", 0) != cities:
            yield f"{on}: not {cities} cities"
    for code, on in NEW_CITIES.items():
        days = [(on - timedelta(days=1), "tỉnh"), (on, "thành phố")]
        for day, word in days:
            unit = table.by_code(code, day)
            if unit is None or unit.type != word:
                yield f"{code} is no {word} on {day}"


def _level(table: UnitTable, level: Level, on: date) -> list[Unit]:
    return [u for u in table.all_units() if u.level == level and u.holds(on)]


def _communes(table: UnitTable, on: date) -> list[Unit]:
    return _level(table, "commune", on)


def _called_the_same(then: Unit, now: Unit) -> bool:
    return name_key(then.name) == name_key(now.name)
