"""Reads the register's packaged data files.

The files are plain CSV so that a change of data can be read as a diff; `provisioning/units` writes them.
Equal texts are shared: the whole country is some 14,000 versions of units, and a node is a small machine.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from dossier.register.unit_rows import grouped
from dossier.register.unit_values import LegalBasis, Relation, Share, Unit, level_of_code
from dossier.register.units import UnitTable, table_of
from plumbing.problem import Problem

UNITS_HEADER = ("unit_id", "code", "name", "type", "parent_code", "valid_from", "valid_to", "basis")
RELATIONS_HEADER = ("old_id", "new_id", "kind", "on", "area", "population", "basis")
ALIASES_HEADER = ("unit_id", "alias")
DOCUMENTS_HEADER = ("number", "issued", "in_force", "operates")


class Shared:
    """Hands out one object for equal texts and one date for equal days."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._days: dict[str, date | None] = {"": None}

    def text(self, value: str) -> str:
        """The text, as the one object for all that are equal."""
        return self._texts.setdefault(value, value)

    def optional(self, value: str) -> str | None:
        """The same; empty means that there is none."""
        return self.text(value) if value else None

    def day(self, value: str) -> date | None:
        """A day in ISO form; empty means open."""
        if value not in self._days:
            self._days[value] = date.fromisoformat(value)
        return self._days[value]


@lru_cache(maxsize=1)
def load_units() -> UnitTable:
    """The packaged table of units; raises Problem when the files are missing or damaged."""
    return read_units(files("dossier.register").joinpath("data", "units"))


def read_units(folder: Traversable) -> UnitTable:
    """The table of units in a folder with units.csv, relations.csv, aliases.csv and documents.csv."""
    shared = Shared()
    try:
        return table_of(
            [unit_from(row, shared) for row in _rows(folder / "units.csv", UNITS_HEADER)],
            [relation_from(row, shared) for row in _rows(folder / "relations.csv", RELATIONS_HEADER)],
            grouped((row[0], row[1]) for row in _rows(folder / "aliases.csv", ALIASES_HEADER)),
            read_documents(folder),
        )
    except (OSError, ValueError) as error:
        raise Problem(
            "REGISTER_DATA_DAMAGED",
            "Dữ liệu đơn vị hành chính kèm theo chương trình bị thiếu hoặc hỏng; hãy cài lại chương trình.",
            retry="operator",
            detail=str(error),
        ) from error


def read_documents(folder: Traversable) -> tuple[LegalBasis, ...]:
    """The resolutions behind the units, each with both its dates."""
    shared = Shared()
    rows = _rows(folder / "documents.csv", DOCUMENTS_HEADER)
    return tuple(
        LegalBasis(row[0], shared.day(row[1]), shared.day(row[2]), shared.day(row[3])) for row in rows
    )


def unit_from(row: list[str], shared: Shared) -> Unit:
    """One line of units.csv; raises ValueError for a code of no level or a day that is none."""
    unit_id, code, name, type_word, parent, start, end, basis = row
    level = level_of_code(code)
    if level is None:
        raise ValueError(f"code {code!r} belongs to no level")
    return Unit(
        shared.text(unit_id),
        shared.text(code),
        shared.text(name),
        shared.text(type_word),
        level,
        shared.optional(parent),
        shared.day(start),
        shared.day(end),
        shared.optional(basis),
    )


def relation_from(row: list[str], shared: Shared) -> Relation:
    """One line of relations.csv; raises ValueError for a missing day or an unknown share word."""
    old_id, new_id, kind, on, area, population, basis = row
    day = shared.day(on)
    if day is None or not {area, population} <= {"all", "part", "none", ""}:
        raise ValueError(f"bad relation {old_id} -> {new_id}")
    return Relation(
        shared.text(old_id),
        shared.text(new_id),
        shared.text(kind),
        day,
        cast("Share | None", shared.optional(area)),
        cast("Share | None", shared.optional(population)),
        shared.optional(basis),
    )


def _rows(file: Traversable, header: tuple[str, ...]) -> Iterator[list[str]]:
    reader = csv.reader(file.read_text(encoding="utf-8").splitlines())
    if tuple(next(reader, ())) != header:
        raise ValueError(f"{file.name}: the header is not {','.join(header)}")
    for row in reader:
        if len(row) != len(header):
            raise ValueError(f"{file.name}: a line has {len(row)} fields")
        yield row
