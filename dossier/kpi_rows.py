"""What a figure needs to know about one dossier, and the period that a figure is about."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from functools import cached_property

from dossier.errors import MalformedValue
from dossier.local_time import VIETNAM, instant_ms, to_local


class Channel(IntEnum):
    """How the dossier came (`KenhThucHien` of the portal)."""

    COUNTER = 1
    ONLINE = 2
    POST = 3


class FinishKind(StrEnum):
    """Which event ended the processing."""

    DONE = "done"
    RETURNED = "returned"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DossierFigures:
    """One dossier as the figures see it; moments are zone-aware.

    `open_supplement_at` is the moment of the one request that has no reply. `components_digitised` counts
    components with a file attached; `undigitised_reason` is the officer's recorded reason. `paid_online` means
    through the portal or another gateway. `asked_again`: paper was asked for although a digitised copy was at hand.
    Units are register ids.
    """

    dossier: str
    procedure: str
    receiving_unit: str
    competent_unit: str
    channel: Channel
    received_at: datetime
    due_at: datetime | None
    original_due_at: datetime | None
    finished_at: datetime | None
    finish_kind: FinishKind | None
    supplements: int
    open_supplement_at: datetime | None
    components_total: int
    components_digitised: int
    has_result: bool
    result_digitised: bool
    e_result: bool
    needs_result_paper: bool
    reused: bool
    from_kho: bool
    vneid_verified: bool
    fee_bearing: bool
    all_fees_zero: bool
    paid_online: bool
    synced: bool
    undigitised_reason: str = ""
    asked_again: bool = False

    @property
    def received_day(self) -> date:
        """The local day of receipt."""
        return to_local(self.received_at).date()


@dataclass(frozen=True, slots=True)
class Period:
    """Days a report is about, both included. Raises MalformedValue(PERIOD_BACKWARDS)."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise MalformedValue("PERIOD_BACKWARDS", "Ngày đầu phải trước ngày cuối; hãy chọn lại hai ngày.")

    @property
    def bounds_ms(self) -> tuple[int, int]:
        """The instants at which it begins and ends. No figure of the period counts a dossier that was neither received
        nor due nor finished between them, so that stores need not bring out the years before."""
        return instant_ms(self.first), instant_ms(self.last + timedelta(days=1))


@dataclass(frozen=True)
class Frame:
    """What a report covers: days, the moment up to which data are in it, and whose dossiers.

    `units` None means every unit; `scope_vi` is how the scope is printed; `nodes_not_heard` are the
    nodes whose data may be missing.
    """

    period: Period
    cut_off: datetime
    scope_vi: str
    units: Container[str] | None = None
    nodes_not_heard: tuple[str, ...] = ()

    @cached_property
    def end(self) -> datetime:
        """The moment at which dossiers that are still open are judged."""
        return min(self.cut_off, datetime.combine(self.period.last, time.max, VIETNAM))

    @cached_property
    def _begin(self) -> datetime:
        return datetime.combine(self.period.first, time.min, VIETNAM)

    def holds(self, moment: datetime | None) -> bool:
        """Whether `moment` lies in the period and not after the cut-off."""
        return moment is not None and self._begin <= moment <= self.end

    def covers(self, unit: str) -> bool:
        """Whether the dossiers of `unit` belong to this report."""
        return self.units is None or unit in self.units
