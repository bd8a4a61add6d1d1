"""What proves when a signature existed: timestamps in signatures and over the document (RFC 3161, EN 319 142-1).

A timestamp vouches for everything that its bytes cover: the one in the last signature also for those before it. Each
is judged at the time that a later one proves, the newest at the moment of checking, so that an ended certificate of an
authority harms nothing that was stamped again in time (EN 319 102-1, 5.6).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import new as new_hash

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESStatus, AdESSubIndic
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.ades import ades_timestamp_validation
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from node.sign.companions import are_all_vouched_for
from node.sign.container import is_clean, is_clean_cms
from node.sign.integrity import COVERING
from node.sign.trust import Trust
from plumbing.der import der_length


@dataclass(frozen=True, slots=True)
class Proof:
    """One timestamp. `place` is the number of its signature in the file, `is_document` says that it stands alone over
    the whole document; `status` is the standard's word on it, `ends` when its authority's certificate does."""

    place: int
    is_document: bool
    field_name: str
    time: datetime.datetime
    authority: str
    ends: datetime.datetime
    status: AdESSubIndic

    @property
    def holds(self) -> bool:
        """Whether it proves anything."""
        return self.status is AdESPassed.OK


async def proofs_of(
    pdf: bytes, reader: PdfFileReader, trust: Trust, moment: datetime.datetime
) -> tuple[Proof, ...]:
    """All timestamps of a file, oldest place first."""
    found: list[Proof] = []
    at = moment
    for place, signature in reversed(list(enumerate(reader.embedded_signatures))):
        proof = await _proof(pdf, place, signature, trust, at)
        if proof is not None:
            found.insert(0, proof)
            at = min(at, proof.time) if proof.holds else at
    return tuple(found)


def proven_by(proofs: tuple[Proof, ...], place: int) -> Proof | None:
    """The timestamp that proves the earliest time for the signature at `place`."""
    later = [proof for proof in proofs if proof.place >= place and proof.holds]
    return min(later, key=lambda proof: proof.time, default=None)


def token_of(signature: EmbeddedPdfSignature) -> bytes:
    """The timestamp token inside a signature (DER), b"" when there is none."""
    try:
        # Read anew from its bytes: what was looked into already would be encoded again, slowly.
        signer = cms.ContentInfo.load(bytes(signature.pkcs7_content))["content"]["signer_infos"][0]
        token = find_unique_cms_attribute(signer["unsigned_attrs"], "signature_time_stamp_token")
        return bytes(token.dump())
    except (NonexistentAttributeError, KeyError, TypeError, ValueError):
        return b""


async def judge_token(
    der: bytes, imprint: Callable[[str], bytes], trust: Trust, moment: datetime.datetime
) -> AdESSubIndic:
    """The standard's word on a token at `moment`: its bytes, its imprint, its authority."""
    if not is_clean_cms(der, "tst_info"):
        return AdESFailure.FORMAT_FAILURE
    token = cms.ContentInfo.load(der)["content"]
    if not are_all_vouched_for(token, (*trust.roots, *trust.others)):
        return AdESIndeterminate.SIG_CONSTRAINTS_FAILURE
    timing = ValidationTimingInfo(moment, moment, point_in_time_validation=True)
    result = await ades_timestamp_validation(token, trust.past_specification(), imprint, timing_info=timing)
    return result.ades_subindic


async def _proof(
    pdf: bytes, place: int, signature: EmbeddedPdfSignature, trust: Trust, moment: datetime.datetime
) -> Proof | None:
    is_document = _is_document_timestamp(signature)
    der = _unpadded(signature) if is_document else token_of(signature)
    if not der:
        return None
    try:
        token = cms.ContentInfo.load(der)["content"]
        time = token["encap_content_info"]["content"].parsed["gen_time"].native
        authority, ends = _authority(token)
        status = await judge_token(der, _imprint(signature, is_document), trust, max(moment, time))
        if is_document and status.status is not AdESStatus.FAILED and not _is_whole(pdf, signature):
            status = AdESFailure.FORMAT_FAILURE
    except Exception:
        # Bytes that no parser accepts prove nothing, and are not what an authority gave out.
        return Proof(
            place, is_document, str(signature.field_name), moment, "", moment, AdESFailure.FORMAT_FAILURE
        )
    return Proof(place, is_document, str(signature.field_name), time, authority, ends, status)


def _is_document_timestamp(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object.get("/Type") == "/DocTimeStamp")


def _unpadded(signature: EmbeddedPdfSignature) -> bytes:
    content = bytes(signature.pkcs7_content)
    try:
        return content[: der_length(content)]
    except ValueError:
        return content


def _imprint(signature: EmbeddedPdfSignature, is_document: bool) -> Callable[[str], bytes]:
    """What the token must have been given: a digest of the document's bytes, or of the signature's value."""

    def document(_: str) -> bytes:
        return bytes(signature.compute_digest())

    def value(algorithm: str) -> bytes:
        return new_hash(algorithm, signature.signer_info["signature"].native).digest()

    return document if is_document else value


def _is_whole(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """A timestamp over the document covers its whole revision, and its container is as a signer writes it."""
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    byte_range = [int(number) for number in signature.byte_range]
    is_covering: bool = signature.coverage in COVERING
    return is_covering and is_clean(pdf, byte_range, bytes(signature.pkcs7_content), "tst_info")


def _authority(token: cms.SignedData) -> tuple[str, datetime.datetime]:
    signer = token["signer_infos"][0]["sid"].chosen
    for choice in token["certificates"]:
        certificate = choice.chosen
        if choice.name == "certificate" and certificate.serial_number == signer["serial_number"].native:
            return str(certificate.subject.native.get("common_name", "")), certificate.not_valid_after
    raise ValueError("the authority's certificate is not in the token")
