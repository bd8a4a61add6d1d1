"""Where revocation lists are published, and which of those that come may be used (RFC 5280, 5 and 6.3).

A list is believed for its issuer's signature, never for where it was found; an older one never replaces a newer.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from cryptography import x509

from plumbing.crl_series import extension_of, goes_with, is_behind, series_of
from plumbing.problem import Listed, Problem, Retry
from plumbing.trust_list import TrustList, read_trust_list

MOST_BYTES = 1_500_000  # what travels to every node over its thin line
_MOST_ADDRESS = 500
_CLOCKS_DIFFER = timedelta(minutes=10)
Found = x509.CertificateRevocationList


_TEXTS: dict[str, tuple[Retry, str]] = {
    "CRL_UNREADABLE": (
        "operator",
        "Tệp không phải là danh sách thu hồi (CRL) đọc được; hãy kiểm tra địa chỉ.",
    ),
    "CRL_PARTIAL": (
        "operator",
        "Đây chỉ là một phần của danh sách thu hồi (gián tiếp, hoặc chỉ vài lý do); hãy dùng địa chỉ của bản đầy đủ.",
    ),
    "CRL_DELTA_APART": (
        "later",
        "Bản delta này không nối tiếp bản đầy đủ đang giữ nên chưa dùng; máy sẽ tự lấy lại sau khi có bản đầy đủ.",
    ),
    "CRL_ISSUER_UNKNOWN": (
        "operator",
        "Danh sách thu hồi của tổ chức chưa có trong danh sách tin cậy; hãy thêm chứng thư của tổ chức đó trước.",
    ),
    "CRL_SIGNATURE_WRONG": (
        "operator",
        "Chữ ký của danh sách thu hồi không đúng tổ chức cấp: có thể bị sửa trên đường; bản đang giữ vẫn được dùng.",
    ),
    "CRL_FROM_THE_FUTURE": (
        "operator",
        "Danh sách thu hồi ghi ngày sau giờ của máy; hãy kiểm tra đồng hồ của máy chủ tỉnh.",
    ),
    "CRL_OVER": (
        "later",
        "Tổ chức cấp chứng thư vẫn công bố danh sách thu hồi đã quá hạn; máy sẽ tự lấy lại, hãy báo tổ chức đó.",
    ),
    "CRL_OLDER": (
        "later",
        "Máy chủ đưa bản cũ hơn bản đang giữ nên không thay; máy sẽ tự lấy lại.",
    ),
}


class CrlProblem(Listed):
    """A revocation list that is not taken."""

    texts = _TEXTS


def addresses_of(trust: TrustList, configured: Iterable[str] = ()) -> tuple[str, ...]:
    """Every http(s) address that the settings, the certificates and the lists themselves name."""
    named = (*configured, *_in_certificates(trust), *_in_lists(trust))
    fit = (one.strip() for one in named if one.strip().lower().startswith(("http://", "https://")))
    return tuple(dict.fromkeys(one for one in fit if len(one) <= _MOST_ADDRESS))


def newer_list(body: bytes, trust: TrustList, now: datetime) -> Found | None:
    """The list in `body`, fit for use; None where what stands says as much. Raises Problem: CRL_UNREADABLE,
    CRL_PARTIAL, CRL_ISSUER_UNKNOWN, CRL_SIGNATURE_WRONG, CRL_DELTA_APART, CRL_FROM_THE_FUTURE, CRL_OVER, CRL_OLDER."""
    found = _read(body)
    check_lists((found,), trust)
    if found.last_update_utc > now + _CLOCKS_DIFFER:
        raise CrlProblem("CRL_FROM_THE_FUTURE")
    if found.next_update_utc is not None and found.next_update_utc < now:
        raise CrlProblem("CRL_OVER")
    held = next((one for one in trust.revocations if series_of(one) == series_of(found)), None)
    if held is not None and found.last_update_utc < held.last_update_utc:
        raise CrlProblem("CRL_OLDER")
    if series_of(found).is_delta:
        return found if _delta_tells(found, held, trust) else None
    return found if _is_worth_sending(found, held, now) else None


def _delta_tells(found: Found, held: Found | None, trust: TrustList) -> bool:
    """A delta goes out only when it says something: without it the complete list stands for itself until it ends."""
    if any(is_behind(found, one) for one in trust.revocations):
        return False
    return _serials(found) != (_serials(held) if held else set())


def _is_worth_sending(found: Found, held: Found | None, now: datetime) -> bool:
    """A list that says what the held one says goes out only when half of that one's time is over: it travels to every
    node of the province."""
    if held is None or _serials(found) != _serials(held):
        return True
    if held.next_update_utc is None:
        return found.last_update_utc > held.last_update_utc
    return now > held.last_update_utc + (held.next_update_utc - held.last_update_utc) / 2 and found != held


def _serials(listed: Found) -> set[int]:
    return {one.serial_number for one in listed}


def check_lists(lists: Iterable[Found], trust: TrustList) -> None:
    """Every list must be whole, or a delta of one that stands, and signed by an authority of `trust`. Raises Problem
    CRL_PARTIAL, CRL_ISSUER_UNKNOWN, CRL_SIGNATURE_WRONG, CRL_DELTA_APART."""
    for one in lists:
        if _is_partial(one):
            raise CrlProblem("CRL_PARTIAL")
        _check_issuer(one, trust)
        if series_of(one).is_delta and not any(
            goes_with(one, other) or is_behind(one, other) for other in trust.revocations
        ):
            raise CrlProblem("CRL_DELTA_APART")


def _check_issuer(found: Found, trust: TrustList) -> None:
    issuers = [one for one in trust.certificates if one.subject == found.issuer]
    if not issuers:
        raise CrlProblem("CRL_ISSUER_UNKNOWN")
    if not any(_may_sign(one) and _signed_by(found, one) for one in issuers):
        raise CrlProblem("CRL_SIGNATURE_WRONG")


def _read(body: bytes) -> Found:
    try:
        lists = read_trust_list(body).revocations
    except Problem as problem:
        raise CrlProblem("CRL_UNREADABLE", problem.detail) from problem
    if len(lists) != 1:
        raise CrlProblem("CRL_UNREADABLE", f"{len(lists)} lists")
    return lists[0]


def _is_partial(found: Found) -> bool:
    try:
        extensions = found.extensions
    except ValueError:
        return True
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint) and (
            value.indirect_crl or value.only_contains_attribute_certs or value.only_some_reasons
        ):
            return True
    return False


def _may_sign(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False


def _signed_by(found: Found, issuer: x509.Certificate) -> bool:
    try:
        return found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # another kind raises
    except (TypeError, ValueError):
        return False


def _in_certificates(trust: TrustList) -> Iterator[str]:
    for certificate in trust.certificates:
        for point in extension_of(certificate, x509.CRLDistributionPoints) or ():
            yield from _addresses(point.full_name)


def _in_lists(trust: TrustList) -> Iterator[str]:
    """Complete lists first: a delta is judged by the one that it belongs to."""
    for one in trust.revocations:
        place = extension_of(one, x509.IssuingDistributionPoint)
        yield from _addresses(place.full_name if place else None)
    for one in trust.revocations:
        for point in extension_of(one, x509.FreshestCRL) or ():
            yield from _addresses(point.full_name)


def _addresses(names: Iterable[x509.GeneralName] | None) -> Iterator[str]:
    for name in names or ():
        if isinstance(name, x509.UniformResourceIdentifier):
            yield name.value
