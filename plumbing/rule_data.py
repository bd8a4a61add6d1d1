"""Reads the rule tables that are shipped with the program; the rules themselves are in `dossier`.

The register may bring newer editions; these are what a node starts with.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dossier.register.calendar import Calendar, parse_calendar


@cache
def load_calendar() -> Calendar:
    """The shipped working calendar. Raises MalformedValue when the file is damaged."""
    return parse_calendar(_packaged("calendar.csv"))


def _packaged(name: str) -> str:
    return files("dossier.register").joinpath("data", name).read_text(encoding="utf-8")
