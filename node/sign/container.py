"""Look at the bytes of a signature that the signature itself does not protect.

The hexadecimal text between the two signed ranges holds the CMS structure and padding. A changed padding byte or
an unsigned part of the structure leaves the mathematics intact; a file whose container is not exactly what a
signer writes is refused all the same. Signers of other make (NSS, streams of OpenSSL) write lengths that are open at
their end (BER, X.690 8.1.3.6): those are taken as they are, but must agree with themselves in the same way.
"""

from __future__ import annotations

import re

from asn1crypto import cms, parser

from plumbing.der import der_length

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_MIN_RANGE = 4
_OPEN_END = b"\x30\x80"
# Timestamp of the signature; references to, and values of, certificates and revocation data (EN 319 122-1, A.1-A.2).
_ATTRIBUTES = {"signature_time_stamp_token"} | {
    f"1.2.840.113549.1.9.16.2.{n}" for n in (21, 22, 23, 24, 25, 26, 27)
}


def is_clean(pdf: bytes, byte_range: list[int], content: bytes, holds: str = "data") -> bool:
    """Whether the container is uniform hexadecimal, padded with zeros, and distinguished encoding (DER). `holds` is
    "data" for a signature, "tst_info" for a timestamp over the document."""
    if len(byte_range) != _MIN_RANGE:
        return False
    _, first, second, _ = byte_range
    if _HEX.fullmatch(pdf[first:second]) is None:
        return False
    try:
        if content.startswith(_OPEN_END):
            length = _ber_length(content)
            return not any(content[length:]) and _is_signed(content[:length], holds)
        length = der_length(content)
        return not any(content[length:]) and is_clean_cms(content[:length], holds)
    except (ValueError, TypeError, KeyError):
        return False


def is_clean_cms(der: bytes, holds: str) -> bool:
    """The same of the structure alone, as of a timestamp token inside a signature, where nothing covers its bytes."""
    try:
        return der_length(der) == len(der) and _is_signed(der, holds)
    except (ValueError, TypeError, KeyError):
        return False


def _ber_length(content: bytes) -> int:
    """Where the first value ends, its end-of-contents octets included. Raises ValueError."""
    _, _, _, header, body, trailer = parser.parse(content, strict=False)
    return len(header) + len(body) + len(trailer)


def _is_signed(encoded: bytes, holds: str) -> bool:
    info = cms.ContentInfo.load(encoded, strict=True)
    return bool(info["content_type"].native == "signed_data") and _agrees(info["content"], holds)


def _agrees(signed: cms.SignedData, holds: str) -> bool:
    """The unsigned parts of CMS (RFC 5652) are as the standard names them, and agree with the signed ones and with each
    other."""
    if len(signed["signer_infos"]) != 1 or len(signed["digest_algorithms"]) != 1:
        return False
    signer = signed["signer_infos"][0]
    digest = signer["digest_algorithm"]
    by_issuer = signer["sid"].name == "issuer_and_serial_number"
    return (
        signed["digest_algorithms"][0].dump() == digest.dump()
        and digest.native["parameters"] is None
        and signer["signature_algorithm"].native is not None
        and signed["encap_content_info"]["content_type"].native == holds
        and signer["version"].native == ("v1" if by_issuer else "v3")
        and signed["version"].native in {"v1", "v3"}
        and _ATTRIBUTES.issuperset(_unsigned(signer))
        and _names_an_embedded_certificate(signed, signer)
    )


def _unsigned(signer: cms.SignerInfo) -> list[str]:
    attributes = signer["unsigned_attrs"]
    return (
        [attribute["type"].native for attribute in attributes]
        if isinstance(attributes, cms.CMSAttributes)
        else []
    )


def _names_an_embedded_certificate(signed: cms.SignedData, signer: cms.SignerInfo) -> bool:
    if signer["sid"].name != "issuer_and_serial_number":
        return True
    wanted = signer["sid"].chosen
    # Byte for byte: names compare equal whatever the case of their letters.
    issuer, serial = wanted["issuer"].dump(), wanted["serial_number"].native
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    return any(c.issuer.dump() == issuer and c.serial_number == serial for c in certificates)
