"""The list by which signatures are judged (roots, other certificates, revocation lists) travels with the register:
issued by the province, signed by the hub, mailed to every node. Revocation lists alone renew those that stand.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from dossier.facts import canonical
from dossier.local_time import DAY_MS
from hub.ports import Transaction
from hub.records import AuditRow, MailItem, RegisterRow
from hub.usecases.context import Hub
from hub.usecases.register.crl_rules import check_lists
from hub.usecases.register_book import active_nodes
from plumbing.crl_series import series_of
from plumbing.problem import Problem
from plumbing.trust_list import TrustList, read_trust_list

KIND = "trust"
TRUST_MAIL = MailItem(KIND, KIND)
_EMPTY = TrustList((), ())
_SOON_CERTIFICATE_MS, _SOON_LIST_MS = 30 * DAY_MS, 3 * DAY_MS


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


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One certificate or revocation list that stands. `kind` is root | ca | crl | delta; `name` whose it is; `until_ms`
    when it ends or is to be replaced (0 = never said); `revoked` how many a list names; `fingerprint` "" for lists."""

    kind: str
    name: str
    fingerprint: str
    until_ms: int
    revoked: int
    is_over: bool
    ends_soon: bool


def issue_trust_list(hub: Hub, pem: bytes, by: str) -> TrustIssued:
    """Sign and mail a list in place of the one that stands; revocation lists alone renew that one. Raises Problem:
    TRUST_LIST_UNREADABLE, TRUST_LIST_PRIVATE_KEY, TRUST_LIST_NO_ROOT, CRL_PARTIAL, CRL_ISSUER_UNKNOWN,
    CRL_SIGNATURE_WRONG, CRL_DELTA_APART."""
    fresh = read_trust_list(pem)
    return _publish(
        hub, by, lambda before: _signed(fresh if fresh.certificates else before.renewed(fresh), fresh)
    )


def extend_trust_list(hub: Hub, pem: bytes, by: str) -> TrustIssued:
    """Add authorities to the list that stands, and renew its revocation lists. Raises Problem as `issue_trust_list`."""
    fresh = read_trust_list(pem)
    return _publish(hub, by, lambda before: _signed(before.extended(fresh), fresh))


def renew_revocations(hub: Hub, lists: Sequence[x509.CertificateRevocationList]) -> int:
    """Sign and mail newer revocation lists, known to be their issuers', beside what stands; gives how many were new:
    what another worker sent meanwhile is not sent again."""
    with hub.store.write() as tx:
        tx.register.lock()
        row = tx.register.trust_list()
        before = _list_of(row) if row else _EMPTY
        after = before.renewed(TrustList((), tuple(lists)))
        new = sum(one not in before.revocations for one in after.revocations)
        if row is not None and new:
            _issue(hub, tx, row.number + 1, after, "")
        return new


def withdraw_authority(hub: Hub, fingerprint: str, by: str) -> TrustIssued:
    """Take one certificate (SHA-256) out of the list. Raises Problem TRUST_LIST_NO_SUCH, TRUST_LIST_NO_ROOT."""

    def less(before: TrustList) -> TrustList:
        after = before.without(fingerprint)
        if after == before:
            hint = "Danh sách tin cậy không có chứng thư này; hãy tải lại trang."
            raise Problem("TRUST_LIST_NO_SUCH", hint)
        return after

    return _publish(hub, by, less)


def trust_entries(hub: Hub) -> tuple[TrustEntry, ...]:
    """Everything that stands, what ends first at the top."""
    listed, now = trust_list_held(hub), hub.clock.now_ms()
    found = [_certificate(one, now) for one in listed.certificates]
    found += [_revocations(one, now) for one in listed.revocations]
    return tuple(sorted(found, key=lambda one: (not one.until_ms, one.until_ms)))


def _publish(hub: Hub, by: str, made: Callable[[TrustList], TrustList]) -> TrustIssued:
    with hub.store.write() as tx:
        tx.register.lock()
        before = tx.register.trust_list()
        fresh = made(_list_of(before) if before else _EMPTY)
        if not fresh.roots:
            hint = "Danh sách tin cậy chưa có chứng thư gốc nào; hãy thêm chứng thư gốc rồi ban hành lại."
            raise Problem("TRUST_LIST_NO_ROOT", hint, "operator")
        return _issue(hub, tx, (before.number if before else 0) + 1, fresh, by)


def _issue(hub: Hub, tx: Transaction, number: int, fresh: TrustList, by: str) -> TrustIssued:
    """Into the register, the audit and every node's mailbox."""
    now = hub.clock.now_ms()
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


def trust_list_held(hub: Hub) -> TrustList:
    """The list itself, empty when none was ever issued."""
    with hub.store.read() as tx:
        row = tx.register.trust_list()
    return _list_of(row) if row else _EMPTY


def trust_mail(tx: Transaction) -> list[MailItem]:
    """What a device that begins anew gets of it."""
    return [TRUST_MAIL] if tx.register.trust_list() else []


def _signed(listed: TrustList, fresh: TrustList) -> TrustList:
    """`listed`, when every revocation list that came is its authority's own."""
    if listed.roots:  # without any root the list is refused as a whole
        check_lists(fresh.revocations, listed)
    return listed


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


def _certificate(one: x509.Certificate, now_ms: int) -> TrustEntry:
    until = _ms(one.not_valid_after_utc)
    kind = "root" if one.subject == one.issuer else "ca"
    return TrustEntry(
        kind,
        _name(one.subject),
        one.fingerprint(SHA256()).hex(),
        until,
        0,
        until < now_ms,
        until < now_ms + _SOON_CERTIFICATE_MS,
    )


def _revocations(one: x509.CertificateRevocationList, now_ms: int) -> TrustEntry:
    until = _ms(one.next_update_utc) if one.next_update_utc else 0
    if series_of(one).is_delta:  # what it told of stays known as long as its complete list holds
        return TrustEntry("delta", _name(one.issuer), "", until, len(one), False, False)
    is_over, soon = 0 < until < now_ms, 0 < until < now_ms + _SOON_LIST_MS
    return TrustEntry("crl", _name(one.issuer), "", until, len(one), is_over, soon)


def _name(subject: x509.Name) -> str:
    found = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else subject.rfc4514_string()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
