"""Verify all signatures of a PDF, offline, with the words of ETSI EN 319 102-1.

Where a timestamp proves when a signature existed, it is judged at that time, with what the file brings to it; else at
the moment of checking. The signer's own clock is told, never believed.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESStatus, AdESSubIndic
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from dossier.local_time import VIETNAM
from node.sign.archival import archive_report
from node.sign.companions import are_all_vouched_for
from node.sign.holder import Holder, holder_of
from node.sign.integrity import UNREADABLE, Integrity, integrity_of
from node.sign.opening import open_signed
from node.sign.pkcs12 import is_for_signing
from node.sign.problems import SigningProblem
from node.sign.proof import Proof, proofs_of, proven_by, token_of
from node.sign.report import (
    INDICATIONS,
    Report,
    SignatureReport,
    TimestampReport,
    Verdict,
    clock_note,
    meaning,
    worst,
)
from node.sign.trust import Trust

_VERDICTS = {
    AdESStatus.PASSED: Verdict.VALID,
    AdESStatus.FAILED: Verdict.INVALID,
    AdESStatus.INDETERMINATE: Verdict.INDETERMINATE,
}
# A timestamp that cannot be judged yet, or not any more, leaves a signature that stands without it as it is.
_HARMLESS = {
    AdESPassed.OK,
    AdESIndeterminate.TRY_LATER,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}


@dataclass(frozen=True, slots=True)
class _Case:
    pdf: bytes
    trust: Trust
    moment: datetime.datetime
    proofs: tuple[Proof, ...]


def verify(pdf: bytes, trust: Trust, moment: datetime.datetime) -> Report:
    """Judge every signature at `moment` (aware). Raises NOT_A_PDF, PDF_ENCRYPTED, NO_SIGNATURES."""
    return asyncio.run(_verify(pdf, trust, moment))


async def _verify(pdf: bytes, trust: Trust, moment: datetime.datetime) -> Report:
    reader, signatures = open_signed(pdf)
    known = _with_store(reader, trust)
    proofs = await proofs_of(pdf, reader, known, moment)
    case = _Case(pdf, known, moment, proofs)
    places = {id(one.sig_object): place for place, one in enumerate(reader.embedded_signatures)}
    reports = [
        await _judge(case, one, places[id(one.sig_object)], level)
        for one, level in zip(signatures, read_levels(reader, signatures), strict=True)
    ]
    stamps = tuple(_stamp(proof) for proof in proofs)
    verdicts = [report.verdict for report in reports]
    verdicts += [_VERDICTS[proof.status.status] for proof in proofs if proof.status not in _HARMLESS]
    checked_at = moment.astimezone(VIETNAM).isoformat(timespec="seconds")
    return Report(worst(verdicts), checked_at, tuple(reports), stamps, archive_report(pdf))


def read_levels(reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> list[str]:
    """The PAdES level of each signature, by what the file holds (EN 319 142-1, table 1): a timestamp of its own or over
    the document, then validation data, then a timestamp over those."""
    stamped = bool(reader.embedded_timestamp_signatures)
    has_store = "/DSS" in reader.root
    return [
        "B-B"
        if not token_of(one) and not stamped
        else "B-T"
        if not has_store
        else "B-LTA"
        if stamped
        else "B-LT"
        for one in signatures
    ]


def _with_store(reader: PdfFileReader, trust: Trust) -> Trust:
    """A store that cannot be read proves nothing, and the signatures are judged without it."""
    try:
        return trust.with_store(DocumentSecurityStore.read_dss(reader))
    except NoDSSFoundError:
        return trust
    except Exception as error:
        raise SigningProblem("NOT_A_PDF", type(error).__name__) from error


async def _judge(case: _Case, signature: EmbeddedPdfSignature, place: int, level: str) -> SignatureReport:
    proof = proven_by(case.proofs, place)
    try:
        integrity = integrity_of(case.pdf, signature)
        sub_indication = (
            await _sub_indication(case, signature, place, proof)
            if integrity.is_sound
            else AdESFailure.FORMAT_FAILURE
        )
    except Exception:
        # Bytes that no parser accepts are a failed signature, not an error of the checker.
        integrity, sub_indication = UNREADABLE, AdESFailure.FORMAT_FAILURE
    return _report(signature, holder_of(signature, case.trust), integrity, sub_indication, level, proof)


async def _sub_indication(
    case: _Case, signature: EmbeddedPdfSignature, place: int, proof: Proof | None
) -> AdESSubIndic:
    at = proof.time if proof else case.moment
    result = await ades_basic_validation(
        signature.signed_data,
        case.trust.past_specification() if proof else case.trust.specification(),
        timing_info=ValidationTimingInfo(at, at, point_in_time_validation=True),
        raw_digest=signature.compute_digest(),
    )
    if result.ades_subindic is not AdESPassed.OK:
        return _revoked_before(result.ades_subindic, proof)
    if not is_for_signing(signature.signer_cert):
        return AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE
    known = (*case.trust.roots, *case.trust.others)
    if not are_all_vouched_for(signature.signed_data, known):
        return AdESIndeterminate.SIG_CONSTRAINTS_FAILURE
    own = next((one.status for one in case.proofs if one.place == place), AdESPassed.OK)
    return AdESPassed.OK if own in _HARMLESS else own


def _revoked_before(found: AdESSubIndic, proof: Proof | None) -> AdESSubIndic:
    """With a proof of time the standard's "revoked, no proof of existence" is a plain "revoked" (5.5.4)."""
    if proof and found is AdESIndeterminate.REVOKED_NO_POE:
        return AdESFailure.REVOKED
    return found


def _report(
    signature: EmbeddedPdfSignature,
    holder: Holder,
    integrity: Integrity,
    sub_indication: AdESSubIndic,
    level: str,
    proof: Proof | None,
) -> SignatureReport:
    verdict = _VERDICTS[sub_indication.status]
    claimed = _claimed_time(signature)
    return SignatureReport(
        field_name=str(signature.field_name),
        verdict=verdict,
        indication=INDICATIONS[verdict],
        sub_indication=sub_indication.standard_name,
        meaning_vi=meaning(sub_indication.standard_name),
        signer=holder.name,
        organisation=holder.organisation,
        signed_at=_local(claimed),
        proven_at=_local(proof.time if proof else None),
        proven_by=proof.authority if proof else "",
        clock_vi=clock_note(claimed, proof.time if proof else None),
        level=level,
        certifies=_certifies(signature),
        coverage=integrity.coverage,
        changed_after=integrity.changed_after,
        **holder.certificate_said(),
    )


def _stamp(proof: Proof) -> TimestampReport:
    verdict = _VERDICTS[proof.status.status]
    return TimestampReport(
        field_name=proof.field_name,
        verdict=verdict,
        indication=INDICATIONS[verdict],
        sub_indication=proof.status.standard_name,
        time=_local(proof.time) or "",
        authority=proof.authority,
        covers="DOCUMENT" if proof.is_document else "SIGNATURE",
    )


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime.datetime | None:
    try:
        claimed: datetime.datetime | None = signature.self_reported_timestamp
    except Exception:
        return None
    # A time without a zone says nothing that could be compared.
    return claimed if claimed is not None and claimed.tzinfo is not None else None


def _local(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def _certifies(signature: EmbeddedPdfSignature) -> bool:
    try:
        references = signature.sig_object.get("/Reference", ())
        return any(reference.get_object()["/TransformMethod"] == "/DocMDP" for reference in references)
    except Exception:
        return False
