"""What verifying a PDF's signatures found: a verdict of three values, with the standard's own words.

Indications and sub-indications are those of ETSI EN 319 102-1: TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from node.ports import CertificateSaid


class Verdict(StrEnum):
    """Valid, invalid, or not to be told with what is at hand (chain, revocation data, time)."""

    VALID = "VALID"
    INVALID = "INVALID"
    INDETERMINATE = "INDETERMINATE"


INDICATIONS = {
    Verdict.VALID: "TOTAL-PASSED",
    Verdict.INVALID: "TOTAL-FAILED",
    Verdict.INDETERMINATE: "INDETERMINATE",
}

_WEAK = "Chữ ký dùng thuật toán đã yếu (như SHA-1 hoặc khóa ngắn) nên không còn chứng minh được nội dung."
_MEANINGS = {
    "OK": "Chữ ký hợp lệ.",
    "FORMAT_FAILURE": "Cấu trúc chữ ký không đúng, hoặc tệp bị sửa theo cách không được phép sau khi ký.",
    "HASH_FAILURE": "Nội dung tệp đã bị thay đổi sau khi ký.",
    "SIG_CRYPTO_FAILURE": "Chữ ký không khớp với chứng thư của người ký.",
    "REVOKED": "Chứng thư đã bị thu hồi trước khi ký.",
    "NO_CERTIFICATE_CHAIN_FOUND": "Chưa biết tổ chức cấp chứng thư này; cần danh sách tin cậy.",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": "Chưa kiểm tra được chuỗi chứng thư, thường do thiếu danh sách thu hồi.",
    "TRY_LATER": "Chưa có danh sách thu hồi đủ mới; hãy kiểm tra lại khi có mạng.",
    "REVOKED_NO_POE": "Chứng thư đã bị thu hồi và không chứng minh được chữ ký có trước khi thu hồi.",
    "REVOKED_CA_NO_POE": "Tổ chức cấp chứng thư đã bị thu hồi chứng thư.",
    "OUT_OF_BOUNDS_NO_POE": "Chứng thư không còn (hoặc chưa có) hiệu lực vào lúc kiểm tra.",
    "OUT_OF_BOUNDS_NOT_REVOKED": "Chứng thư hết hiệu lực vào lúc kiểm tra, nhưng không bị thu hồi.",
    "EXPIRED": "Chứng thư đã hết hạn vào lúc kiểm tra.",
    "SIG_CONSTRAINTS_FAILURE": "Chữ ký không đáp ứng chính sách kiểm tra.",
    "CHAIN_CONSTRAINTS_FAILURE": "Chuỗi chứng thư không đáp ứng chính sách kiểm tra.",
    "NO_SIGNING_CERTIFICATE_FOUND": "Không tìm thấy chứng thư của người ký.",
    "NOT_YET_VALID": "Chứng thư chưa có hiệu lực vào lúc kiểm tra.",
    "CRYPTO_CONSTRAINTS_FAILURE": _WEAK,
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": _WEAK,
    "REVOCATION_OUT_OF_BOUNDS_NO_POE": "Danh sách thu hồi không còn hiệu lực vào lúc kiểm tra; cần bản mới.",
    "TIMESTAMP_ORDER_FAILURE": "Các dấu thời gian trong tệp không theo thứ tự.",
    "NO_POE": "Không chứng minh được chữ ký đã có trước khi chứng thư hết hiệu lực.",
    "SIGNED_DATA_NOT_FOUND": "Không tìm thấy dữ liệu đã được ký.",
}


_CLOCK_TOLERANCE = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignatureReport(CertificateSaid):
    """One signature. `signed_at` is what the signer's clock claimed (ISO 8601), `proven_at` the time by which a
    timestamp of `proven_by` shows it to have existed (None = nothing does), `clock_vi` what to think of a difference
    between the two ("" = none); `level` is the PAdES level reached.

    `coverage` says how much of the file the signature covers, `changed_after` what was done to the file later:
    NONE, SIGNATURES (only further signatures), FIELDS_FILLED (fields of a form), LTA_UPDATES (only validation data),
    ANNOTATIONS, OTHER, or UNSIGNED_TAIL (bytes after the last signature that nothing covers).
    """

    field_name: str
    verdict: Verdict
    indication: str
    sub_indication: str
    meaning_vi: str
    signer: str
    organisation: str
    signed_at: str | None
    proven_at: str | None
    proven_by: str
    clock_vi: str
    level: str
    certifies: bool
    coverage: str
    changed_after: str


@dataclass(frozen=True, slots=True)
class TimestampReport:
    """One timestamp; `covers` is SIGNATURE (its field's) or DOCUMENT (all before it)."""

    field_name: str
    verdict: Verdict
    indication: str
    sub_indication: str
    time: str
    authority: str
    covers: str


@dataclass(frozen=True, slots=True)
class ArchiveFinding:
    """What speaks against long keeping: a clause of ISO 19005-2, in words, and where."""

    code: str
    clause: str
    said_vi: str
    detail: str


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """`claims` is what the file calls itself ("PDF/A-2b", "" = nothing), `findings` what is known to break that."""

    claims: str = ""
    findings: tuple[ArchiveFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All signatures and timestamps of a file and the worst verdict among them; `archive` is apart from it."""

    verdict: Verdict
    checked_at: str
    signatures: tuple[SignatureReport, ...]
    timestamps: tuple[TimestampReport, ...] = ()
    archive: ArchiveReport = ArchiveReport()

    def as_json(self) -> dict[str, Any]:
        """The JSON shape that crosses the process border and that `motcua verify` prints."""
        return asdict(self)


def meaning(sub_indication: str) -> str:
    """A Vietnamese sentence for a sub-indication."""
    return _MEANINGS.get(sub_indication, "Chưa kết luận được về chữ ký này.")


def clock_note(claimed: datetime.datetime | None, proven: datetime.datetime | None) -> str:
    """What to tell about the signer's clock where a timestamp says otherwise. A signature may wait for its timestamp
    for days; it cannot be made after it."""
    if claimed is None or proven is None or claimed - proven <= _CLOCK_TOLERANCE:
        return ""
    return "Đồng hồ máy ký chạy nhanh hơn dấu thời gian; lấy thời gian của dấu thời gian làm chuẩn."


def worst(verdicts: list[Verdict]) -> Verdict:
    """INVALID beats INDETERMINATE beats VALID; nothing signed is not valid."""
    for verdict in (Verdict.INVALID, Verdict.INDETERMINATE):
        if verdict in verdicts:
            return verdict
    return Verdict.VALID if verdicts else Verdict.INDETERMINATE


def report_from_json(raw: Mapping[str, Any]) -> Report:
    """Rebuild a report from `Report.as_json`."""
    signatures = tuple(
        SignatureReport(**{**s, "verdict": Verdict(s["verdict"]), "chain": tuple(s["chain"])})
        for s in raw["signatures"]
    )
    timestamps = tuple(TimestampReport(**{**t, "verdict": Verdict(t["verdict"])}) for t in raw["timestamps"])
    findings = tuple(ArchiveFinding(**one) for one in raw["archive"]["findings"])
    archive = ArchiveReport(raw["archive"]["claims"], findings)
    return Report(Verdict(raw["verdict"]), raw["checked_at"], signatures, timestamps, archive)
