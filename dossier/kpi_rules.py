"""The definitions of the figures, as a table: which dossiers count, and why one of them misses.

Sources: QĐ 766/QĐ-TTg as computed by the portal (rows 1.4, 2.1, 3.3, 3.6, 4.1–4.5); the three ratios of
the provinces' own reports. Figures over procedures or complaints (1.1–1.3, 3.1, 3.5, 5.x) are not
folds of dossiers: they are built with `kpi.ratio`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from dossier.kpi_rows import Channel, DossierFigures, Frame

Family = Literal["qd766", "local"]
Counts = Callable[[DossierFigures, Frame], bool]
Misses = Callable[[DossierFigures, Frame], str | None]

SYNCED_ID: Final = "1.4"
INTAKE_ID: Final = "so_hoa_tiep_nhan"
#: Share in percent from which the index gives all points (QĐ 766/QĐ-TTg as the portal computes it).
FULL_POINTS_FROM: Final = {"3.3": Decimal(50), "4.2": Decimal(80), "4.3": Decimal(80)}


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `counts` says what is in the denominator, `misses` why a dossier is not in the numerator.

    `unit_of` gives the unit that gets the credit; `times_synced` multiplies by the sync rate (3.3).
    """

    id: str
    family: Family
    title_vi: str
    counts: Counts
    misses: Misses
    unit_of: Callable[[DossierFigures], str]
    times_synced: bool = False


def _receiver(row: DossierFigures) -> str:
    return row.receiving_unit


def _competent(row: DossierFigures) -> str:
    return row.competent_unit


def _received(row: DossierFigures, frame: Frame) -> bool:
    return frame.holds(row.received_at)


def _finished_or_due(row: DossierFigures, frame: Frame) -> bool:
    return frame.holds(row.finished_at) or frame.holds(row.due_at)


def _with_fee(row: DossierFigures, frame: Frame) -> bool:
    return _received(row, frame) and row.fee_bearing and not row.all_fees_zero


def _with_result_paper(row: DossierFigures, frame: Frame) -> bool:
    return _received(row, frame) and row.needs_result_paper


def _with_result(row: DossierFigures, frame: Frame) -> bool:
    return row.has_result and frame.holds(row.finished_at)


def _late(row: DossierFigures, frame: Frame) -> str | None:
    """The portal's on-time rule 2.1: end <= due, and not more than one supplement request."""
    if row.supplements > 1:
        return f"yêu cầu bổ sung {row.supplements} lần"
    if row.due_at is None:
        return "chưa có ngày hẹn trả"
    waiting_end = row.open_supplement_at if row.supplements == 1 else None
    end = row.finished_at or waiting_end or frame.end
    if end <= row.due_at:
        return None
    return "trả quá hạn" if row.finished_at else "đang giải quyết, đã quá hạn"


def _not_synced(row: DossierFigures, _: Frame) -> str | None:
    return None if row.synced else "chưa đồng bộ"


def _not_online(row: DossierFigures, _: Frame) -> str | None:
    if row.channel is not Channel.ONLINE:
        return "không nộp trực tuyến"
    return _no_e_result(row, _) if row.needs_result_paper else None


def _no_e_result(row: DossierFigures, _: Frame) -> str | None:
    return None if row.e_result else "chưa có kết quả điện tử"


def _not_paid_online(row: DossierFigures, _: Frame) -> str | None:
    return None if row.paid_online else "không thanh toán trực tuyến"


def _components_missing(row: DossierFigures, _: Frame) -> str | None:
    """A dossier without any paper has nothing to digitise."""
    if row.components_total == 0 or row.components_digitised > 0:
        return None
    return row.undigitised_reason or "chưa số hóa thành phần hồ sơ (chưa ghi lý do)"


def _result_missing(row: DossierFigures, _: Frame) -> str | None:
    return None if row.result_digitised else "chưa số hóa kết quả"


def _either_missing(row: DossierFigures, frame: Frame) -> str | None:
    return _components_missing(row, frame) or _result_missing(row, frame)


def _not_reused(row: DossierFigures, _: Frame) -> str | None:
    return None if row.reused else "không tái sử dụng giấy tờ đã số hóa"


def _copy_at_hand(row: DossierFigures, frame: Frame) -> bool:
    return _received(row, frame) and (row.reused or row.asked_again)


def _paper_asked(row: DossierFigures, _: Frame) -> str | None:
    return "yêu cầu bản giấy dù đã có bản số" if row.asked_again else None


def _not_from_kho(row: DossierFigures, _: Frame) -> str | None:
    return None if row.from_kho else "không lấy từ kho dữ liệu"


def _not_verified(row: DossierFigures, _: Frame) -> str | None:
    return None if row.vneid_verified else "chưa xác thực với CSDL dân cư"


DEFINITIONS: Final = (
    Definition(SYNCED_ID, "qd766", "Hồ sơ đã đồng bộ", _received, _not_synced, _receiver),
    Definition("2.1", "qd766", "Hồ sơ giải quyết đúng hạn", _finished_or_due, _late, _competent),
    Definition("3.3", "qd766", "Hồ sơ trực tuyến", _received, _not_online, _receiver, times_synced=True),
    Definition("3.6", "qd766", "Hồ sơ thanh toán trực tuyến", _with_fee, _not_paid_online, _receiver),
    Definition("4.1", "qd766", "Cấp kết quả điện tử", _with_result_paper, _no_e_result, _competent),
    Definition("4.2", "qd766", "Số hóa hồ sơ và kết quả", _received, _either_missing, _receiver),
    Definition("4.3", "qd766", "Tái sử dụng giấy tờ số hóa", _received, _not_reused, _receiver),
    Definition("4.4", "qd766", "Lấy từ kho, danh mục quốc gia", _received, _not_from_kho, _receiver),
    Definition("4.5", "qd766", "Xác thực với CSDL dân cư", _received, _not_verified, _receiver),
    Definition(
        INTAKE_ID,
        "local",
        "Số hóa thành phần hồ sơ khi tiếp nhận",
        _received,
        _components_missing,
        _receiver,
    ),
    Definition(
        "so_hoa_ket_qua", "local", "Số hóa kết quả giải quyết", _with_result, _result_missing, _competent
    ),
    Definition(
        "dung_lai_khi_co", "local", "Dùng lại bản số khi đã có", _copy_at_hand, _paper_asked, _receiver
    ),
    Definition("ket_qua_dien_tu", "local", "Cấp kết quả điện tử", _with_result, _no_e_result, _competent),
)
