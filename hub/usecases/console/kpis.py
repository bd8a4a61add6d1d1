"""The province's figures: both families, with numerator, denominator, cut-off and who was not heard from."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dossier.figures import figures_from_json, units_counted
from dossier.kpi import Kpi, compute, percent
from dossier.kpi_rows import DossierFigures, Frame, Period
from dossier.register.register import Register
from dossier.vietnamese import collation_key
from hub.usecases.console.board import not_heard
from hub.usecases.context import Hub
from hub.usecases.register.unit_names import unit_label
from plumbing.clock import local

ON_TIME = "2.1"


@dataclass(frozen=True, slots=True)
class UnitShare:
    """One unit's share of dossiers handled on time; `value` None = nothing to measure."""

    unit: str
    name: str
    numerator: int
    denominator: int
    value: Decimal | None


def kpis(hub: Hub, period: Period, unit: str = "") -> tuple[Kpi, ...]:
    """All indicators of the period, for one unit of today (its predecessors included) or for the province."""
    rows, register = _rows(hub, period)
    return compute(rows, _frame(hub, period, rows, register, unit))


def on_time_by_unit(hub: Hub, period: Period) -> list[UnitShare]:
    """Dossiers on time by competent unit of today, the unit with most dossiers first."""
    rows, register = _rows(hub, period)
    shares = []
    for unit, theirs in _by_competent_unit(rows, register, hub.clock.today()).items():
        found = compute(theirs, _frame(hub, period, theirs, register, unit))
        kpi = next(one for one in found if one.id == ON_TIME)
        if kpi.denominator:
            shares.append(
                UnitShare(
                    unit,
                    unit_label(hub, register, unit),
                    kpi.numerator,
                    kpi.denominator,
                    percent(kpi.numerator, kpi.denominator),
                )
            )
    return sorted(shares, key=lambda share: (-share.denominator, collation_key(share.name)))


def _rows(hub: Hub, period: Period) -> tuple[list[DossierFigures], Register]:
    with hub.store.read() as tx:
        found = (figures_from_json(json.loads(one)) for one in tx.dossiers.figures_between(*period.bounds_ms))
        return [row for row in found if row is not None], hub.register.current(tx)


def _frame(hub: Hub, period: Period, rows: list[DossierFigures], register: Register, unit: str) -> Frame:
    today = hub.clock.today()
    silent = not_heard(hub)
    if unit:
        silent = [line for line in silent if unit in register.units_on(line.unit, today)]
    return Frame(
        period=period,
        cut_off=local(hub.clock.now_ms()),
        scope_vi=unit_label(hub, register, unit) if unit else "Toàn tỉnh",
        units=units_counted(rows, unit, register, today) if unit else None,
        nodes_not_heard=tuple(f"{line.name} ({line.unit_name})" for line in silent),
    )


def _by_competent_unit(
    rows: list[DossierFigures], register: Register, day: date
) -> dict[str, list[DossierFigures]]:
    """Dossiers by the unit of today that answers for them; what a split left open belongs to none."""
    named: dict[str, list[DossierFigures]] = {}
    for row in rows:
        named.setdefault(row.competent_unit, []).append(row)
    found: dict[str, list[DossierFigures]] = {}
    for name in sorted(filter(None, named)):
        today = register.units_on(name, day)
        if len(today) == 1:
            found.setdefault(today[0], []).extend(named[name])
    return found
