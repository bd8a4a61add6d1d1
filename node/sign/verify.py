"""Verify all signatures of a PDF, offline, with the words of ETSI EN 319 102-1 (basic validation)."""

from __future__ import annotations

import asyncio
import datetime
import io
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESStatus, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from node.sign.companions import are_all_vouched_for
from node.sign.container import is_clean
from node.sign.port import VIETNAM
from node.sign.problems import SigningProblem
from node.sign.report import INDICATIONS, Report, SignatureReport, Verdict, meaning, worst
from node.sign.trust import Trust

_VERDICTS = {
    AdESStatus.PASSED: Verdict.VALID,
    AdESStatus.FAILED: Verdict.INVALID,
    AdESStatus.INDETERMINATE: Verdict.INDETERMINATE,
}
_CHANGES = {
    ModificationLevel.NONE: "NONE",
    ModificationLevel.LTA_UPDATES: "LTA_UPDATES",
    ModificationLevel.FORM_FILLING: "SIGNATURES",
    ModificationLevel.ANNOTATIONS: "ANNOTATIONS",
    ModificationLevel.OTHER: "OTHER",
}
_TOLERATED = {"NONE", "LTA_UPDATES", "SIGNATURES"}


@dataclass(frozen=True, slots=True)
class _Integrity:
    """What the bytes of the file say about one signature, apart from whom it belongs to."""

    coverage: str
    changed_after: str
    is_sound: bool


def verify(pdf: bytes, trust: Trust, moment: datetime.datetime) -> Report:
    """Judge every signature at `moment` (aware). Raises NOT_A_PDF, PDF_ENCRYPTED, NO_SIGNATURES."""
    reader, signatures = _open(pdf)
    level = _document_level(reader)
    reports = tuple(asyncio.run(_judge(pdf, signature, trust, moment, level)) for signature in signatures)
    checked_at = moment.astimezone(VIETNAM).isoformat(timespec="seconds")
    return Report(worst([report.verdict for report in reports]), checked_at, reports)


def _open(pdf: bytes) -> tuple[PdfFileReader, list[EmbeddedPdfSignature]]:
    if b"%PDF-" not in pdf[:1024]:
        raise SigningProblem("NOT_A_PDF")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise SigningProblem("PDF_ENCRYPTED")
        signatures = list(reader.embedded_regular_signatures)
    except SigningProblem:
        raise
    except Exception as error:
        # A damaged file makes the parser fail in ways of many types; all mean the same to the reader.
        raise SigningProblem("NOT_A_PDF", type(error).__name__) from error
    if not signatures:
        raise SigningProblem("NO_SIGNATURES")
    return reader, signatures


async def _judge(
    pdf: bytes, signature: EmbeddedPdfSignature, trust: Trust, moment: datetime.datetime, document_level: str
) -> SignatureReport:
    try:
        integrity = _integrity(pdf, signature)
        sub_indication = (
            await _sub_indication(signature, trust, moment)
            if integrity.is_sound
            else AdESFailure.FORMAT_FAILURE
        )
    except Exception:
        # Bytes that no parser accepts are a failed signature, not an error of the checker.
        integrity, sub_indication = _Integrity("UNCLEAR", "OTHER", is_sound=False), AdESFailure.FORMAT_FAILURE
    verdict = _VERDICTS[sub_indication.status]
    subject = _subject(signature)
    return SignatureReport(
        field_name=str(signature.field_name),
        verdict=verdict,
        indication=INDICATIONS[verdict],
        sub_indication=sub_indication.standard_name,
        meaning_vi=meaning(sub_indication.standard_name),
        signer=subject.get("common_name", ""),
        organisation=subject.get("organization_name", ""),
        signed_at=_claimed_time(signature),
        level=_level(signature, document_level),
        certifies=_certifies(signature),
        coverage=integrity.coverage,
        changed_after=integrity.changed_after,
    )


async def _sub_indication(
    signature: EmbeddedPdfSignature, trust: Trust, moment: datetime.datetime
) -> AdESSubIndic:
    timing = ValidationTimingInfo(
        validation_time=moment, best_signature_time=moment, point_in_time_validation=True
    )
    result = await ades_basic_validation(
        signature.signed_data,
        trust.specification(),
        timing_info=timing,
        raw_digest=signature.compute_digest(),
    )
    known = (*trust.roots, *trust.others)
    if result.ades_subindic is AdESPassed.OK and not are_all_vouched_for(signature.signed_data, known):
        return AdESIndeterminate.SIG_CONSTRAINTS_FAILURE
    return result.ades_subindic


def _integrity(pdf: bytes, signature: EmbeddedPdfSignature) -> _Integrity:
    """What the signature covers, what came later, and whether both are as they should be."""
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    byte_range = [int(number) for number in signature.byte_range]
    clean = is_clean(pdf, byte_range, bytes(signature.pkcs7_content))
    changed = _changed_after(signature)
    allowed = changed in _TOLERATED and not (
        changed == "SIGNATURES" and signature.docmdp_level == MDPPerm.NO_CHANGES
    )
    coverage = signature.coverage.name if signature.coverage is not None else "UNCLEAR"
    return _Integrity(coverage, changed, clean and allowed)


def _changed_after(signature: EmbeddedPdfSignature) -> str:
    result: DiffResult | SuspiciousModification | None = signature.diff_result
    if not isinstance(result, DiffResult):
        return "OTHER"
    is_last = signature.reader.embedded_signatures[-1].sig_object is signature.sig_object
    reader_ends = signature.signed_revision >= signature.reader.xrefs.total_revisions - 1
    if signature.coverage != SignatureCoverageLevel.ENTIRE_FILE and is_last and reader_ends:
        return "UNSIGNED_TAIL"
    return _CHANGES[result.modification_level]


def _subject(signature: EmbeddedPdfSignature) -> dict[str, str]:
    try:
        names = signature.signer_cert.subject.native
    except Exception:
        return {}
    return {str(key): str(value) for key, value in names.items()}


def _claimed_time(signature: EmbeddedPdfSignature) -> str | None:
    try:
        claimed = signature.self_reported_timestamp
    except Exception:
        return None
    return None if claimed is None else claimed.astimezone(VIETNAM).isoformat(timespec="seconds")


def _certifies(signature: EmbeddedPdfSignature) -> bool:
    try:
        references = signature.sig_object.get("/Reference", ())
        return any(reference.get_object()["/TransformMethod"] == "/DocMDP" for reference in references)
    except Exception:
        return False


def _document_level(reader: PdfFileReader) -> str:
    """What the whole file offers beyond single signatures: a document timestamp, validation data, nothing."""
    if reader.embedded_timestamp_signatures:
        return "B-LTA"
    return "B-LT" if "/DSS" in reader.root else "B-B"


def _level(signature: EmbeddedPdfSignature, document_level: str) -> str:
    """The PAdES level reached: without a signature timestamp it stays B-B whatever else the file holds."""
    try:
        find_unique_cms_attribute(signature.signer_info["unsigned_attrs"], "signature_time_stamp_token")
    except (NonexistentAttributeError, KeyError, TypeError, ValueError):
        return "B-B"
    return "B-T" if document_level == "B-B" else document_level
