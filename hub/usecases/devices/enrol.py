"""Devices: invited with a one-time token, enrolled by their key, revoked by decision, brought back after a loss."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dossier.authors import node_id, short_id
from dossier.local_time import DAY_MS
from dossier.register.register import Register
from dossier.register.view import NodeEntry, NodeKind
from hub.ports import Transaction
from hub.records import AuditRow, ContactRow, GrantRow, MailItem, RegisterRow, TokenRow
from hub.usecases.context import Hub
from hub.usecases.refusals import not_enrolled, revoked
from hub.usecases.register.grants import lease, lease_by_rule, org_identifier
from hub.usecases.register.officers import credentials_for, unknown_unit
from hub.usecases.register.registers import issue
from hub.usecases.register.trust_list import trust_mail
from hub.usecases.register_book import is_active
from hub.usecases.scope.fill import begin_fill
from hub.usecases.scope.reroute import refold
from plumbing.problem import Problem

INVITATION = "MC1"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a device takes home from its enrolment."""

    entry: NodeEntry
    register: Sequence[RegisterRow]
    grants: Sequence[GrantRow]


@dataclass(frozen=True, slots=True)
class Resurrected:
    """What a device that starts again from a backup is told."""

    incarnation: int
    last_seq: int
    dossiers: int


def invite(hub: Hub, unit: str, kind: NodeKind, name: str, days: int, ca_fingerprint: str, by: str) -> str:
    """A new one-time token `MC1.<fingerprint of the hub's CA>.<secret>`; only the secret's hash is kept here.
    Raises Problem(UNIT_UNKNOWN)."""
    secret = secrets.token_urlsafe(32)
    now = hub.clock.now_ms()
    with hub.store.write() as tx:
        if not hub.register.current(tx).units_on(unit, hub.clock.today()):
            raise unknown_unit(unit)
        tx.register.add_token(TokenRow(_hash(secret), unit, kind, name, now + days * DAY_MS))
        tx.accounts.audit(AuditRow(now, by, "node_invited", f"{kind} {unit}"))
    return f"{INVITATION}.{ca_fingerprint}.{secret}"


def enrol(hub: Hub, secret: str, public_key: bytes, name: str) -> Enrolled:
    """Enrol the holder of `public_key` with a token's secret. Raises Problem: TOKEN_UNKNOWN, TOKEN_USED,
    TOKEN_EXPIRED, SHORT_ID_TAKEN (the device makes a new key), BAD_PUBLIC_KEY."""
    if len(public_key) != KEY_BYTES:
        raise Problem(
            "BAD_PUBLIC_KEY", "Khóa công khai của máy không hợp lệ; hãy ghi danh lại từ đầu.", "operator"
        )
    node = node_id(public_key)
    with hub.store.write() as tx:
        register = hub.register.current(tx)
        _require_own_short_id(register, node, public_key)
        token = _take_token(hub, tx, _hash(secret), node)
        if node in register.nodes:
            return _enrolled(tx, require_active(hub, tx, node))
        op = _node_op(hub, token, node, public_key, name)
        issue(hub, tx, [op], f"Ghi danh máy {op['name']}", "", hub.clock.today(), "")
        return _welcome(hub, tx, hub.register.current(tx), node)


def revoke(hub: Hub, node: str, by: str) -> RegisterRow:
    """From today on nothing of this device counts; its grants are void. Raises Problem(NODE_UNKNOWN)."""
    today = hub.clock.today()
    with hub.store.write() as tx:
        if node not in hub.register.current(tx).nodes:
            raise not_enrolled(node)
        op = {"op": "revoke_node", "node": node, "day": today.isoformat()}
        row = issue(hub, tx, [op], f"Thu hồi máy {node}", "", today, by)
        tx.register.void_grants(node, hub.clock.now_ms())
        touched = tx.dossiers.touched_since(node, hub.day_start_ms())  # what it did before today stands
    refold(hub, touched)
    return row


def resurrect(hub: Hub, node: str, seen: int) -> Resurrected:
    """A device starts anew from a backup in which its incarnation was `seen`: it gets a higher one, and its whole
    scope again. Raises Problem: NODE_UNKNOWN, NODE_REVOKED."""
    with hub.store.write() as tx:
        entry = require_active(hub, tx, node)
        contact = tx.fleet.get(node) or ContactRow(node)
        last_seq = tx.letters.last_seq(node, contact.incarnation)
        incarnation = max(contact.incarnation, seen) + 1
        dossiers = start_incarnation(hub, tx, entry, contact, incarnation)
    return Resurrected(incarnation, last_seq, dossiers)


