"""From a folded dossier to the row that figures count; node and hub use this one, so that they count alike.

What no fact records is counted as not done, never guessed: verification with the population database and payment
through the portal count only where the facts say so. Units stay as of the act; `UnitsCounted` says which of them
belong to a unit of today, so that a merged unit's report includes its predecessors' dossiers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final

from dossier.facts import FactKind as K
from dossier.kpi_rows import Channel, DossierFigures, FinishKind
from dossier.local_time import VIETNAM, local
from dossier.register.view import ProcedureRule, RegisterView
from dossier.state import DossierState

_EPOCH: Final = datetime.fromtimestamp(0, VIETNAM)
_FINISH: Final[Mapping[str, FinishKind]] = {
    K.ISSUED: FinishKind.DONE,
    K.DECLINED: FinishKind.DONE,
    K.RETURNED: FinishKind.RETURNED,
}
_MEMBERS: Final = tuple(one.name for one in fields(DossierFigures))
_PLAIN: Final = (str, int, bool, type(None))
_MOMENTS: Final = frozenset({"received_at", "due_at", "original_due_at", "finished_at", "open_supplement_at"})


def figures_of(state: DossierState, register: RegisterView, *, synced: bool) -> DossierFigures | None:
    """The row of one dossier, None while it is not received. `synced`: the province has it (at the hub always, at a
    node once the hub's receipt names its heads)."""
    if not state.received_ms or state.received_day is None:
        return None
    rule = register.procedure(state.procedure, state.received_day)
    total, digitised = _components(state)
    has_file = state.outcome is not None and bool(state.outcome.blob)
    return DossierFigures(
        dossier=state.dossier,
        procedure=state.procedure,
        receiving_unit=state.receiving_unit,
        competent_unit=competent_unit(state),
        channel=_channel(state.channel),
        received_at=local(state.received_ms),
        due_at=_moment_or_none(state.due_ms),
        original_due_at=_moment_or_none(state.original_due_ms),
        finished_at=_moment_or_none(state.finished_ms),
        finish_kind=_FINISH.get(state.finish_kind, FinishKind.STOPPED) if state.finished_ms else None,
        supplements=len(state.supplements),
        open_supplement_at=_open_supplement(state),
        components_total=total,
        components_digitised=digitised,
        has_result=state.outcome is not None,
        result_digitised=has_file,
        e_result=has_file,
        needs_result_paper=rule is not None and rule.needs_result_paper,
        reused=bool(state.reused),
        from_kho=False,
        vneid_verified=bool(state.applicant.get("vneid_verified", False)),
        fee_bearing=rule is not None and rule.fee_bearing,
        all_fees_zero=_nothing_charged(state, rule),
        paid_online=False,
        synced=synced,
        asked_again=bool(state.asked_again),
    )


def competent_unit(state: DossierState) -> str:
    """Who gets the credit for the decision: the unit that made it; before that the unit it was handed to, else the
    one that it was received for."""
    if state.outcome is not None:
        return state.outcome.unit
    holder = state.custody.holder if state.custody else ""
    return holder if holder and holder != state.receiving_unit else state.competent_unit


class UnitsToday:
    """Which unit of `day` a unit named in an act is; asked of the register once for each name."""

    def __init__(self, register: RegisterView, day: date) -> None:
        self._register, self._day = register, day
        self._known: dict[str, str] = {}

    def unit(self, named: str) -> str:
        """The one unit that it is, "" when a split left that open or nobody was named."""
        if named not in self._known:
            today = self._register.units_on(named, self._day) if named else ()
            self._known[named] = today[0] if len(today) == 1 else ""
        return self._known[named]


@dataclass(frozen=True, slots=True)
class UnitsCounted:
    """The units that today are `unit`: itself and those merged into it."""

    today: UnitsToday
    unit: str

    def __contains__(self, named: object) -> bool:
        return isinstance(named, str) and self.today.unit(named) == self.unit


def figures_to_json(row: DossierFigures | None) -> dict[str, Any]:
    """Plain values of a row: moments as milliseconds UTC, no value left out; {} for None."""
    return {} if row is None else {name: _plain(getattr(row, name)) for name in _MEMBERS}


def figures_from_json(body: Mapping[str, Any]) -> DossierFigures | None:
    """The row again. Members that a newer version added are ignored."""
    if not body:
        return None
    values = {name: value for name, value in body.items() if name in _MEMBERS}
    values |= {name: _moment_or_none(values[name]) for name in _MOMENTS}
    kind = values["finish_kind"]
    values |= {
        "channel": Channel(values["channel"]),
        "finish_kind": None if kind is None else FinishKind(kind),
    }
    return DossierFigures(**values)


def _components(state: DossierState) -> tuple[int, int]:
    """(papers of the dossier, those with a file): the list of the receipt, or what was scanned when it has none."""
    with_file = {page.component for page in state.pages} | set(state.reused)
    with_file |= {paper.component for paper in state.documents if paper.role == "intake"}
    listed = {str(component.get("code", "")) for component in state.components} or with_file
    return len(listed), len(listed & with_file)


def _open_supplement(state: DossierState) -> datetime | None:
    return next((local(asked) for asked, answered in reversed(state.supplements) if not answered), None)


def _nothing_charged(state: DossierState, rule: ProcedureRule | None) -> bool:
    """A finished dossier of a fee-bearing procedure for which nothing was taken: every price was zero."""
    return rule is not None and rule.fee_bearing and bool(state.finished_ms) and state.fees_paid == 0


def _channel(number: int) -> Channel:
    """Unknown channels count as the counter, as the portal counts them."""
    return Channel(number) if number in list(Channel) else Channel.COUNTER


def _moment_or_none(ms: int | None) -> datetime | None:
    return local(ms) if ms else None


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    match value:
        case datetime():
            return (value - _EPOCH) // timedelta(milliseconds=1)
        case IntEnum():
            return int(value)
        case StrEnum():
            return str(value)
    return value
