"""Look at the bytes of a signature that the signature itself does not protect.

The hexadecimal text between the two signed ranges holds the CMS structure and padding. A changed padding byte or
an unsigned part of the structure leaves the mathematics intact; a file whose container is not exactly what a
signer writes is refused all the same.
"""

from __future__ import annotations

import re

from asn1crypto import cms

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_MIN_RANGE = 4


def is_clean(pdf: bytes, byte_range: list[int], content: bytes) -> bool:
    """Whether the container is uniform hexadecimal, padded with zeros, and re-encodes to the same bytes."""
    if len(byte_range) != _MIN_RANGE:
        return False
    _, first, second, _ = byte_range
    if _HEX.fullmatch(pdf[first:second]) is None:
        return False
    try:
        info = cms.ContentInfo.load(content)
        length = len(info.dump())
        return (
            not any(content[length:])
            and _is_expected(info)
            and info.copy().dump(force=True) == content[:length]
        )
    except (ValueError, TypeError, KeyError):
        return False


def _is_expected(info: cms.ContentInfo) -> bool:
    """The unsigned parts of CMS (RFC 5652) agree with the signed ones and with each other."""
    signed = info["content"]
    if info["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        return False
    signer = signed["signer_infos"][0]
    digests = [algorithm["algorithm"].native for algorithm in signed["digest_algorithms"]]
    by_issuer = signer["sid"].name == "issuer_and_serial_number"
    return (
        digests == [signer["digest_algorithm"]["algorithm"].native]
        and signed["encap_content_info"]["content_type"].native == "data"
        and signer["version"].native == ("v1" if by_issuer else "v3")
        and signed["version"].native in {"v1", "v3"}
        and _names_an_embedded_certificate(signed, signer)
    )


def _names_an_embedded_certificate(signed: cms.SignedData, signer: cms.SignerInfo) -> bool:
    if signer["sid"].name != "issuer_and_serial_number":
        return True
    wanted = signer["sid"].chosen
    # Byte for byte: names compare equal whatever the case of their letters.
    issuer, serial = wanted["issuer"].dump(), wanted["serial_number"].native
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    return any(c.issuer.dump() == issuer and c.serial_number == serial for c in certificates)
