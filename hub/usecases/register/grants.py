"""What the hub grants to one node, signed: blocks of dossier numbers (leases) and log-ins of its officers.

A block belongs to one device for one organisation and all the days of its term. It is free again only when the term
has ended, also when the device was revoked before: a stolen node may have printed any of its numbers.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from dossier.codes import SEQUENCE_DIGITS, Lease
from dossier.facts import canonical
from dossier.register.register import Register
from dossier.register.view import NodeEntry, OfficerEntry
from hub.ports import Transaction
from hub.records import GrantRow, MailItem
from hub.usecases.context import Hub
from hub.usecases.register_book import is_active
from plumbing.problem import Problem

LAST_NUMBER = 10**SEQUENCE_DIGITS - 1
MOST_BLOCKS = 6
"""More than this no device gets by asking: a loop in one must not use up a commune's numbers."""
RENEW_DAYS = 30
"""A lease is renewed this many days before it ends: longer than any outage that a commune has seen."""


def lease(hub: Hub, tx: Transaction, node: NodeEntry, org_identifier: str, size: int, days: int) -> GrantRow:
    """Give a device the lowest free block of `size` numbers for `days` days; a device that already holds a block of
    that organisation gets the same block for longer. Raises Problem(LEASE_NONE_LEFT)."""
    tx.register.lock()
    start, end = hub.clock.today(), date.fromisoformat(hub.days_from_now(days))
    taken = _leases(tx, org_identifier, start)
    own = [one for one, row in taken if row.node == node.node and not row.void_ms]
    first = own[-1].first if own else _free([one for one, _ in taken], size)
    last = own[-1].last if own else first + size - 1
    return _grant_block(hub, tx, node, org_identifier, first, last, start, end)


def _grant_block(
    hub: Hub,
    tx: Transaction,
    node: NodeEntry,
    org_identifier: str,
    first: int,
    last: int,
    start: date,
    end: date,
) -> GrantRow:
    block = Lease(f"{node.node[:6]}-{first}-{end:%y%m%d}", node.node, org_identifier, first, last, end)
    contact = tx.fleet.get(node.node)
    text = canonical(
        {
            "lease_id": block.lease_id,
            "node": node.node,
            "org_identifier": org_identifier,
            "first": first,
            "last": last,
            "valid_from": start.isoformat(),
            "valid_to": end.isoformat(),
            # which life of the device got it: one that came back from a copy must not give its numbers again
            "incarnation": contact.incarnation if contact else 1,
        }
    )
    return give(hub, tx, node.node, "lease", text)


def give(hub: Hub, tx: Transaction, node: str, kind: str, text: str) -> GrantRow:
    """Sign a grant, store it and mail it; the same text twice is one grant."""
    name = hashlib.sha256(text.encode()).hexdigest()[:32]
    known = tx.register.grant(node, name)
    if known is not None:
        return known
    row = GrantRow(node, name, kind, text, hub.keys.sign(text.encode()), hub.clock.now_ms())
    tx.register.add_grant(row)
    tx.mailboxes.open(node)
    tx.mailboxes.append(node, [MailItem("grant", name)])
    return row


def org_identifier(hub: Hub, register: Register, node: NodeEntry) -> str:
    """Identifier of the organisation that a device issues codes for (prefix of the province and the commune's
    code), "" when the province has set no prefix or the device's unit is not one standing unit today."""
    day = hub.clock.today()
    units = register.units_on(node.unit, day)
    unit = register.units.by_id(units[0], day) if len(units) == 1 else None
    return f"{hub.config.org_prefix}.{unit.code}" if unit and hub.config.org_prefix else ""


def lease_by_rule(hub: Hub, tx: Transaction, register: Register, node: NodeEntry) -> GrantRow | None:
    """The lease that the province's settings give a device without anybody asking; None without a prefix."""
    organisation = org_identifier(hub, register, node)
    if not organisation:
        return None
    return lease(hub, tx, node, organisation, hub.config.lease_size, hub.config.lease_days)


