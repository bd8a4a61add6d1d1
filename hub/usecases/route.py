"""Routing: who must see a dossier today, and what goes into whose mailbox.

Entitled are the nodes and kits of the unit that received it, of the unit that holds it and of the one it is offered
to, each as the register resolves it today. A node that becomes entitled gets the whole dossier; one that is already
gets what is new. A reorganisation therefore moves mail, never data: nothing is rewritten.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from dossier.custody import entitled_units, unit_on, waits_for_person
from dossier.lifecycle import FINAL
from dossier.register.register import Register
from dossier.state import DossierState
from hub.ports import Transaction
from hub.records import MailItem, WorkItem
from hub.usecases.context import Hub, joined

UNROUTABLE = "unroutable"


def route(
    hub: Hub,
    tx: Transaction,
    state: DossierState,
    fresh: Sequence[bytes] = (),
    sender: str = "",
    authors: Mapping[bytes, str] | None = None,
) -> None:
    """Deliver `fresh` changes of a folded dossier to everybody entitled today but `sender`, the whole dossier to
    those who were not entitled before, and open or close the work item of a dossier that cannot be routed."""
    day = hub.clock.today()
    register = hub.register.current(tx)
    served = hub.register.served(register, day)
    wanted = {node for unit in entitled_units(state, register, day) for node in served.get(unit, ())}
    before = tx.dossiers.entitled(state.dossier)
    _update_entitled(tx, state.dossier, before, wanted)
    for node in sorted(wanted):
        item = _item(tx, state.dossier, node, before.get(node, False), fresh, sender, authors or {})
        if item is not None:
            tx.mailboxes.append(node, [item])
    _note_unroutable(hub, tx, state, register, served)


def _item(
    tx: Transaction,
    dossier: str,
    node: str,
    had_it: bool,
    fresh: Sequence[bytes],
    sender: str,
    authors: Mapping[bytes, str],
) -> MailItem | None:
    if not had_it:
        brought_all = node == sender and len(fresh) == len(tx.changes.applied_hashes(dossier))
        return None if brought_all else MailItem("dossier", dossier)
    wanted = [change for change in fresh if authors.get(change) != node]
    if node == sender or not wanted:
        return None
    return MailItem("changes", dossier, joined(wanted))


def _update_entitled(tx: Transaction, dossier: str, before: Mapping[str, bool], wanted: set[str]) -> None:
    now = {node: True for node in wanted if not before.get(node, False)}
    now |= {node: False for node, active in before.items() if active and node not in wanted}
    tx.dossiers.entitle(dossier, now)


def _note_unroutable(
    hub: Hub, tx: Transaction, state: DossierState, register: Register, served: Mapping[str, tuple[str, ...]]
) -> None:
    reason, options = unroutable(state, register, hub.clock.today(), served)
    now = hub.clock.now_ms()
    if reason:
        tx.work.open(WorkItem(state.dossier, UNROUTABLE, reason, options, now))
    else:
        tx.work.close(state.dossier, UNROUTABLE, now)


def unroutable(
    state: DossierState, register: Register, day: date, served: Mapping[str, tuple[str, ...]]
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


def _nobody_serves(unit: str, register: Register, day: date, served: Mapping[str, tuple[str, ...]]) -> str:
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
