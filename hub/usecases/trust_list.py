"""The list by which signatures are judged (roots, other certificates, revocation lists) travels with the register:
issued by the province, signed by the hub, mailed to every node. Revocation lists alone renew those that stand.
"""

import json
from dataclasses import dataclass

from dossier.facts import canonical
from hub.ports import Transaction
from hub.records import AuditRow, MailItem, RegisterRow
from hub.usecases.context import Hub
from hub.usecases.register_book import active_nodes
from plumbing.problem import Problem
from plumbing.trust_list import TrustList, read_trust_list

KIND = "trust"
TRUST_MAIL = MailItem(KIND, KIND)


@dataclass(frozen=True, slots=True)
class TrustIssued:
    """What administrators are told of the list that stands; `good_until_ms` 0 = no revocation list says until when."""

    number: int
    issued_ms: int
    roots: int
    certificates: int
    revocations: int
    good_until_ms: int
    is_stale: bool


def issue_trust_list(hub: Hub, pem: bytes, by: str) -> TrustIssued:
    """Sign and mail the list. Raises Problem: TRUST_LIST_UNREADABLE, TRUST_LIST_PRIVATE_KEY, TRUST_LIST_NO_ROOT."""
    fresh = read_trust_list(pem)
    with hub.store.write() as tx:
        tx.register.lock()
        before = tx.register.trust_list()
        if not fresh.certificates and before is not None:
            fresh = _list_of(before).renewed(fresh)
        if not fresh.roots:
            hint = "Danh sách tin cậy chưa có chứng thư gốc nào; hãy thêm chứng thư gốc rồi ban hành lại."
            raise Problem("TRUST_LIST_NO_ROOT", hint, "operator")
        number, now = (before.number if before else 0) + 1, hub.clock.now_ms()
        text = canonical({"trust_id": KIND, "number": number, "valid_to": "", "pem": fresh.to_pem()})
        tx.register.add_trust_list(RegisterRow(number, text, hub.keys.sign(text.encode()), by, now))
        tx.accounts.audit(AuditRow(now, by, "trust_list_issued", str(number)))
        for node in sorted(one.node for one in active_nodes(hub.register.current(tx), hub.clock.today())):
            tx.mailboxes.open(node)
            tx.mailboxes.append(node, [TRUST_MAIL])
    return _told(hub, number, now, fresh)


def trust_list_now(hub: Hub) -> TrustIssued | None:
    """The list that stands; None when none was ever issued."""
    with hub.store.read() as tx:
        row = tx.register.trust_list()
    return _told(hub, row.number, row.issued_ms, _list_of(row)) if row else None


def trust_mail(tx: Transaction) -> list[MailItem]:
    """What a device that begins anew gets of it."""
    return [TRUST_MAIL] if tx.register.trust_list() else []


def _list_of(row: RegisterRow) -> TrustList:
    return read_trust_list(str(json.loads(row.text)["pem"]).encode("ascii"))


def _told(hub: Hub, number: int, issued_ms: int, said: TrustList) -> TrustIssued:
    until = said.good_until_ms
    return TrustIssued(
        number=number,
        issued_ms=issued_ms,
        roots=said.roots,
        certificates=len(said.certificates),
        revocations=len(said.revocations),
        good_until_ms=until,
        is_stale=not said.revocations or (0 < until < hub.clock.now_ms()),
    )
