"""What tells revocation lists apart (RFC 5280, 5.2): one authority may publish several side by side, for each of its
keys, for parts of its certificates, and besides a complete list a delta of what changed since.
"""

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from cryptography import x509

RevocationList: TypeAlias = x509.CertificateRevocationList
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Series:
    """Lists of one series replace one another."""

    issuer: bytes
    key: bytes
    scope: bytes
    is_delta: bool


def series_of(one: RevocationList) -> Series:
    """The series that a list belongs to."""
    key = extension_of(one, x509.AuthorityKeyIdentifier)
    scope = extension_of(one, x509.IssuingDistributionPoint)
    return Series(
        one.issuer.public_bytes(),
        (key.key_identifier or b"") if key else b"",
        scope.public_bytes() if scope else b"",
        extension_of(one, x509.DeltaCRLIndicator) is not None,
    )


def goes_with(delta: RevocationList, complete: RevocationList) -> bool:
    """Whether the two say together what stands (5.2.4): the complete list is no older than the one that the delta
    begins from, and older than the delta."""
    begins = extension_of(delta, x509.DeltaCRLIndicator)
    its, number = extension_of(delta, x509.CRLNumber), extension_of(complete, x509.CRLNumber)
    if begins is None or its is None or number is None or not _alike(delta, complete):
        return False
    return begins.crl_number <= number.crl_number < its.crl_number


def is_behind(delta: RevocationList, complete: RevocationList) -> bool:
    """Whether the complete list says already all that the delta does."""
    its, number = extension_of(delta, x509.CRLNumber), extension_of(complete, x509.CRLNumber)
    return bool(its and number and _alike(delta, complete) and its.crl_number <= number.crl_number)


def extension_of(one: RevocationList | x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    """An extension's value; None where it has none that can be read."""
    try:
        return one.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _alike(delta: RevocationList, complete: RevocationList) -> bool:
    mine, its = series_of(delta), series_of(complete)
    return (mine.issuer, mine.key, mine.scope) == (its.issuer, its.key, its.scope) and not its.is_delta
