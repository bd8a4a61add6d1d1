"""The list by which signatures are judged: root certificates, other certificates and revocation lists, in one PEM text
(RFC 7468, RFC 5280). Public knowledge: a private key that somebody pasted along is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from plumbing.crl_series import goes_with, series_of
from plumbing.disk import replace_file
from plumbing.problem import Problem

MOST_BYTES = 4 * 1024 * 1024
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)
_DER = b"\x30"
_CERTIFICATES = (b"CERTIFICATE", b"TRUSTED CERTIFICATE", b"X509 CERTIFICATE")


@dataclass(frozen=True, slots=True)
class TrustList:
    """Certificates and revocation lists, each once; `roots` of the certificates vouch for themselves."""

    certificates: tuple[x509.Certificate, ...]
    revocations: tuple[x509.CertificateRevocationList, ...]

    @property
    def roots(self) -> int:
        """How many certificates are their own issuers."""
        return sum(one.subject == one.issuer for one in self.certificates)

    @property
    def good_until_ms(self) -> int:
        """When the first of its complete revocation lists is to be replaced; 0 when none says so."""
        complete = (one for one in self.revocations if not series_of(one).is_delta)
        ends = [one.next_update_utc for one in complete if one.next_update_utc is not None]
        return min((int(end.timestamp() * 1000) for end in ends), default=0)

    def to_pem(self) -> str:
        """The list as text, in a fixed order."""
        parts: Iterable[bytes] = (
            *(one.public_bytes(Encoding.PEM) for one in self.certificates),
            *(one.public_bytes(Encoding.PEM) for one in self.revocations),
        )
        return b"".join(parts).decode("ascii")

    def extended(self, fresh: "TrustList") -> "TrustList":
        """With the certificates of `fresh` besides, and its revocation lists as `renewed` takes them."""
        more = (one for one in fresh.certificates if one not in self.certificates)
        return TrustList((*self.certificates, *more), self.renewed(fresh).revocations)

    def without(self, fingerprint: str) -> "TrustList":
        """Less the certificate of this SHA-256 (hexadecimal)."""
        kept = (one for one in self.certificates if one.fingerprint(SHA256()).hex() != fingerprint)
        return TrustList(tuple(kept), self.revocations)

    def renewed(self, fresh: "TrustList") -> "TrustList":
        """With the revocation lists of `fresh` in place of older ones of the same series; a delta goes when no complete
        list is left that it belongs to."""
        newest = {series_of(one): one for one in self.revocations}
        for one in fresh.revocations:
            before = newest.get(series_of(one))
            if before is None or one.last_update_utc >= before.last_update_utc:
                newest[series_of(one)] = one
        listed = newest.values()
        used = (
            one for made, one in newest.items() if not made.is_delta or any(goes_with(one, c) for c in listed)
        )
        return TrustList(self.certificates, tuple(used))


def read_trust_list(pem: bytes) -> TrustList:
    """What stands in a PEM text, or one certificate or list in DER, as authorities publish them. Raises Problem:
    TRUST_LIST_UNREADABLE, TRUST_LIST_PRIVATE_KEY."""
    if len(pem) > MOST_BYTES:
        raise _unreadable("too large")
    if pem.startswith(_DER):
        return _from_der(pem)
    certificates: dict[bytes, x509.Certificate] = {}
    revocations: dict[bytes, x509.CertificateRevocationList] = {}
    for block in _BLOCK.finditer(pem):
        label = block.group(1)
        if b"PRIVATE KEY" in label:
            hint = "Tệp có khóa bí mật: không được gửi đi đâu cả. Hãy bỏ khóa khỏi tệp rồi làm lại."
            raise Problem("TRUST_LIST_PRIVATE_KEY", hint, "operator")
        try:
            if label == b"X509 CRL":
                revocations[block.group()] = x509.load_pem_x509_crl(block.group())
            elif label in _CERTIFICATES:
                certificates[block.group()] = x509.load_pem_x509_certificate(block.group())
        except ValueError as error:
            raise _unreadable(type(error).__name__) from error
    if not certificates and not revocations:
        raise _unreadable("nothing in it")
    return TrustList(tuple(certificates.values()), tuple(revocations.values()))


def _from_der(der: bytes) -> TrustList:
    try:
        return TrustList((x509.load_der_x509_certificate(der),), ())
    except ValueError:
        try:
            return TrustList((), (x509.load_der_x509_crl(der),))
        except ValueError as error:
            raise _unreadable(type(error).__name__) from error


def write_trust_file(path: Path, pem: str) -> None:
    """Put the list where signatures are judged by it: whole or not at all, whenever the power goes."""
    replace_file(path, pem.encode("ascii"))


def _unreadable(detail: str) -> Problem:
    hint = "Tệp danh sách tin cậy không đọc được; cần tệp PEM gồm chứng thư gốc, chứng thư trung gian và CRL."
    return Problem("TRUST_LIST_UNREADABLE", hint, "operator", detail)
