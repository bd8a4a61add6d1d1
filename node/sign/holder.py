"""Whose certificate a signature names, who vouches for it, and with what it was made: told, not judged (RFC 5280)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import x509
from cryptography.x509 import Certificate, load_der_x509_certificate
from cryptography.x509.oid import NameOID
from pyhanko.sign.validation import EmbeddedPdfSignature

from dossier.local_time import VIETNAM
from node.ports import CertificateSaid
from node.sign.companions import issuer_of
from node.sign.trust import Trust

_MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Holder(CertificateSaid):
    """Whose certificate it is, and what it says."""

    name: str = ""
    organisation: str = ""


def holder_of(signature: EmbeddedPdfSignature, trust: Trust) -> Holder:
    """What can be read; what cannot is left empty."""
    try:
        own: x509.Certificate = signature.signer_cert
        known = (*signature.other_embedded_certs, *trust.others, *trust.roots)
        steps = _steps(_read(own), [_read(one) for one in known])
        return Holder(
            name=_named(own, "common_name"),
            organisation=_named(own, "organization_name"),
            serial=f"{own.serial_number:x}",
            valid_from=own.not_valid_before.astimezone(VIETNAM).date().isoformat(),
            valid_to=own.not_valid_after.astimezone(VIETNAM).date().isoformat(),
            algorithm=_algorithm(own, signature.md_algorithm),
            chain=tuple(_common_name(step) for step in steps),
            chain_trusted=steps[-1] in {_read(root) for root in trust.roots},
        )
    except Exception:
        # A certificate that no parser reads tells nothing; the verdict says what that means.
        return Holder()


def _steps(own: Certificate, known: Sequence[Certificate]) -> list[Certificate]:
    steps = [own]
    while steps[-1].subject != steps[-1].issuer and len(steps) < _MOST_STEPS:
        issuer = issuer_of(steps[-1], known)
        if issuer is None:
            break
        steps.append(issuer)
    return steps


def _read(certificate: x509.Certificate) -> Certificate:
    return load_der_x509_certificate(certificate.dump())


def _common_name(certificate: Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


def _algorithm(own: x509.Certificate, digest: str) -> str:
    key = own.public_key
    kind = {"rsa": "RSA", "ec": "ECDSA", "rsassa_pss": "RSA-PSS"}.get(key.algorithm, key.algorithm)
    return f"{kind} {key.bit_size}, {digest.upper().replace('SHA', 'SHA-')}"


def _named(certificate: x509.Certificate, part: str) -> str:
    value = certificate.subject.native.get(part, "")
    return ", ".join(value) if isinstance(value, list) else str(value)
