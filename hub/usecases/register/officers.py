"""People: entered into the register by the province, with a log-in that only the devices of their unit receive."""

import hashlib
from dataclasses import dataclass
from datetime import date

from dossier.register.register import Register
from dossier.register.view import NodeEntry, OfficerEntry, Role
from hub.ports import Transaction
from hub.records import Account
from hub.usecases.context import Hub
from hub.usecases.register.grants import credential
from hub.usecases.register.registers import issue
from plumbing.problem import Problem


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """What an administrator enters. `password` is an argon2 hash; the word itself never reaches this layer.
    `valid_from` None = as before, or today."""

    login: str
    name: str
    title: str
    unit: str
    roles: frozenset[str]
    password: str
    valid_from: date | None = None
    valid_to: date | None = None


def add_officer(hub: Hub, asked: NewOfficer, by: str) -> str:
    """Enter an officer (or change the one of that login); her id. Her credential goes to all devices of her unit.
    Raises Problem: UNIT_UNKNOWN, ROLE_UNKNOWN; or KernelError."""
    if not asked.roles or not asked.roles <= set(Role):
        raise Problem("ROLE_UNKNOWN", f"Vai trò phải là một hoặc nhiều trong: {', '.join(Role)}.")
    with hub.store.write() as tx:
        register = hub.register.current(tx)
        today = hub.clock.today()
        if not register.units_on(asked.unit, today):
            raise unknown_unit(asked.unit)
        known = next((one for one in register.officers.values() if one.login == asked.login), None)
        officer = known.officer if known else _officer_id(asked.login)
        since = asked.valid_from or (known.valid_from if known else today)
        issue(hub, tx, [_op(officer, asked, since)], f"Cán bộ {asked.login}", "", today, by)
        tx.accounts.save(Account(officer, asked.login, asked.password))
        entry = hub.register.current(tx).officers[officer]
        credential(hub, tx, entry, asked.password, _devices(hub, register, entry))
    return officer


def credentials_for(hub: Hub, tx: Transaction, register: Register, node: str) -> None:
    """Mail a device the log-ins of all officers of its unit."""
    entry = register.nodes[node]
    mine = set(register.units_on(entry.unit, hub.clock.today()))
    for officer in register.officers.values():
        account = tx.accounts.by_officer(officer.officer)
        if account and mine.intersection(register.units_on(officer.unit, hub.clock.today())):
            credential(hub, tx, officer, account.password, [entry])


def unknown_unit(unit: str) -> Problem:
    """No unit of that id stands today."""
    return Problem(
        "UNIT_UNKNOWN",
        "Không có đơn vị hành chính mang mã hoặc tên này vào hôm nay; hãy tra lại danh mục đơn vị.",
        detail=unit,
    )


def _devices(hub: Hub, register: Register, officer: OfficerEntry) -> list[NodeEntry]:
    day = hub.clock.today()
    units = register.units_on(officer.unit, day)
    return [node for unit in units for node in register.nodes_of(unit, day)]


def _officer_id(login: str) -> str:
    """Derived from the log-in, so that entering the same person twice gives the same person."""
    return "cb-" + hashlib.sha256(login.encode()).hexdigest()[:12]


def _op(officer: str, asked: NewOfficer, since: date) -> dict[str, object]:
    op: dict[str, object] = {
        "op": "officer",
        "officer": officer,
        "login": asked.login,
        "name": asked.name,
        "title": asked.title,
        "unit": asked.unit,
        "roles": sorted(asked.roles),
        "valid_from": since.isoformat(),
    }
    return op | ({"valid_to": asked.valid_to.isoformat()} if asked.valid_to else {})
