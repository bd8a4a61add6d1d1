"""What the bytes of a file say about one signature, apart from whom it belongs to: what it covers, what came later."""

from __future__ import annotations

from dataclasses import dataclass

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from node.sign.container import is_clean
from node.sign.store_mark import is_store_whole

_CHANGES = {
    ModificationLevel.NONE: "NONE",
    ModificationLevel.LTA_UPDATES: "LTA_UPDATES",
    ModificationLevel.FORM_FILLING: "SIGNATURES",
    ModificationLevel.ANNOTATIONS: "ANNOTATIONS",
    ModificationLevel.OTHER: "OTHER",
}
_FILLED = "FIELDS_FILLED"
_TOLERATED = {"NONE", "LTA_UPDATES", "SIGNATURES", _FILLED}
COVERING = {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}


@dataclass(frozen=True, slots=True)
class Integrity:
    """`coverage` and `changed_after` are those of `node.sign.report.SignatureReport`."""

    coverage: str
    changed_after: str
    is_sound: bool


UNREADABLE = Integrity("UNCLEAR", "OTHER", is_sound=False)


def integrity_of(pdf: bytes, signature: EmbeddedPdfSignature) -> Integrity:
    """What the signature covers, what came later, and whether both are as they should be."""
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    byte_range = [int(number) for number in signature.byte_range]
    clean = is_clean(pdf, byte_range, bytes(signature.pkcs7_content))
    changed = _changed_after(pdf, signature)
    allowed = changed in _TOLERATED and not (
        changed in {"SIGNATURES", _FILLED} and signature.docmdp_level == MDPPerm.NO_CHANGES
    )
    coverage = signature.coverage.name if signature.coverage is not None else "UNCLEAR"
    return Integrity(coverage, changed, clean and allowed and signature.coverage in COVERING)


def _changed_after(pdf: bytes, signature: EmbeddedPdfSignature) -> str:
    result: DiffResult | SuspiciousModification | None = signature.diff_result
    if not isinstance(result, DiffResult):
        return "OTHER"
    newest = signature.reader.embedded_signatures[-1]
    _, _, start, length = (int(number) for number in newest.byte_range)
    tail = pdf[start + length :]
    change = _said(result, signature)
    if not tail:
        return change
    is_last_revision = newest.signed_revision >= newest.reader.xrefs.total_revisions - 1
    if is_last_revision or not is_store_whole(tail):
        return "UNSIGNED_TAIL"
    return change


def _said(result: DiffResult, signature: EmbeddedPdfSignature) -> str:
    """The standard counts a signature as a filled field; a value that somebody changed must not pass for one."""
    signatures = {name for name, _, _ in enumerate_sig_fields(signature.reader)}
    if (
        result.modification_level is ModificationLevel.FORM_FILLING
        and result.changed_form_fields - signatures
    ):
        return _FILLED
    if result.modification_level is not ModificationLevel.OTHER and _is_redrawn(signature):
        return _FILLED
    return _CHANGES[result.modification_level]


def _is_redrawn(signature: EmbeddedPdfSignature) -> bool:
    """Whether viewers were told afterwards to draw the fields anew from their values: what they show then nobody has
    signed, where a field was made to show one thing and hold another."""
    reader = signature.reader
    if not _wants_redraw(reader.root) or _wants_redraw(reader.get_historical_root(signature.signed_revision)):
        return False
    fields = [field.get_object() for field in reader.root["/AcroForm"]["/Fields"]]
    return any("/FT" not in one or one["/FT"] != "/Sig" for one in fields)


def _wants_redraw(root: DictionaryObject) -> bool:
    """Looked up with [], which follows references; `get` does not."""
    if "/AcroForm" not in root:
        return False
    form = root["/AcroForm"]
    return "/NeedAppearances" in form and bool(form["/NeedAppearances"])
