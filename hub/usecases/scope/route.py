"""Routing: who must see a dossier today, and what goes into whose mailbox.

Entitled are the nodes and kits of the unit that received it, of the unit that holds it and of the one it is offered
to, each as the register resolves it today. A node that becomes entitled gets the whole dossier; one that is already
gets what is new. A reorganisation therefore moves mail, never data: nothing is rewritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dossier.custody import entitled_units, unit_on, waits_for_person
from dossier.lifecycle import FINAL
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import MailItem, WorkItem
from hub.usecases.context import Hub, joined
from hub.usecases.scope.told import post, settle, told

UNROUTABLE = "unroutable"
Served = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Routed:
    """A folded dossier to be routed: hashes that are new, who made them, whether they are all there is of it, and
    those that had waited at the hub until now, of which the sender of this letter may know nothing."""

    state: DossierState
    fresh: tuple[bytes, ...] = ()
    authors: Mapping[bytes, str] = field(default_factory=dict)
    whole: bool = False
    released: Mapping[bytes, str] = field(default_factory=dict)


def route(hub: Hub, tx: Transaction, register: Register, routed: Sequence[Routed], sender: str = "") -> None:
    """Deliver what is new to everybody entitled today but `sender`, whole dossiers to those who were not entitled
    before, and open or close the work items of dossiers that cannot be routed."""
    day = hub.clock.today()
    served = hub.register.served(register, day)
    before = tx.dossiers.entitled([one.state.dossier for one in routed])
    entitle: dict[tuple[str, str], bool] = {}
    mail: dict[str, list[MailItem]] = {}
    for one in routed:
        units = entitled_units(one.state, register, day)
        wanted = {node for unit in units for node in served.get(unit, ())}
        entitle |= _changes(one.state.dossier, before, wanted)
        for node in wanted:
            had_it = before.get((one.state.dossier, node), False)
            mail.setdefault(node, []).extend(_items(one, node, had_it, sender))
    tx.dossiers.entitle(entitle)
    settle(tx, dict(before) | entitle)
    for node, items in told(before, entitle).items():
        mail[node] = items + mail.get(node, [])
    for node in sorted(mail):
        post(tx, node, mail[node])
    _note_unroutable(hub, tx, [one.state for one in routed], register, served)


def _items(one: Routed, node: str, had_it: bool, sender: str) -> list[MailItem]:
    if not had_it:
        if not one.whole:
            return [MailItem("dossier", one.state.dossier)]
        return [] if node == sender else [MailItem("changes", one.state.dossier, joined(one.fresh))]
    fresh = () if node == sender else one.fresh
    wanted = [change for change in fresh if one.authors.get(change) != node]
    wanted += [change for change, author in one.released.items() if author != node]
    return [MailItem("changes", one.state.dossier, joined(wanted))] if wanted else []


def _changes(
    dossier: str, before: Mapping[tuple[str, str], bool], wanted: set[str]
) -> dict[tuple[str, str], bool]:
    """What changes in who is entitled to the dossier."""
    now = {(dossier, node): True for node in wanted if not before.get((dossier, node), False)}
    gone = {key: False for key, on in before.items() if on and key[0] == dossier and key[1] not in wanted}
    return now | gone


def _note_unroutable(
    hub: Hub, tx: Transaction, states: Sequence[DossierState], register: Register, served: Served
) -> None:
    day, now = hub.clock.today(), hub.clock.now_ms()
    reasons = {state.dossier: unroutable(state, register, day, served) for state in states}
    items = [
        WorkItem(dossier, UNROUTABLE, reason, options, now)
        for dossier, (reason, options) in reasons.items()
        if reason
    ]
    open_before = {(item.dossier, item.kind) for item in tx.work.opened(list(reasons))}
    tx.work.open(items)
    solved = [(dossier, UNROUTABLE) for dossier, (reason, _) in reasons.items() if not reason]
    tx.work.close([item for item in solved if item in open_before], now)


def unroutable(
    state: DossierState, register: Register, day: date, served: Served
) -> tuple[str, tuple[str, ...]]:
    """(Vietnamese reason, units a person may choose among); ("", ()) when the dossier finds its way."""
    if state.stage in FINAL or state.custody is None:
        return "", ()
    holder = unit_on(state.custody.holder, register, day)
    waits = waits_for_person(state, register, day)
    if waits:
        return waits, holder.options
    for unit in (holder.unit, state.custody.offered_to):
        reason = _nobody_serves(unit, register, day, served)
        if reason:
            return reason, ()
    return "", ()


def _nobody_serves(unit: str, register: Register, day: date, served: Served) -> str:
    """Why nobody can take the dossier in the name of `unit`; "" when somebody can."""
    if not unit:
        return ""
    standing = register.units_on(unit, day)
    name = register.unit_name(unit, day)
    if not standing:
        return f"Đơn vị tiếp nhận bàn giao ({name}) không còn tồn tại; hãy chọn đơn vị giải quyết."
    if not any(served.get(one) for one in standing):
        return f"Chưa có máy nào phục vụ {name}; hãy ghi danh một máy cho đơn vị này."
    return ""
