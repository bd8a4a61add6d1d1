"""A small certificate authority for demonstrations and tests: root → issuing CA → people and seals.

Never for real papers: its keys lie in plain files. Everything is written with mode 0600; PKCS#12 files carry
the passphrase that the caller chose. `trust.pem` holds the root, the issuing CA and both revocation lists: all that
a verifier without a line needs.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from plumbing.disk import replace_file

_KEY_BITS = 2048
_FROM = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
_UNTIL = datetime.datetime(2045, 1, 1, tzinfo=datetime.UTC)
_ROOT, _ISSUER = "root", "issuing"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Holder(StrEnum):
    """What a certificate is for; shown in its subject as the organisational unit."""

    OFFICER = "Công chức tiếp nhận"
    LEADER = "Người có thẩm quyền"
    SEAL = "Con dấu cơ quan"
    TSA = "Máy chủ dấu thời gian"


def make_ca(folder: Path) -> Path:
    """Create root and issuing CA with empty revocation lists in `folder`; returns the path of `trust.pem`.

    An existing CA in `folder` is kept as it is.
    """
    trust = folder / "trust.pem"
    if trust.exists():
        return trust
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, issuer_key = _new_key(), _new_key()
    root_name, issuer_name = _name("MotCua Demo Root CA", "MotCua"), _name("MotCua Demo Issuing CA", "MotCua")
    root = _ca_certificate(root_name, root_key, root_name, root_key, path_length=1)
    issuer = _ca_certificate(issuer_name, issuer_key, root_name, root_key, path_length=0)
    for name, key, certificate in ((_ROOT, root_key, root), (_ISSUER, issuer_key, issuer)):
        _write(folder / f"{name}.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _write(folder / f"{name}.pem", certificate.public_bytes(Encoding.PEM))
    return write_crls(folder)


def issue_p12(
    folder: Path,
    common_name: str,
    organisation: str,
    role: Holder | str,
    passphrase: str,
    not_before: datetime.datetime,
    not_after: datetime.datetime,
    services: str = "",
    key: PrivateKey | None = None,
) -> Path:
    """A signing key with its certificate and chain as PKCS#12 in `folder/keys`, readable by the owner only.

    `role` is a `Holder` or its name in lower case ("officer", "leader", "seal", "tsa"). Raises KeyError on another.
    `services` is the address of `provisioning.test_tsa`, where revocations can be asked for; `key` one made elsewhere.
    """
    holder = role if isinstance(role, Holder) else Holder[role.upper()]
    issuer, issuer_key = _load(folder, _ISSUER)
    key = key or _new_key()
    builder = (
        _builder(_name(common_name, organisation, holder.value), key, issuer.subject, issuer_key)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
    )
    for extension, critical in _services(holder, services):
        builder = builder.add_extension(extension, critical)
    certificate = builder.sign(issuer_key, hashes.SHA256())
    root, _ = _load(folder, _ROOT)
    name = f"{holder.name.lower()}-{certificate.serial_number:x}"
    (folder / "keys").mkdir(exist_ok=True, mode=0o700)
    bundle = pkcs12.serialize_key_and_certificates(
        common_name.encode(), key, certificate, [issuer, root], BestAvailableEncryption(passphrase.encode())
    )
    return _write(folder / "keys" / f"{name}.p12", bundle)


def revoke(folder: Path, p12: Path, passphrase: str, moment: datetime.datetime) -> Path:
    """Put the certificate in `p12` on the issuing CA's list from `moment` on; returns the new `trust.pem`."""
    store = pkcs12.load_pkcs12(p12.read_bytes(), passphrase.encode())
    if store.cert is None:
        raise ValueError("no certificate in the PKCS#12 file")
    old = x509.load_pem_x509_crl((folder / f"{_ISSUER}.crl").read_bytes())
    gone = (
        x509.RevokedCertificateBuilder()
        .serial_number(store.cert.certificate.serial_number)
        .revocation_date(moment)
    )
    return write_crls(folder, [*old, gone.build()])


def write_crls(folder: Path, revoked: list[x509.RevokedCertificate] | None = None) -> Path:
    """Write both revocation lists anew and put everything together in `trust.pem`."""
    for name, entries in ((_ROOT, []), (_ISSUER, revoked or [])):
        certificate, key = _load(folder, name)
        builder = x509.CertificateRevocationListBuilder().issuer_name(certificate.subject)
        builder = builder.last_update(_FROM).next_update(_UNTIL)
        for entry in entries:
            builder = builder.add_revoked_certificate(entry)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
        crl = builder.add_extension(x509.CRLNumber(len(entries) + 1), critical=False).add_extension(
            authority, critical=False
        )
        _write(folder / f"{name}.crl", crl.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    parts = [
        folder / f"{_ROOT}.pem",
        folder / f"{_ISSUER}.pem",
        folder / f"{_ROOT}.crl",
        folder / f"{_ISSUER}.crl",
    ]
    return _write(folder / "trust.pem", b"".join(part.read_bytes() for part in parts))


def _ca_certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    path_length: int,
) -> x509.Certificate:
    return (
        _builder(subject, key, issuer, issuer_key)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(signing=False), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _services(holder: Holder, address: str) -> list[tuple[x509.ExtensionType, bool]]:
    """What a timestamping key is for (RFC 3161 2.3: this alone, critical), and where revocations are told."""
    found: list[tuple[x509.ExtensionType, bool]] = []
    if holder is Holder.TSA:
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    if address:
        ocsp, crl = (x509.UniformResourceIdentifier(f"{address}/{name}") for name in ("ocsp", "crl"))
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp)
        found.append((x509.AuthorityInformationAccess([access]), False))
        found.append((x509.CRLDistributionPoints([x509.DistributionPoint([crl], None, None, None)]), False))
    return found


def _builder(
    subject: x509.Name, key: PrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey
) -> x509.CertificateBuilder:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    """Signing papers, or signing certificates and lists: never both."""
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_cert_sign=not signing,
        crl_sign=not signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str, organisation: str, unit: str | None = None) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation)]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    return x509.Name(
        [x509.NameAttribute(oid, value) for oid, value in [*parts, (NameOID.COMMON_NAME, common_name)]]
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _load(folder: Path, name: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the CA key is not an RSA key")
    return certificate, key


def _write(path: Path, data: bytes) -> Path:
    """Write with mode 0600 from the first byte on."""
    replace_file(path, data, 0o600)
    return path
