"""A signature made elsewhere: prepare the file, have its attributes signed by a token in another PC, finish.

What travels is the attributes to be signed (a few hundred bytes: digest, time, certificate), never the key and never
the paper. When the signature comes back, it is checked against the certificate, and the file against the attributes,
before anything is written (RFC 5652, 5.4).
"""

from __future__ import annotations

import asyncio
import io
import re
import unicodedata
from hashlib import sha256

from asn1crypto import cms, pem, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.signers import ExternalSigner, Signer
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko_certvalidator.registry import SimpleCertificateStore

from node.sign.pades import DIGEST, attributes_of, prepared
from node.sign.port import SignRequest
from node.sign.problems import SigningProblem

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def prepare(pdf: bytes, request: SignRequest, chain: bytes, holder: str = "") -> tuple[bytes, bytes]:
    """The file with an empty place for the signature, and the attributes (DER) that are to be signed. With a `holder`
    the certificate must be that person's."""
    key = _external(chain, b"")
    if holder and key.signing_cert is not None:
        _check_holder(key.signing_cert, holder)
    with prepared(pdf, request, key) as ready:
        attributes = asyncio.run(
            key.signed_attrs(ready.digest, DIGEST, attr_settings=attributes_of(request), use_pades=True)
        )
        return ready.output.getvalue(), attributes.dump()


def answer(attributes: bytes, chain: bytes, key: Signer) -> bytes:
    """The signature of the attributes by `key`, if it is the key of the chain's first certificate."""
    own = key.signing_cert
    if own is None or own.dump() != _certificates(chain)[0].dump():
        raise SigningProblem("HANDED_SIGNATURE_WRONG", "another certificate")
    return bytes(asyncio.run(key.async_sign_raw(attributes, DIGEST)))


def finish(pdf: bytes, attributes: bytes, chain: bytes, signature: bytes) -> bytes:
    """The prepared file with its signature."""
    start, end = _place(pdf)
    digest = sha256(pdf[:start] + pdf[end:]).digest()
    if digest != _digest_in(attributes) or pdf[start:end].strip(b"<0>"):
        raise SigningProblem("HANDED_CHANGED", "digest")
    _check_signature(_certificates(chain)[0], attributes, signature)
    signed = asyncio.run(
        _external(chain, signature).async_sign_prescribed_attributes(
            DIGEST, cms.CMSAttributes.load(attributes)
        )
    )
    output = io.BytesIO(pdf)
    PreparedByteRangeDigest(digest, start, end).fill_with_cms(output, signed)
    return output.getvalue()


def _place(pdf: bytes) -> tuple[int, int]:
    """Where the empty place begins and ends: the newest signature has none that a parser would take."""
    found = list(_BYTE_RANGE.finditer(pdf))
    if found:
        first, second, length = (int(number) for number in found[-1].groups())
        if first < second and second + length == len(pdf):
            return first, second
    raise SigningProblem("HANDED_CHANGED", "place")


def _external(chain: bytes, signature: bytes) -> ExternalSigner:
    own, *others = _certificates(chain)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(others)
    return ExternalSigner(signing_cert=own, cert_registry=store, signature_value=signature or None)


def _certificates(chain: bytes) -> list[x509.Certificate]:
    """From PEM, the signer's first. Raises HANDED_CERTIFICATE_MALFORMED."""
    try:
        found = [x509.Certificate.load(der, strict=True) for _, _, der in pem.unarmor(chain, multiple=True)]
    except (ValueError, TypeError) as error:
        raise SigningProblem("HANDED_CERTIFICATE_MALFORMED", type(error).__name__) from error
    if not found:
        raise SigningProblem("HANDED_CERTIFICATE_MALFORMED", "no certificate")
    return found


def _check_holder(certificate: x509.Certificate, holder: str) -> None:
    """Capitals, blanks and the Unicode form of a name are the authority's choice; its letters are not."""
    if _plain(certificate.subject.native.get("common_name", "")) != _plain(holder):
        raise SigningProblem("HANDED_OTHER_HOLDER")


def _plain(name: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(name)).casefold().split())


def _digest_in(attributes: bytes) -> bytes:
    try:
        for attribute in cms.CMSAttributes.load(attributes, strict=True):
            if attribute["type"].native == "message_digest":
                return bytes(attribute["values"][0].native)
    except (ValueError, TypeError, KeyError):
        return b""
    return b""


def _check_signature(certificate: x509.Certificate, attributes: bytes, signature: bytes) -> None:
    key = load_der_x509_certificate(certificate.dump()).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, attributes, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(SHA256()))
        else:
            raise SigningProblem("KEY_NOT_FOR_SIGNING", "neither RSA nor EC")
    except InvalidSignature as error:
        raise SigningProblem("HANDED_SIGNATURE_WRONG", "signature") from error
