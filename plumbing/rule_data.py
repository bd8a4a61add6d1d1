"""Reads the rule tables that are shipped with the program; the rules themselves are in `dossier`.

The register may bring newer editions; these are what a node starts with.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dossier.register.calendar import Calendar, parse_calendar
from dossier.register.procedures import ProcedureTable, parse_procedures


@cache
def load_calendar() -> Calendar:
    """The shipped working calendar. Raises MalformedValue when the file is damaged."""
    return parse_calendar(_packaged("calendar.csv"))


@cache
def load_procedures() -> ProcedureTable:
    """The shipped catalogue of procedures. Raises MalformedValue when the file is damaged."""
    return parse_procedures(_packaged("procedures.json"))


def _packaged(name: str) -> str:
    return files("dossier.register").joinpath("data", name).read_text(encoding="utf-8")
