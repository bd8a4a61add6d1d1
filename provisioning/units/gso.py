"""Takes the words for area and population from the statistics office's table into the relations.

The table's pairs must be those of the register: what differs is named, nothing is guessed. Cells of the
published table that are known to be wrong are mended first (`gso_corrections.csv`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from dossier.register.names import bare_name, name_key
from dossier.register.unit_values import Relation, Share, Unit
from dossier.register.units import UnitTable
from plumbing.problem import Problem
from plumbing.register_data import RELATIONS_HEADER, load_units
from provisioning.units.build import csv_text, relation_row
from provisioning.units.gso_table import GsoRow, read_table, words_of
from provisioning.units.transition import REORGANISED

_BEFORE = REORGANISED - timedelta(days=1)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Mend:
    """A known error of the published table: a wrong cell, wrong words, or a missing row."""

    action: str
    old_code: str
    old_name: str
    new_code: str
    field: str
    now: str
    area: str
    population: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row that was understood: two units that stand in the register, and the words between them."""

    old: Unit
    new: Unit
    area: Share
    population: Share


def import_gso(file: Path, out: Path) -> int:
    """Writes relations.csv with the table's words into `out`; returns how many pairs got them."""
    table = load_units()
    known = [r for unit_id in {u.unit_id for u in table.all_units()} for r in table.relations_from(unit_id)]
    pairs = understood(read_table(file), read_mends(), table)
    relations = sorted(with_words(known, pairs), key=lambda r: (r.on, len(r.old_id), r.old_id, r.new_id))
    out.mkdir(parents=True, exist_ok=True)
    text = csv_text(RELATIONS_HEADER, map(relation_row, relations))
    (out / "relations.csv").write_text(text, encoding="utf-8", newline="")
    return len(pairs)


def read_mends() -> tuple[Mend, ...]:
    """The known errors of the published table."""
    text = (
        files("dossier.register").joinpath("data", "units", "gso_corrections.csv").read_text(encoding="utf-8")
    )
    rows = csv.DictReader(text.splitlines())
    return tuple(Mend(**{key: value for key, value in row.items() if key != "reason"}) for row in rows)


def understood(rows: Iterable[GsoRow], mends: Iterable[Mend], table: UnitTable) -> list[Pair]:
    """Every row as a pair of units; raises Problem (GSO_TABLE_UNCLEAR) naming the lines that are none."""
    pairs: list[Pair] = []
    wrong: list[str] = []
    mends = tuple(mends)
    for row in rows:
        pair = _pair(_mended(row, mends), mends, table)
        if isinstance(pair, Pair):
            pairs.append(pair)
        else:
            wrong.append(f"line {row.line}: {pair}")
    if wrong:
        raise _unclear(wrong)
    return [*pairs, *_missing_rows(mends, pairs, table)]


def with_words(known: Iterable[Relation], pairs: Iterable[Pair]) -> Iterator[Relation]:
    """The relations with the pairs' words; raises Problem (GSO_TABLE_UNCLEAR) where the pairs differ."""
    relations = list(known)
    told = {(p.old.unit_id, p.new.unit_id): (p.area, p.population) for p in pairs}
    here = {(r.old_id, r.new_id) for r in relations if r.on == REORGANISED and "commune" in _levels(r)}
    stray = {ids for ids in told if ids[0] != ids[1]} - here
    absent = here - set(told)
    if stray or absent:
        raise _unclear(
            [
                *(f"only in the table: {old} -> {new}" for old, new in sorted(stray)),
                *(f"not in the table: {old} -> {new}" for old, new in sorted(absent)),
            ]
        )
    for relation in relations:
        area, population = told.get((relation.old_id, relation.new_id), (relation.area, relation.population))
        yield replace(relation, area=area, population=population)


def _levels(relation: Relation) -> set[str]:
    return {
        "commune" if len(i.partition("@")[0]) == 5 else "above" for i in (relation.old_id, relation.new_id)
    }


def _mended(row: GsoRow, mends: Iterable[Mend]) -> GsoRow:
    for mend in mends:
        if (
            mend.action == "cell"
            and mend.old_code == row.old_code
            and _same_name(mend.old_name, row.old_name)
        ):
            row = _with_cell(row, mend)
    return row


def _with_cell(row: GsoRow, mend: Mend) -> GsoRow:
    if mend.field == "old_code":
        return replace(row, old_code=mend.now)
    return replace(row, old_province_code=mend.now)


def _pair(row: GsoRow, mends: Iterable[Mend], table: UnitTable) -> Pair | str:
    """The pair that a row names, or what is wrong with it."""
    old = table.by_code(row.old_code or row.old_district_code, _BEFORE)
    new = table.by_code(row.new_code, REORGANISED)
    words = words_of(row.note)
    if old is None or new is None:
        return f"no unit {row.old_code or row.old_district_code} or {row.new_code}"
    if row.old_code and not _is_called(table, old, row.old_name):
        return f"{row.old_code} is {old.name}, not {row.old_name}"
    if not _is_called(table, new, row.new_name) or new.parent_code != row.new_province_code:
        return f"{row.new_code} is {new.name} of {new.parent_code}, not {row.new_name}"
    if not table.lies_in(old, row.old_province_code, _BEFORE):
        return f"{old.name} ({old.code}) does not lie in {row.old_province_code}"
    if words is None:
        return f"note of no known form: {row.note!r}"
    for mend in mends:
        if mend.action == "words" and (mend.old_code, mend.new_code) == (old.code, new.code):
            words = _share(mend.area), _share(mend.population)
    return Pair(old, new, *words)


def _missing_rows(mends: Iterable[Mend], pairs: list[Pair], table: UnitTable) -> Iterator[Pair]:
    """Rows that the published table lacks, where it names the old unit at all."""
    named = {p.old.code for p in pairs}
    present = {(p.old.code, p.new.code) for p in pairs}
    for mend in mends:
        codes = (mend.old_code, mend.new_code)
        if mend.action == "add" and mend.old_code in named and codes not in present:
            old, new = table.by_code(mend.old_code, _BEFORE), table.by_code(mend.new_code, REORGANISED)
            if old and new:
                yield Pair(old, new, _share(mend.area), _share(mend.population))


def _is_called(table: UnitTable, unit: Unit, name: str) -> bool:
    return any(_same_name(known, name) for known in (unit.name, *table.aliases(unit.unit_id)))


def _same_name(one: str, other: str) -> bool:
    return name_key(bare_name(one)) == name_key(bare_name(other))


def _share(word: str) -> Share:
    shares: dict[str, Share] = {"all": "all", "part": "part", "none": "none"}
    return shares[word]


def _unclear(wrong: list[str]) -> Problem:
    more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    return Problem(
        "GSO_TABLE_UNCLEAR",
        f"Bảng chuyển đổi có {len(wrong)} chỗ không khớp danh mục đơn vị; cần người xem lại, không nhập gì.",
        retry="operator",
        detail="; ".join(wrong[:_SHOWN]) + more,
    )
