"""The province's figures: both families, with numerator, denominator, cut-off and who was not heard from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from dossier.figures import UnitsCounted, UnitsToday, figures_from_json
from dossier.kpi import Kpi, Tally, percent
from dossier.kpi_rows import DossierFigures, Frame, Period
from dossier.kpi_rules import DEFINITIONS
from dossier.local_time import local
from dossier.register.register import Register
from dossier.vietnamese import collation_key
from hub.ports import Transaction
from hub.usecases.console.board import not_heard
from hub.usecases.context import Hub
from hub.usecases.register.unit_names import unit_label

_RULE = next(one for one in DEFINITIONS if one.id == "2.1")


@dataclass(frozen=True, slots=True)
class UnitShare:
    """One unit's share of dossiers handled on time; `value` None = nothing to measure."""

    unit: str
    name: str
    numerator: int
    denominator: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Report:
    """All indicators of a period, and who is how far on time: from one walk through its dossiers."""

    figures: tuple[Kpi, ...]
    shares: list[UnitShare]


def report(hub: Hub, period: Period, unit: str = "") -> Report:
    """Indicators for one unit of today (its predecessors included) or for the province, and every unit's share on
    time, the unit with most dossiers first. Dossiers pass one at a time: a province has millions a year."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        today = UnitsToday(register, hub.clock.today())
        frame = _frame(hub, period, register, UnitsCounted(today, unit) if unit else None)
        tally, on_time = Tally(frame), _OnTime(today, replace(frame, units=None))
        for row in _rows(tx, period):
            tally.add(row)
            on_time.add(row)
    return Report(tally.figures(), on_time.shares(hub, register))


class _OnTime:
    """Counts dossiers on time by the unit of today that answers for them; what a split left open belongs to none."""

    def __init__(self, today: UnitsToday, frame: Frame) -> None:
        self._today, self._frame = today, frame
        self._counts: dict[str, list[int]] = {}

    def add(self, row: DossierFigures) -> None:
        unit = self._today.unit(_RULE.unit_of(row))
        if unit and _RULE.counts(row, self._frame):
            count = self._counts.setdefault(unit, [0, 0])
            count[0] += _RULE.misses(row, self._frame) is None
            count[1] += 1

    def shares(self, hub: Hub, register: Register) -> list[UnitShare]:
        found = [
            UnitShare(unit, unit_label(hub, register, unit), good, counted, percent(good, counted))
            for unit, (good, counted) in self._counts.items()
        ]
        return sorted(found, key=lambda share: (-share.denominator, collation_key(share.name)))


def _rows(tx: Transaction, period: Period) -> Iterator[DossierFigures]:
    for one in tx.dossiers.figures_between(*period.bounds_ms):
        row = figures_from_json(json.loads(one))
        if row is not None:
            yield row


def _frame(hub: Hub, period: Period, register: Register, units: UnitsCounted | None) -> Frame:
    silent = not_heard(hub)
    if units:
        day = hub.clock.today()
        silent = [line for line in silent if units.unit in register.units_on(line.unit, day)]
    return Frame(
        period=period,
        cut_off=local(hub.clock.now_ms()),
        scope_vi=unit_label(hub, register, units.unit) if units else "Toàn tỉnh",
        units=units,
        nodes_not_heard=tuple(f"{line.name} ({line.unit_name})" for line in silent),
    )
