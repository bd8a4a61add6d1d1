"""A signing key from a PKCS#12 file, and what every certificate that signs must fulfil."""

from __future__ import annotations

import datetime

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509 import Certificate
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from node.sign.problems import SigningProblem

_OF_MACHINES = {"server_auth", "time_stamping", "ocsp_signing"}


def load_key(p12: bytes, passphrase: str) -> SimpleSigner:
    """Open a PKCS#12 store. Raises WRONG_PASSPHRASE or KEY_NOT_READABLE; tries once only."""
    if not p12.startswith(b"\x30"):
        raise SigningProblem("KEY_NOT_READABLE", "not a PKCS#12 file")
    try:
        store = pkcs12.load_pkcs12(p12, passphrase.encode())
    except ValueError as error:
        code = "WRONG_PASSPHRASE" if "password" in str(error).lower() else "KEY_NOT_READABLE"
        raise SigningProblem(code) from None
    if store.key is None or store.cert is None:
        raise SigningProblem("KEY_NOT_READABLE", "no key or no certificate inside")
    private = store.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    chain.register_multiple([_asn1(extra.certificate) for extra in store.additional_certs])
    return SimpleSigner(
        signing_cert=_asn1(store.cert.certificate),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=chain,
    )


def check_certificate(certificate: x509.Certificate | None, moment: datetime.datetime) -> None:
    """Raise KEY_EXPIRED, KEY_NOT_YET_VALID or KEY_NOT_FOR_SIGNING where the certificate cannot sign at `moment`."""
    if certificate is None:
        raise SigningProblem("KEY_NOT_READABLE", "no certificate")
    if not is_for_signing(certificate):
        raise SigningProblem("KEY_NOT_FOR_SIGNING")
    if moment > certificate.not_valid_after:
        raise SigningProblem("KEY_EXPIRED", certificate.not_valid_after.isoformat())
    if moment < certificate.not_valid_before:
        raise SigningProblem("KEY_NOT_YET_VALID", certificate.not_valid_before.isoformat())


def is_for_signing(certificate: x509.Certificate) -> bool:
    """Whether its key usage lets it sign papers (RFC 5280 4.2.1.3); one that names no usage may. Of the extended usages
    none is demanded, authorities differ; but one that names machines' usages alone is a machine's (4.2.1.12)."""
    usage, extended = certificate.key_usage_value, certificate.extended_key_usage_value
    if extended is not None and set(extended.native) <= _OF_MACHINES:
        return False
    return usage is None or bool({"digital_signature", "non_repudiation"} & usage.native)


def _asn1(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
