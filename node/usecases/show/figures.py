"""Figures of this node, folded from the same facts and by the same code as the hub's."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dossier.day_flow import DayFlow, day_flows
from dossier.figures import UnitsCounted, UnitsToday, figures_from_json
from dossier.kpi import Kpi, compute, grades_vi
from dossier.kpi_rows import DossierFigures, Frame, Period
from dossier.kpi_rules import INTAKE_ID
from dossier.local_time import DAY_MS, local
from node.ports import Tables
from node.usecases.models import KpiLine
from node.usecases.workplace import Workplace

_FLOW_DAYS = 14


@dataclass(frozen=True, slots=True)
class SilentDevice:
    """A device of our unit that has been silent; `last_ms` 0 = nothing of it is here."""

    name: str
    last_ms: int


class Figures:
    """KPIs of a period."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def kpis(self, first: date, last: date) -> tuple[KpiLine, ...]:
        """All indicators of both families for our unit and those merged into it, both days included. The cut-off
        is the instant of asking: this node cannot know what others have not sent yet."""
        place, day, period = self._place, self._place.clock.today(), Period(first, last)
        with place.store.reading() as tables:
            rows = _rows(tables, period)
        unit = place.our_unit(day)
        frame = Frame(
            period=period,
            cut_off=local(place.clock.now_ms()),
            scope_vi=place.register.unit_name(unit, day),
            units=UnitsCounted(UnitsToday(place.register, day), unit),
        )
        notes = {INTAKE_ID: grades_vi(rows, frame)} if rows else {}
        now = place.clock.now_ms()
        return tuple(_line(kpi, now, notes.get(kpi.id, kpi.target_vi)) for kpi in compute(rows, frame))

    def flow(self) -> tuple[DayFlow, ...]:
        """What came in and went out on each of the last days, at our counter and at that of units merged into ours."""
        place, day = self._place, self._place.clock.today()
        period = Period(day - timedelta(days=_FLOW_DAYS - 1), day)
        with place.store.reading() as tables:
            rows = _rows(tables, period)
        ours = UnitsCounted(UnitsToday(place.register, day), place.our_unit(day))
        return day_flows((row for row in rows if row.receiving_unit in ours), day, _FLOW_DAYS)

    def silent(self) -> tuple[SilentDevice, ...]:
        """Other devices of our unit from which nothing came for a day or more: their work may be missing."""
        place, day, now = self._place, self._place.clock.today(), self._place.clock.now_ms()
        devices = place.register.nodes_of(place.our_unit(day), day)
        with place.store.reading() as tables:
            found = [
                SilentDevice(one.name or one.node[:6], tables.changes.last_from(one.node))
                for one in devices
                if one.node != place.identity.node
            ]
        return tuple(one for one in found if now - one.last_ms > DAY_MS)


def _line(kpi: Kpi, cutoff_ms: int, note_vi: str) -> KpiLine:
    shown = "" if kpi.value is None else f"{kpi.value} %".replace(".", ",")
    return KpiLine(
        f"{kpi.family} {kpi.id}", kpi.title_vi, kpi.numerator, kpi.denominator, shown, cutoff_ms, note_vi
    )


def _rows(tables: Tables, period: Period) -> list[DossierFigures]:
    """What the period's figures count. `synced`: the hub has signed for all of our facts in it; a dossier that came
    from the hub is there anyway."""
    unsynced = tables.outbox.open_dossiers()
    found: list[DossierFigures] = []
    for dossier, body in tables.projections.bodies(*period.bounds_ms):
        figures = figures_from_json(json.loads(body)["figures"])
        if figures is not None:
            found.append(replace(figures, synced=dossier not in unsynced))
    return found
