"""The province's own TLS: one CA, one server certificate for the hub.

Nodes pin the CA by the fingerprint in their one-time token, so no public CA is needed and none is trusted.
ECDSA P-256; names and IP addresses go into the SAN, which is all that clients look at (RFC 6125, RFC 9525).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from plumbing.disk import replace_file
from plumbing.problem import Problem

CA_CERT, CA_KEY, SERVER_CERT, SERVER_KEY = "ca.pem", "ca.key", "hub.pem", "hub.key"
_CA_YEARS, _SERVER_DAYS = 10, 397
_EARLY = timedelta(days=366 * 2)  # a node whose battery died must still reach the hub to learn the time


def make_ca(folder: Path, name: str) -> None:
    """Create the CA in `folder`. Raises Problem(CA_EXISTS): an authority is never overwritten."""
    if (folder / CA_KEY).exists():
        raise Problem("CA_EXISTS", "Thư mục này đã có khóa CA; hãy chọn thư mục khác.", "operator")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + timedelta(days=365 * _CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    replace_file(folder / CA_KEY, _pem(key), 0o600)
    replace_file(folder / CA_CERT, certificate.public_bytes(Encoding.PEM), 0o644)


def issue_server(folder: Path, hosts: tuple[str, ...]) -> None:
    """(Re-)issue the hub's server certificate for `hosts` (names or IP addresses) from the CA in `folder`.
    Raises Problem(CA_MISSING)."""
    try:
        authority = x509.load_pem_x509_certificate((folder / CA_CERT).read_bytes())
        signer = load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    except (OSError, ValueError) as error:
        hint = "Thiếu khóa CA của tỉnh trong thư mục tls; không cấp được chứng thư."
        raise Problem("CA_MISSING", hint, "operator") from error
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise Problem("CA_MISSING", "Khóa CA của tỉnh không đúng loại.", "operator")
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + timedelta(days=_SERVER_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
        .sign(signer, hashes.SHA256())
    )
    replace_file(folder / SERVER_KEY, _pem(key), 0o600)
    replace_file(folder / SERVER_CERT, certificate.public_bytes(Encoding.PEM), 0o644)


def fingerprint(pem: bytes) -> str:
    """SHA-256 (hex) of the certificate's DER, as tokens carry it. Raises Problem(NOT_A_CERTIFICATE)."""
    try:
        der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    except ValueError as error:
        hint = "Máy chủ không đưa ra chứng thư hợp lệ; hãy kiểm tra địa chỉ trung tâm tỉnh."
        raise Problem("NOT_A_CERTIFICATE", hint, "operator") from error
    return hashlib.sha256(der).hexdigest()


def expires(pem: bytes) -> datetime:
    """The instant after which the certificate is no longer valid."""
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