def lease_more(hub: Hub, tx: Transaction, node: str) -> GrantRow | None:
    """One more block for a device whose numbers of the day run low; None without a prefix, when it has `MOST_BLOCKS`
    already, or when all numbers are given."""
    entry = hub.register.current(tx).node(node)
    organisation = org_identifier(hub, hub.register.current(tx), entry) if entry else ""
    if entry is None or not organisation:
        return None
    tx.register.lock()
    start, end = hub.clock.today(), date.fromisoformat(hub.days_from_now(hub.config.lease_days))
    taken = _leases(tx, organisation, start)
    own = {one.first for one, row in taken if row.node == node and not row.void_ms}
    if len(own) >= MOST_BLOCKS:
        return None
    try:
        first = _free([one for one, _ in taken], hub.config.lease_size)
    except Problem:
        return None
    return _grant_block(hub, tx, entry, organisation, first, first + hub.config.lease_size - 1, start, end)


def renew_leases(hub: Hub) -> int:
    """Give every device its blocks for longer before they end, and a first one after its unit became another; how many
    blocks. A device that asked for more numbers keeps all its blocks: it would run dry on a day like that again."""
    renewed = 0
    limit = date.fromisoformat(hub.days_from_now(RENEW_DAYS))
    with hub.store.write() as tx:
        register = hub.register.current(tx)
        for node in register.nodes.values():
            organisation = org_identifier(hub, register, node)
            if not organisation or node.kind == "hub" or not is_active(node, hub.clock.today()):
                continue
            renewed += _renew(hub, tx, node, organisation, limit)
    return renewed


def _renew(hub: Hub, tx: Transaction, node: NodeEntry, organisation: str, limit: date) -> int:
    today = hub.clock.today()
    blocks: dict[tuple[int, int], date] = {}
    for one, row in _leases(tx, organisation, today):
        if row.node == node.node and not row.void_ms:
            key = (one.first, one.last)
            blocks[key] = max(one.expires, blocks.get(key, one.expires))
    if not blocks:
        lease(hub, tx, node, organisation, hub.config.lease_size, hub.config.lease_days)
        return 1
    end = date.fromisoformat(hub.days_from_now(hub.config.lease_days))
    ending = [key for key, expires in sorted(blocks.items()) if expires < limit]
    for first, last in ending:
        _grant_block(hub, tx, node, organisation, first, last, today, end)
    return len(ending)


def credential(
    hub: Hub, tx: Transaction, officer: OfficerEntry, password: str, nodes: Sequence[NodeEntry]
) -> int:
    """Mail an officer's log-in (argon2 hash) to devices; how many."""
    body = {
        "officer": officer.officer,
        "login": officer.login,
        "password": password,
        "valid_to": officer.valid_to.isoformat() if officer.valid_to else "",
    }
    for node in nodes:
        give(hub, tx, node.node, "credential", canonical(body | {"node": node.node}))
    return len(nodes)


def lease_of(row: GrantRow) -> Lease:
    """The block that a lease grant speaks of."""
    body = json.loads(row.text)
    return Lease(
        lease_id=body["lease_id"],
        node=body["node"],
        org_identifier=body["org_identifier"],
        first=body["first"],
        last=body["last"],
        expires=date.fromisoformat(body["valid_to"]),
    )


def _leases(tx: Transaction, org_identifier: str, day: date) -> list[tuple[Lease, GrantRow]]:
    """Blocks of an organisation whose term has not ended on `day`, lowest first."""
    found = [(lease_of(row), row) for row in tx.register.grants() if row.kind == "lease"]
    standing = [
        (one, row) for one, row in found if one.org_identifier == org_identifier and one.expires >= day
    ]
    return sorted(standing, key=lambda pair: (pair[0].first, pair[0].expires))


def _free(taken: Sequence[Lease], size: int) -> int:
    first = 1
    for block in taken:
        if block.first - first >= size:
            break
        first = max(first, block.last + 1)
    if first + size - 1 > LAST_NUMBER:
        raise Problem(
            "LEASE_NONE_LEFT",
            "Dãy số trong ngày của đơn vị này đã cấp hết; hãy cấp dải nhỏ hơn hoặc chờ dải cũ hết hạn.",
            retry="operator",
        )
    return first
