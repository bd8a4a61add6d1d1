"""First start and new lives: what a fresh or restored database must know before anything else happens.

A restored database is older than what the hub has seen, so it starts a new incarnation (given by the hub): new
letters are counted anew, the mailbox is asked for from the beginning, and old leases give no numbers that day.
"""

import json
from pathlib import Path

from dossier.exchange.wire import GrantFrame, RegisterFrame
from node.ports import Store, Tables
from node.usecases.counter.leases import freeze_leases
from node.usecases.exchange.register_mail import take_grants, take_register
from node.usecases.exchange.trust import Hub
from node.usecases.life.missing import REBORN
from node.usecases.workplace import Workplace
from plumbing.clock import Clock
from plumbing.problem import Problem


def incarnation_of(store: Store) -> int:
    """The incarnation of this database; 1 for a fresh one."""
    with store.reading() as tables:
        return tables.meta.number("incarnation") or 1


def begin_incarnation(store: Store, incarnation: int, clock: Clock) -> None:
    """Start a new life with the number that the hub gave. Raises Problem(INCARNATION_OLD) unless it is higher."""
    with store.writing() as tables:
        if incarnation <= max(1, tables.meta.number("incarnation")):
            hint = "Số lần khôi phục do tỉnh cấp không lớn hơn số đang có; hãy xin cấp lại."
            raise Problem("INCARNATION_OLD", hint, "operator", str(incarnation))
        _start_anew(tables, incarnation)
        tables.meta.put(REBORN, clock.now_ms())
        freeze_leases(tables, clock.today())
        tables.audit.add(clock.now_ms(), "", f"incarnation {incarnation}", "")


def _start_anew(tables: Tables, incarnation: int) -> None:
    tables.meta.put("incarnation", incarnation)
    tables.outbox.reopen()
    for counter in ("letter_seq", "mailbox", "dossiers"):
        tables.meta.put(counter, 0)


def adopt_enrolment(place: Workplace, hub: Hub, path: Path) -> None:
    """Take register and grants out of the answer to the enrolment, once. Raises Problem(ENROLMENT_DAMAGED)."""
    with place.store.reading() as tables:
        done = tables.meta.number("enrolled")
    if done or not path.exists():
        return
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        changes = [
            RegisterFrame(int(row["number"]), str(row["text"]), bytes.fromhex(row["signature"]))
            for row in answer["register"]
        ]
        grants = [
            GrantFrame(str(row["kind"]), str(row["text"]), bytes.fromhex(row["signature"]))
            for row in answer["grants"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        hint = "Tệp ghi danh hỏng; hãy ghi danh lại máy này với trung tâm tỉnh."
        raise Problem("ENROLMENT_DAMAGED", hint, "operator", type(error).__name__) from error
    take_register(place, hub, changes)
    with place.store.writing() as tables:
        take_grants(place, hub, tables, grants)
        tables.meta.put("enrolled", 1)