def start_incarnation(
    hub: Hub, tx: Transaction, entry: NodeEntry, contact: ContactRow, incarnation: int
) -> int:
    """Count letters anew and fill the mailbox with everything the device must have; how many dossiers."""
    tx.fleet.save(replace(contact, incarnation=incarnation, last_seq=0))
    tx.mailboxes.open(entry.node)
    tx.mailboxes.clear(entry.node)
    rows = tx.register.after(0)
    tx.mailboxes.append(entry.node, [MailItem("register", str(row.number)) for row in rows])
    grants = [row for row in tx.register.grants(entry.node) if not row.void_ms]
    tx.mailboxes.append(entry.node, [MailItem("grant", row.grant) for row in grants])
    tx.mailboxes.append(entry.node, trust_mail(tx))
    return begin_fill(hub, tx, entry)


def lease_for(hub: Hub, node: str, organisation: str, size: int, days: int) -> GrantRow:
    """Lease dossier numbers to a device; what is left out ("" or 0) is as the province has set it. Raises Problem:
    NODE_UNKNOWN, NODE_REVOKED, ORG_UNKNOWN, LEASE_NONE_LEFT."""
    with hub.store.write() as tx:
        entry = require_active(hub, tx, node)
        issuer = organisation or org_identifier(hub, hub.register.current(tx), entry)
        if not issuer:
            hint = "Chưa biết tiền tố mã hồ sơ của đơn vị; hãy ghi --org, hoặc đặt org_prefix trong hub.toml."
            raise Problem("ORG_UNKNOWN", hint)
        settings = hub.config
        return lease(hub, tx, entry, issuer, size or settings.lease_size, days or settings.lease_days)


def require_active(hub: Hub, tx: Transaction, node: str) -> NodeEntry:
    """The device, if it counts today. Raises Problem: NODE_UNKNOWN, NODE_REVOKED."""
    entry = hub.register.current(tx).node(node)
    if entry is None:
        raise not_enrolled(node)
    if not is_active(entry, hub.clock.today()):
        raise revoked(node)
    return entry


def _welcome(hub: Hub, tx: Transaction, register: Register, node: str) -> Enrolled:
    entry = register.nodes[node]
    tx.mailboxes.open(node)
    tx.fleet.save(ContactRow(node))
    lease_by_rule(hub, tx, register, entry)
    credentials_for(hub, tx, register, node)
    tx.mailboxes.clear(node)  # register and grants go with the answer
    tx.mailboxes.append(node, trust_mail(tx))
    begin_fill(hub, tx, entry)
    return _enrolled(tx, entry)


def _enrolled(tx: Transaction, entry: NodeEntry) -> Enrolled:
    grants = [row for row in tx.register.grants(entry.node) if not row.void_ms]
    return Enrolled(entry, tx.register.after(0), grants)


def _take_token(hub: Hub, tx: Transaction, secret_hash: str, node: str) -> TokenRow:
    token = tx.register.token(secret_hash)
    if token is None:
        raise Problem("TOKEN_UNKNOWN", "Mã mời không đúng; hãy dán lại nguyên văn mã do tỉnh cấp.")
    if token.used_by == node:
        return token  # the answer to the first try was lost on the line
    if tx.register.use_token(secret_hash, node, hub.clock.now_ms()):
        return token
    taken = tx.register.token(secret_hash) or token  # somebody else may have taken it since we looked
    if taken.used_by == node:
        return taken
    if taken.used_by:
        raise Problem("TOKEN_USED", "Mã mời đã được một máy khác dùng; hãy xin mã mới của tỉnh.")
    raise Problem("TOKEN_EXPIRED", "Mã mời đã hết hạn; hãy xin mã mới của tỉnh.")


def _require_own_short_id(register: Register, node: str, public_key: bytes) -> None:
    for other in register.nodes.values():
        if short_id(other.node) == short_id(node) and other.public_key != public_key.hex():
            raise Problem(
                "SHORT_ID_TAKEN",
                "Mã ngắn của máy trùng với máy khác; chương trình sẽ tạo khóa mới và ghi danh lại.",
                retry="later",
            )


def _node_op(hub: Hub, token: TokenRow, node: str, public_key: bytes, name: str) -> dict[str, Any]:
    return {
        "op": "node",
        "node": node,
        "kind": token.kind,
        "unit": token.unit,
        "public_key": public_key.hex(),
        "valid_from": hub.clock.today().isoformat(),
        "name": name or token.name or short_id(node),
    }


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
