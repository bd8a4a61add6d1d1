"""Rows of the work list: projections seen with the register of today."""

import json
from dataclasses import dataclass
from datetime import date, time, timedelta

from dossier.custody import Holder, unit_on
from dossier.errors import KernelError
from dossier.lifecycle import FINAL, STAGE_VI
from dossier.local_time import instant_ms
from dossier.state import Stage
from node.ports import DossierRow, Tables
from node.usecases.models import WorkRow
from node.usecases.workplace import Workplace

_FINAL = frozenset(FINAL)


@dataclass(frozen=True, slots=True)
class Holding:
    """Which stored unit names concern us today: `ours` alone, `split` undecided between us and others."""

    ours: tuple[str, ...]
    split: tuple[str, ...]


def holding(place: Workplace, tables: Tables, day: date) -> Holding:
    """Look every unit named by an unfinished dossier up in the register of `day`."""
    ours: list[str] = []
    split: list[str] = []
    for unit in sorted(tables.projections.units()):
        if place.serves(unit, day):
            (ours if unit_on(unit, place.register, day).unit else split).append(unit)
    return Holding(tuple(ours), tuple(split))


def work_row(place: Workplace, tables: Tables, row: DossierRow, now_ms: int, day: date) -> WorkRow:
    """One line as people see it now."""
    register = place.register
    holder = unit_on(row.holder, register, day) if row.holder else Holder("")
    body = json.loads(row.body)
    rule = register.procedure(row.procedure, day)
    _, left, received, _ = tables.outbox.ladder(row.dossier)
    stage = Stage(row.stage)
    return WorkRow(
        dossier=row.dossier,
        code=row.code,
        provisional=row.provisional,
        procedure=row.procedure,
        procedure_name=rule.name if rule else row.procedure,
        applicant=row.applicant,
        stage=row.stage,
        stage_vi=STAGE_VI[stage],
        national=body["national"],
        holder=holder.unit or row.holder,
        holder_name=_standing_name(place, row.holder, day),
        due_ms=row.due_ms,
        lateness=_lateness(row, body["waiting"], now_ms, soon_ms(place, day)),
        offered=place.serves(row.offered_to, day),
        disputes=row.disputes,
        needs_person=bool(row.holder and not holder.unit and stage not in _FINAL),
        receiving_unit=row.receiving_unit,
        updated_ms=row.updated_ms,
        received=received > 0,
        left=left > 0,
        signed=body["signed"],
        offered_to=row.offered_to,
        offered_to_name=_standing_name(place, row.offered_to, day),
    )


def _standing_name(place: Workplace, unit: str, day: date) -> str:
    """Name of who stands for a unit today; its own last name, with those it went to, where several do. "" for none."""
    standing = unit_on(unit, place.register, day).unit if unit else ""
    return place.register.unit_name(standing, day) if standing else _last_name(place, unit, day)


def _last_name(place: Workplace, unit: str, day: date) -> str:
    return place.register.units.names(unit, day, day).text_vi if unit else ""


def soon_ms(place: Workplace, day: date) -> int:
    """Until when "soon" reaches: the end of the next working day; two days where the calendar ends."""
    try:
        last = place.register.calendar.next_counting_day(day)
    except KernelError:
        last = day + timedelta(days=2)
    return instant_ms(last, time(23, 59))


def _lateness(row: DossierRow, waiting: bool, now_ms: int, soon: int) -> str:
    if waiting:
        return "waiting"
    if not row.due_ms:
        return ""
    if (row.finished_ms or now_ms) > row.due_ms:
        return "late"
    return "soon" if not row.finished_ms and row.due_ms <= soon else ""
