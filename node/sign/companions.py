"""Look at the certificates that travel in a signature beside the signer's own.

CMS does not sign them. One that belongs to nothing known may be a changed one: then nobody can say that the file is
the one that left the signer's hands.
"""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate


def are_all_vouched_for(signed: cms.SignedData, known: Iterable[x509.Certificate]) -> bool:
    """Whether each embedded certificate is known byte for byte, or rightly signed by one known or embedded."""
    embedded = [choice.chosen.dump() for choice in signed["certificates"] if choice.name == "certificate"]
    trusted = {certificate.dump() for certificate in known}
    try:
        issuers = [load_der_x509_certificate(der) for der in {*embedded, *trusted}]
        return all(
            der in trusted or issuer_of(load_der_x509_certificate(der), issuers) is not None
            for der in embedded
        )
    except (ValueError, TypeError):
        return False


def issuer_of(certificate: Certificate, known: Iterable[Certificate]) -> Certificate | None:
    """The one of `known` that signed it, by its key and not by its name alone."""
    for issuer in known:
        if issuer.subject == certificate.issuer:
            try:
                certificate.verify_directly_issued_by(issuer)
            except (InvalidSignature, ValueError, TypeError):
                continue
            return issuer
    return None
