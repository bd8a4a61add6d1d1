"""The figures of a centre: two families, never mixed, each with its numerator and denominator.

Family `qd766` follows the index of Quyết định 766/QĐ-TTg as the portal computes it; family `local`
the simpler ratios of the provinces' own reports. A figure is a fold over `DossierFigures`, one row
per dossier, the same on node and hub. A denominator of zero gives no value (N/A), never 0 or 100.

Who gets the credit differs: taking in and digitising belong to the receiving unit, being on time
and issuing the result to the competent one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from dossier.errors import MalformedValue
from dossier.kpi_rows import DossierFigures, Frame, Period
from dossier.kpi_rules import DEFINITIONS, FULL_POINTS_FROM, SYNCED_ID, Definition, Family

MOST_NAMED: Final = 1000
"""So many dossiers a figure names at the most: a person looks into them one by one."""
_HUNDREDTH = Decimal("0.01")
_ALIKE: Final = {
    counts: [definition for definition in DEFINITIONS if definition.counts is counts]
    for counts in {definition.counts: None for definition in DEFINITIONS}
}
Grade = Literal["none", "partial", "full"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A dossier that is in the denominator and not in the numerator, and why."""

    dossier: str
    reason_vi: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. `value` is a percentage with two decimals, None when there is nothing to measure.

    `numerator` and `denominator` count dossiers (or procedures, for ratios given by the caller). `misses` names the
    first `MOST_NAMED` of those that are in the denominator alone.
    """

    id: str
    family: Family
    title_vi: str
    numerator: int
    denominator: int
    value: Decimal | None
    cut_off: datetime
    period: Period
    scope: str
    nodes_not_heard: tuple[str, ...]
    misses: tuple[Miss, ...] = ()

    @property
    def text_vi(self) -> str:
        """`1.939/1.940 = 99,95 %`, or `0/0 = N/A`."""
        shown = "N/A" if self.value is None else f"{self.value} %".replace(".", ",")
        counts = f"{self.numerator:,}/{self.denominator:,}".replace(",", ".")
        return f"{counts} = {shown}"

    @property
    def target_vi(self) -> str:
        """Where the figure stands to the share from which the index gives all points; "" where it names none."""
        target = FULL_POINTS_FROM.get(self.id)
        gap = gap_to_target(self, target) if target is not None else None
        if gap is None:
            return ""
        points = f"{abs(gap)}".replace(".", ",")
        if gap < 0:
            return f"Còn thiếu {points} điểm phần trăm so với ngưỡng {target} %."
        return f"Đạt ngưỡng {target} %, hơn {points} điểm phần trăm."


def ratio(id: str, family: Family, title_vi: str, numerator: int, denominator: int, frame: Frame) -> Kpi:
    """A figure from two counts, for what is not a fold of dossiers.

    Raises MalformedValue (KPI_IMPOSSIBLE) unless 0 <= numerator <= denominator.
    """
    if not 0 <= numerator <= denominator:
        raise MalformedValue(
            "KPI_IMPOSSIBLE", f"Chỉ số {title_vi}: tử số {numerator} không thể lớn hơn mẫu số {denominator}."
        )
    return Kpi(
        id,
        family,
        title_vi,
        numerator,
        denominator,
        percent(numerator, denominator),
        frame.cut_off,
        frame.period,
        frame.scope_vi,
        frame.nodes_not_heard,
    )


def percent(numerator: int, denominator: int) -> Decimal | None:
    """Percentage with two decimals, half up; None for a denominator of zero."""
    if denominator == 0:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(_HUNDREDTH, ROUND_HALF_UP)


class Tally:
    """Counts dossiers one at a time and keeps none of them: a year of a province needs no more room than a day of a
    commune."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._counts = {definition.id: _Count() for definition in DEFINITIONS}

    def add(self, row: DossierFigures) -> None:
        """Count one dossier in every figure that it belongs to."""
        frame = self._frame
        for counts, definitions in _ALIKE.items():
            if not counts(row, frame):
                continue
            for definition in definitions:
                if frame.covers(definition.unit_of(row)):
                    self._counts[definition.id].add(row.dossier, definition.misses(row, frame))

    def figures(self) -> tuple[Kpi, ...]:
        """All figures of both families, in the order of the index."""
        found = {definition.id: self._figure(definition) for definition in DEFINITIONS}
        synced = found[SYNCED_ID]
        return tuple(
            _times_synced(found[definition.id], synced) if definition.times_synced else found[definition.id]
            for definition in DEFINITIONS
        )

    def _figure(self, definition: Definition) -> Kpi:
        count = self._counts[definition.id]
        kpi = ratio(
            definition.id, definition.family, definition.title_vi, count.good, count.counted, self._frame
        )
        return replace(kpi, misses=count.first_misses())


class _Count:
    """Numerator and denominator of one figure, and the first of those that are not in the numerator."""

    def __init__(self) -> None:
        self.good = self.counted = 0
        self._misses: list[tuple[str, str]] = []
        self._last = ""

    def add(self, dossier: str, reason_vi: str | None) -> None:
        self.counted += 1
        if reason_vi is None:
            self.good += 1
        elif not self._last or dossier <= self._last:
            self._misses.append((dossier, reason_vi))
            if len(self._misses) >= 2 * MOST_NAMED:
                self._drop_the_last()

    def _drop_the_last(self) -> None:
        self._misses.sort()
        del self._misses[MOST_NAMED:]
        self._last = self._misses[-1][0]

    def first_misses(self) -> tuple[Miss, ...]:
        return tuple(Miss(*one) for one in sorted(self._misses)[:MOST_NAMED])


def compute(rows: Iterable[DossierFigures], frame: Frame) -> tuple[Kpi, ...]:
    """All figures of both families over `rows`, in the order of the index."""
    tally = Tally(frame)
    for row in rows:
        tally.add(row)
    return tally.figures()


def _times_synced(kpi: Kpi, synced: Kpi) -> Kpi:
    """Row 3.3: the share counts only as far as dossiers reach the portal."""
    if kpi.denominator == 0 or synced.denominator == 0:
        return kpi
    top = Decimal(100 * kpi.numerator * synced.numerator)
    share = top / (kpi.denominator * synced.denominator)
    return replace(kpi, value=share.quantize(_HUNDREDTH, ROUND_HALF_UP))


def gap_to_target(kpi: Kpi, target: Decimal) -> Decimal | None:
    """Percentage points above (positive) or below (negative) the target; None when N/A."""
    return None if kpi.value is None else kpi.value - target


def grades_vi(rows: Iterable[DossierFigures], frame: Frame) -> str:
    """How many of the dossiers received are digitised wholly, in part, not at all."""
    received = [row for row in rows if frame.covers(row.receiving_unit) and frame.holds(row.received_at)]
    found = Counter(digitisation_grade(row) for row in received)
    return f"Đủ giấy tờ {found['full']}, một phần {found['partial']}, chưa có {found['none']} hồ sơ."


def digitisation_grade(row: DossierFigures) -> Grade:
    """How far the papers of one dossier are digitised."""
    if row.components_digitised >= row.components_total:
        return "full"
    return "partial" if row.components_digitised else "none"
