"""After a restore: what the paper may know and the machine does not.

A number is taken in order, so a number that is skipped was given to somebody: by the dossiers' own count of this
machine's earlier lives, and by the codes of its blocks on the days before the crash. What came last before the crash
leaves no gap behind it: each count also says after which number nobody can tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dossier.codes import parse_code
from dossier.errors import MalformedValue
from dossier.local_time import local
from node.ports import DossierRow, Tables
from node.usecases.counter.leases import blocks_ever
from node.usecases.workplace import Workplace

REBORN = "reborn_ms"
_LOOK_BACK = timedelta(days=30)
_MOST = 10**6


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that were given and whose dossiers are not here. `where` is an organisation and day, or a life of this
    machine; `after` the last number that is here: what was given behind it in the last hours leaves no gap."""

    where: str
    numbers: tuple[int, ...]
    after: int
    after_code: str


@dataclass(frozen=True, slots=True)
class Missing:
    """`reborn_ms` 0 = this machine was never restored. `scans` are named by a dossier and nowhere here."""

    reborn_ms: int
    codes: tuple[Gap, ...]
    own: tuple[Gap, ...]
    scans: int


def missing(place: Workplace, tables: Tables) -> Missing:
    """What to look for in the paper."""
    reborn = tables.meta.number(REBORN)
    if not reborn:
        return Missing(0, (), (), 0)
    rows = _before(tables, reborn)
    return Missing(
        reborn, _code_gaps(tables, rows, local(reborn).date()), _own_gaps(place, rows), _scans(tables)
    )


def _before(tables: Tables, reborn: int) -> list[DossierRow]:
    """Dossiers received in the weeks before, by when they were received."""
    since = reborn - int(_LOOK_BACK.total_seconds() * 1000)
    found = tables.projections.rows({"received_from": since, "received_before": reborn}, _MOST, 0)
    return sorted(found, key=lambda row: (row.received_ms, row.dossier))


def _code_gaps(tables: Tables, rows: Iterable[DossierRow], reborn: date) -> tuple[Gap, ...]:
    taken: dict[tuple[str, date], dict[int, str]] = {}
    for row in rows:
        try:
            code = parse_code(row.code)
        except MalformedValue:
            continue
        if code.is_official:
            taken.setdefault((code.issuer, code.day), {})[code.sequence] = row.code
    gaps = []
    for first, last, issuer in blocks_ever(tables):
        for (organisation, day), codes in sorted(taken.items()):
            ours = {number: text for number, text in codes.items() if first <= number <= last}
            if organisation == issuer and ours:
                gaps.append(_gap(f"{organisation}, {day:%d/%m/%Y}", ours, first))
    return tuple(gap for gap in gaps if gap.numbers or f"{reborn:%d/%m/%Y}" in gap.where)


def _own_gaps(place: Workplace, rows: Iterable[DossierRow]) -> tuple[Gap, ...]:
    identity, lives = place.identity, dict[int, dict[int, str]]()
    for row in rows:
        short, _, rest = row.dossier.partition("-")
        life, _, number = rest.partition("-")
        if (
            short == identity.short
            and life.isdigit()
            and number.isdigit()
            and int(life) < identity.incarnation
        ):
            lives.setdefault(int(life), {})[int(number)] = row.code
    return tuple(_gap(f"đời {life}", taken, min(taken)) for life, taken in sorted(lives.items()))


def _gap(where: str, taken: dict[int, str], first: int) -> Gap:
    last = max(taken)
    return Gap(where, tuple(n for n in range(first, last) if n not in taken), last, taken[last])


def _scans(tables: Tables) -> int:
    return len(tables.blobs.wanted(_MOST))
