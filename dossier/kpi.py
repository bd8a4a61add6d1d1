"""The figures of a centre: two families, never mixed, each with its numerator and denominator.

Family `qd766` follows the index of Quyết định 766/QĐ-TTg as the portal computes it; family `local`
the simpler ratios of the provinces' own reports. A figure is a fold over `DossierFigures`, one row
per dossier, the same on node and hub. A denominator of zero gives no value (N/A), never 0 or 100.

Who gets the credit differs: taking in and digitising belong to the receiving unit, being on time
and issuing the result to the competent one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from dossier.errors import MalformedValue
from dossier.kpi_rows import DossierFigures, Frame, Period
from dossier.kpi_rules import DEFINITIONS, FULL_POINTS_FROM, SYNCED_ID, Definition, Family

_HUNDREDTH = Decimal("0.01")
Grade = Literal["none", "partial", "full"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A dossier that is in the denominator and not in the numerator, and why."""

    dossier: str
    reason_vi: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. `value` is a percentage with two decimals, None when there is nothing to measure.

    `numerator` and `denominator` count dossiers (or procedures, for ratios given by the caller).
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


def compute(rows: Iterable[DossierFigures], frame: Frame) -> tuple[Kpi, ...]:
    """All figures of both families over `rows`, in the order of the index."""
    everything = tuple(rows)
    found = {definition.id: _measure(definition, everything, frame) for definition in DEFINITIONS}
    synced = found[SYNCED_ID]
    return tuple(
        _times_synced(found[definition.id], synced) if definition.times_synced else found[definition.id]
        for definition in DEFINITIONS
    )


def _measure(definition: Definition, rows: Sequence[DossierFigures], frame: Frame) -> Kpi:
    counted = [row for row in rows if frame.covers(definition.unit_of(row)) and definition.counts(row, frame)]
    reasons = ((row.dossier, definition.misses(row, frame)) for row in counted)
    misses = [Miss(dossier, reason) for dossier, reason in reasons if reason is not None]
    kpi = ratio(
        definition.id, definition.family, definition.title_vi, len(counted) - len(misses), len(counted), frame
    )
    return replace(kpi, misses=tuple(sorted(misses, key=_miss_order)))


def _miss_order(miss: Miss) -> tuple[str, str]:
    return miss.dossier, miss.reason_vi


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
