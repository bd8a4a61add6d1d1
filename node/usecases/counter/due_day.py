"""The due day of a new dossier, and what a person should be warned of.

Computed without a line only with a calendar that reaches far enough; with an older one the day is still proposed
(weekends count as always) and flagged, on the screen and in the fact.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dossier.deadline import Limit, Regime, due, parse_limit
from dossier.errors import MissingRule, Refuse
from dossier.limit import AFTERNOON_CUT_OFF
from dossier.local_time import local
from dossier.register.calendar import Calendar
from dossier.register.procedures import Procedure
from dossier.register.register import Register
from dossier.state import DossierState

_FAR = timedelta(days=1200)


@dataclass(frozen=True, slots=True)
class DueDay:
    """`due_ms` by the rule, why, and warnings; `expired` when the calendar did not reach."""

    due_ms: int
    limit: Limit
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    expired: bool


def procedure_on(register: Register, code: str, day: date) -> Procedure | Refuse:
    """The version in force on `day`."""
    return register.procedures.at(code, day)


def due_day(register: Register, procedure: Procedure, received_ms: int, limit: str) -> DueDay | Refuse:
    """Due day of a dossier received at `received_ms`; `limit` "" = the procedure's. Raises MalformedValue."""
    chosen = parse_limit(limit) if limit else procedure.limit
    if chosen is None:
        return Refuse(
            "LIMIT_NEEDED", "Thủ tục này chưa có thời hạn trong danh mục; hãy nhập thời hạn giải quyết."
        )
    try:
        return _count(register.calendar, procedure, chosen, received_ms, ())
    except MissingRule as missing:
        stretched = replace(
            register.calendar, last=max(register.calendar.last, local(received_ms).date()) + _FAR
        )
        first = min(stretched.first, local(received_ms).date())
        warning = f"{missing.hint_vi} Ngày hẹn trả dưới đây chỉ là tạm tính, chưa trừ ngày lễ ngoài lịch."
        found = _count(replace(stretched, first=first), procedure, chosen, received_ms, (warning,))
        return replace(found, expired=True)


def why_that_day(register: Register, state: DossierState) -> tuple[str, ...]:
    """The reasons of the day that was promised at receipt; none when a person chose another limit."""
    if state.received_day is None:
        return ()
    procedure = procedure_on(register, state.procedure, state.received_day)
    when = procedure if isinstance(procedure, Refuse) else due_day(register, procedure, state.received_ms, "")
    if isinstance(when, Refuse) or when.due_ms != state.original_due_ms:
        return ()
    return when.steps


def _count(
    calendar: Calendar, procedure: Procedure, limit: Limit, received_ms: int, warnings: tuple[str, ...]
) -> DueDay:
    cut_off = procedure.same_day_cut_off or AFTERNOON_CUT_OFF
    answer = due(local(received_ms), limit, calendar, regime=Regime(procedure.regime), cut_off=cut_off)
    at_ms = int(answer.at.timestamp()) * 1000
    return DueDay(at_ms, limit, answer.steps, (*warnings, *answer.warnings), False)
