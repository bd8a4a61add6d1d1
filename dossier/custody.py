"""Custody on a day: whom the register makes of the unit that holds a dossier.

Custody itself is folded from acts and names the unit of that time; nothing is rewritten when units merge or
split. A split that the rules cannot decide waits for a person (an `Allocated` act of the province).
"""

from dataclasses import dataclass
from datetime import date

from dossier.lifecycle import FINAL
from dossier.register.view import RegisterView
from dossier.state import DossierState


@dataclass(frozen=True, slots=True)
class Holder:
    """`unit` holds the dossier on that day, or is "" and `reason_vi` says why; `options` are the candidates."""

    unit: str
    options: tuple[str, ...] = ()
    reason_vi: str = ""


def unit_on(unit: str, register: RegisterView, day: date) -> Holder:
    """What stands on `day` for a unit named at any time."""
    options = register.units_on(unit, day) if unit else ()
    if len(options) == 1:
        return Holder(options[0], options)
    if options:
        return Holder("", options, "Đơn vị đã chia tách: chờ trung tâm tỉnh phân định đơn vị giải quyết.")
    return Holder("", (), "Không xác định được đơn vị vào ngày này; trung tâm tỉnh kiểm tra danh mục đơn vị.")


def holder_on(state: DossierState, register: RegisterView, day: date) -> Holder:
    """The organisation that holds the dossier on `day`."""
    return unit_on(state.custody.holder if state.custody else "", register, day)


def entitled_units(state: DossierState, register: RegisterView, day: date) -> tuple[str, ...]:
    """Units whose nodes must see the dossier on `day`: who received it, who holds it, whom it is offered to or meant
    for; every candidate of a split, until it is allocated (for a finished dossier: the receiver's successor only)."""
    offered = state.custody.offered_to if state.custody else ""
    named = [state.receiving_unit, state.custody.holder if state.custody else ""]
    named += [] if state.stage in FINAL else [offered, state.competent_unit if offered else ""]
    units = [unit for name in named if name for unit in register.units_on(name, day)]
    return tuple(dict.fromkeys(units))


def waits_for_person(state: DossierState, register: RegisterView, day: date) -> str:
    """Vietnamese reason why a person must decide who handles this open dossier; "" when nobody needs to."""
    if state.stage in FINAL or state.custody is None:
        return ""
    return holder_on(state, register, day).reason_vi
