"""What people corrected here makes later proposals better: spellings of places, letters that are often misread.

Only marks are ever put right, never digits and never letters: "Thôn Phú My" becomes "Thôn Phú Mỵ" when clerks of this
node confirmed that spelling before. A name is not changed, another person may be called so: it is told and flagged.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.vietnamese import search_key
from node.ports import Tables
from node.ports.learning import CorrectionRow
from node.usecases.page_models import Candidate, FieldEntry

_PLACES = ("residence", "hometown", "birth_place", "temporary_residence", "earlier_residence", "address")
_LEAST_TIMES = 2  # a spelling confirmed once may be the slip of one person
_MUCH_MORE = 3  # times as often as the spelling that was read

Spellings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Better:
    """A value as it should probably be spelled, and how often clerks confirmed the least of its changed parts."""

    value: str
    times: int


def what_of(field: str) -> str:
    """What is learned from a field: address | name | "" (nothing: numbers and dates differ each time)."""
    if field.endswith("_name"):
        return "name"
    return "address" if field.endswith(_PLACES) else ""


def parts_of(what: str, value: str) -> list[str]:
    """The parts that come again: places between commas, words of a name."""
    parts = value.split(",") if what == "address" else value.split()
    return [part.strip() for part in parts if part.strip()]


def learn(
    tables: Tables,
    dossier: str,
    entries: Sequence[FieldEntry],
    read: Sequence[Candidate],
    officer: str,
    at_ms: int,
) -> None:
    """Remember what a person confirmed of what was read on a page."""
    for entry in entries:
        value = str(entry.value)
        what = what_of(entry.field)
        if what:
            tables.learning.confirmed(
                what, [(search_key(part), part) for part in parts_of(what, value)], at_ms
            )
        seen = next(
            (
                c
                for c in read
                if c.field == entry.field and c.page_key == entry.page and c.box == tuple(entry.box)
            ),
            None,
        )
        if seen is not None and seen.read != value:
            tables.learning.corrected(_correction(dossier, entry.field, seen, value, officer, at_ms))


def better(what: str, value: str, known: Spellings) -> Better | None:
    """The value with the marks that clerks confirmed for its parts; None when nothing speaks for another spelling."""
    changed: list[int] = []

    def spell(part: re.Match[str]) -> str:
        best = _best(part.group(), known.get(search_key(part.group()), {}))
        if best is None:
            return part.group()
        changed.append(best[1])
        return best[0]

    pattern = r"[^,\s][^,]*[^,\s]|[^,\s]" if what == "address" else r"\S+"
    spelled = re.sub(pattern, spell, value)
    return Better(spelled, min(changed)) if changed and spelled != value else None


def _best(part: str, spellings: Mapping[str, int]) -> tuple[str, int] | None:
    """Another spelling that was confirmed clearly more often than this one."""
    as_read = next((times for spelling, times in spellings.items() if spelling == part), 0)
    others = {s: times for s, times in spellings.items() if s.casefold() != part.casefold()}
    if not others:
        return None
    spelling = max(others, key=lambda s: others[s])
    if others[spelling] < max(_LEAST_TIMES, _MUCH_MORE * as_read):
        return None
    return _in_case_of(part, spelling), others[spelling]


def _in_case_of(part: str, spelling: str) -> str:
    if part.isupper():
        return spelling.upper()
    return spelling[0].lower() + spelling[1:] if part[0].islower() else spelling[0].upper() + spelling[1:]


def _correction(
    dossier: str, field: str, seen: Candidate, value: str, officer: str, at_ms: int
) -> CorrectionRow:
    box = ",".join(map(str, seen.box))
    return CorrectionRow(
        dossier, seen.page_key, seen.page, box, seen.kind, field, seen.type, seen.read, value, officer, at_ms
    )
