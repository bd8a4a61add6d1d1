"""The life cycle of a dossier: one table, and nothing else may move a stage.

Five steps for the citizen (tiếp nhận → thẩm định → phê duyệt → ký số → trả kết quả); the stages, events and
roles of the reference state machine, each with the national status code (TrangThaiHoSo 1–10) it is reported as.
Skeleton: NĐ 61/2018/NĐ-CP art. 17–20, kept by NĐ 118/2025/NĐ-CP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dossier.facts import FactKind as K
from dossier.register.view import Role as R
from dossier.state import DossierState, Stage


class By(StrEnum):
    """Whose act it is, by the unit it was done for."""

    ANY = "any"  # any unit that may receive
    HOLDER = "holder"  # the organisation that holds custody
    RECEIVER = "receiver"  # the holder, or the unit that received the dossier
    OFFERED = "offered"  # the unit that custody is offered to
    HUB = "hub"  # the province


@dataclass(frozen=True, slots=True)
class Transition:
    """`start` None = before the first act. `to` None = the stage stays (or, for Supplemented, goes back to the
    stage that asked)."""

    start: Stage | None
    kind: K
    to: Stage | None
    roles: frozenset[R]
    by: By


_INTAKE = frozenset({R.INTAKE})
_APPRAISER = frozenset({R.APPRAISER})
_LEADER = frozenset({R.LEADER})
_HANDLERS = frozenset({R.INTAKE, R.APPRAISER, R.LEADER})

_BEFORE_DECISION = (Stage.RECEIVED, Stage.AWAITING_SUPPLEMENT, Stage.IN_APPRAISAL)
_UNFINISHED = (
    Stage.AWAITING_INTAKE,
    *_BEFORE_DECISION,
    Stage.SUBMITTED,
    Stage.APPROVED,
    Stage.ISSUED,
    Stage.DECLINED,
)


def _rows() -> tuple[Transition, ...]:
    rows = [
        Transition(None, K.DRAFTED, Stage.DRAFT, _INTAKE, By.ANY),
        Transition(None, K.RECEIVED, Stage.RECEIVED, _INTAKE, By.ANY),
        Transition(None, K.RESULT_ARCHIVED, Stage.COMPLETED, _INTAKE | frozenset({R.CLERICAL}), By.ANY),
        Transition(Stage.DRAFT, K.SUBMITTED, Stage.AWAITING_INTAKE, _INTAKE, By.HOLDER),
        Transition(Stage.DRAFT, K.RECEIVED, Stage.RECEIVED, _INTAKE, By.HOLDER),
        Transition(Stage.AWAITING_INTAKE, K.RECEIVED, Stage.RECEIVED, _INTAKE, By.HOLDER),
        Transition(
            Stage.AWAITING_INTAKE, K.SUPPLEMENT_REQUESTED, Stage.AWAITING_SUPPLEMENT, _INTAKE, By.HOLDER
        ),
        Transition(Stage.AWAITING_INTAKE, K.INTAKE_REFUSED, Stage.REFUSED, _INTAKE, By.HOLDER),
        Transition(Stage.AWAITING_SUPPLEMENT, K.SUPPLEMENTED, None, _HANDLERS, By.RECEIVER),
        Transition(Stage.AWAITING_SUPPLEMENT, K.SUPPLEMENT_EXPIRED, Stage.STOPPED, _HANDLERS, By.HOLDER),
        Transition(Stage.RECEIVED, K.ASSIGNED, Stage.IN_APPRAISAL, _LEADER, By.HOLDER),
        Transition(
            Stage.IN_APPRAISAL, K.SUPPLEMENT_REQUESTED, Stage.AWAITING_SUPPLEMENT, _APPRAISER, By.HOLDER
        ),
        Transition(Stage.IN_APPRAISAL, K.FEE_REQUESTED, None, _APPRAISER | frozenset({R.FINANCE}), By.HOLDER),
        Transition(Stage.IN_APPRAISAL, K.APPRAISED, None, _APPRAISER, By.HOLDER),
        Transition(Stage.IN_APPRAISAL, K.SUBMITTED_FOR_APPROVAL, Stage.SUBMITTED, _APPRAISER, By.HOLDER),
        Transition(Stage.IN_APPRAISAL, K.DECLINED, Stage.DECLINED, _LEADER, By.HOLDER),
        Transition(Stage.SUBMITTED, K.RETURNED_FOR_REVISION, Stage.IN_APPRAISAL, _LEADER, By.HOLDER),
        Transition(Stage.SUBMITTED, K.DECLINED, Stage.DECLINED, _LEADER, By.HOLDER),
        Transition(Stage.SUBMITTED, K.APPROVED, Stage.APPROVED, _LEADER, By.HOLDER),
        # What is approved is not a result before it is signed: whoever approves may still find it wrong.
        Transition(Stage.APPROVED, K.RETURNED_FOR_REVISION, Stage.IN_APPRAISAL, _LEADER, By.HOLDER),
        Transition(Stage.APPROVED, K.ISSUED, Stage.ISSUED, frozenset({R.CLERICAL}), By.HOLDER),
        Transition(Stage.ISSUED, K.RETURNED, Stage.COMPLETED, frozenset({R.RETURNER, R.INTAKE}), By.RECEIVER),
        Transition(
            Stage.DECLINED, K.RETURNED, Stage.COMPLETED, frozenset({R.RETURNER, R.INTAKE}), By.RECEIVER
        ),
    ]
    rows += [Transition(s, K.WITHDRAWN, Stage.STOPPED, _HANDLERS, By.RECEIVER) for s in _BEFORE_DECISION]
    rows += [Transition(s, K.STOPPED, Stage.STOPPED, _LEADER, By.HOLDER) for s in _BEFORE_DECISION]
    rows += [Transition(s, K.CUSTODY_ACCEPTED, None, _INTAKE | _LEADER, By.OFFERED) for s in _UNFINISHED]
    rows += [Transition(s, K.ALLOCATED, None, frozenset({R.DISPATCHER}), By.HUB) for s in _UNFINISHED]
    return tuple(rows)


TABLE: tuple[Transition, ...] = _rows()
SPINE_KINDS: frozenset[str] = frozenset(row.kind for row in TABLE)
CUSTODY_KINDS: frozenset[str] = frozenset({K.CUSTODY_OFFERED, K.CUSTODY_DECLINED, K.CUSTODY_RECALLED})
_BY_EVENT: Mapping[tuple[Stage | None, str], Transition] = {(row.start, row.kind): row for row in TABLE}

FINAL: frozenset[Stage] = frozenset({Stage.REFUSED, Stage.STOPPED, Stage.COMPLETED})

#: Acts by which a dossier begins.
FOUNDING: frozenset[str] = frozenset(row.kind for row in TABLE if row.start is None)

#: Stage → national status code. A written refusal after examination is 9 with a refusal as its result; a
#: province that reports it as 8 maps it in its portal adapter.
NATIONAL: Mapping[Stage, int] = {
    Stage.DRAFT: 1,
    Stage.AWAITING_INTAKE: 1,
    Stage.RECEIVED: 2,
    Stage.REFUSED: 3,
    Stage.IN_APPRAISAL: 4,
    Stage.SUBMITTED: 4,
    Stage.APPROVED: 4,
    Stage.AWAITING_SUPPLEMENT: 5,
    Stage.STOPPED: 8,
    Stage.ISSUED: 9,
    Stage.DECLINED: 9,
    Stage.COMPLETED: 10,
}

NATIONAL_VI: Mapping[int, str] = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}

STAGE_VI: Mapping[Stage, str] = {
    Stage.DRAFT: "Nháp",
    Stage.AWAITING_INTAKE: "Chờ tiếp nhận",
    Stage.RECEIVED: "Đã tiếp nhận",
    Stage.AWAITING_SUPPLEMENT: "Chờ bổ sung",
    Stage.IN_APPRAISAL: "Đang thẩm định",
    Stage.SUBMITTED: "Chờ phê duyệt",
    Stage.APPROVED: "Đã phê duyệt, chờ ký số phát hành",
    Stage.ISSUED: "Đã phát hành kết quả",
    Stage.DECLINED: "Không giải quyết (có văn bản)",
    Stage.REFUSED: "Từ chối tiếp nhận",
    Stage.STOPPED: "Đã dừng",
    Stage.COMPLETED: "Đã trả kết quả",
}

KIND_VI: Mapping[str, str] = {
    K.DRAFTED: "Lập nháp",
    K.SUBMITTED: "Nộp hồ sơ",
    K.RECEIVED: "Tiếp nhận",
    K.INTAKE_REFUSED: "Từ chối tiếp nhận",
    K.ASSIGNED: "Phân công thụ lý",
    K.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung",
    K.SUPPLEMENTED: "Đã bổ sung",
    K.SUPPLEMENT_EXPIRED: "Hết hạn bổ sung",
    K.FEE_REQUESTED: "Yêu cầu nghĩa vụ tài chính",
    K.APPRAISED: "Thẩm định",
    K.SUBMITTED_FOR_APPROVAL: "Trình duyệt",
    K.RETURNED_FOR_REVISION: "Trả lại để chỉnh sửa",
    K.APPROVED: "Phê duyệt",
    K.DECLINED: "Không giải quyết",
    K.ISSUED: "Ký số, phát hành",
    K.RETURNED: "Trả kết quả",
    K.WITHDRAWN: "Công dân rút hồ sơ",
    K.STOPPED: "Dừng giải quyết",
    K.CUSTODY_ACCEPTED: "Nhận bàn giao hồ sơ",
    K.ALLOCATED: "Phân định đơn vị giải quyết",
    K.RESULT_ARCHIVED: "Số hóa kết quả cũ",
    K.CUSTODY_OFFERED: "Chuyển hồ sơ",
    K.CUSTODY_DECLINED: "Không nhận bàn giao",
    K.CUSTODY_RECALLED: "Rút lại việc chuyển",
    K.PAGE_SCANNED: "Quét trang",
    K.DOCUMENT_SIGNED: "Ký số bản số hóa",
    K.FIELD_RECORDED: "Ghi trường thông tin",
    K.COMPONENT_REUSED: "Dùng lại giấy tờ đã số hóa",
    K.PAPER_ASKED_AGAIN: "Yêu cầu bản giấy dù đã có bản số",
    K.PAPER_REVOKED: "Thu hồi giấy tờ đã số hóa",
    K.PAGE_WITHDRAWN: "Rút trang khỏi hồ sơ",
    K.PAGE_RESTORED: "Đưa trang trở lại hồ sơ",
    K.CODE_ASSIGNED: "Cấp mã hồ sơ chính thức",
    K.FEE_PAID: "Thu phí, lệ phí",
    K.DEADLINE_EXTENDED: "Xin lỗi và gia hạn",
    K.DISPUTE_SETTLED: "Giải quyết tranh chấp",
}

#: Who may record data that merges freely; the empty set means any role of a unit that works on the dossier.
DATA_ROLES: Mapping[str, frozenset[R]] = {
    K.FIELD_RECORDED: _HANDLERS | frozenset({R.CLERICAL, R.RETURNER}),
    K.PAGE_SCANNED: _HANDLERS | frozenset({R.CLERICAL, R.RETURNER}),
    K.DOCUMENT_SIGNED: _HANDLERS | frozenset({R.CLERICAL, R.RETURNER}),
    K.COMPONENT_REUSED: _HANDLERS,
    K.PAPER_ASKED_AGAIN: _HANDLERS,
    K.PAPER_REVOKED: _INTAKE | _LEADER,
    K.PAGE_WITHDRAWN: _HANDLERS | frozenset({R.CLERICAL, R.RETURNER}),
    K.PAGE_RESTORED: _HANDLERS | frozenset({R.CLERICAL, R.RETURNER}),
    K.CODE_ASSIGNED: _INTAKE | frozenset({R.DISPATCHER}),
    K.FEE_PAID: frozenset({R.FINANCE, R.INTAKE}),
    K.DEADLINE_EXTENDED: _LEADER,
    K.DISPUTE_SETTLED: _HANDLERS | frozenset({R.DISPATCHER}),
    K.CUSTODY_OFFERED: _HANDLERS | frozenset({R.DISPATCHER}),
    K.CUSTODY_DECLINED: _INTAKE | _LEADER,
    K.CUSTODY_RECALLED: _HANDLERS,
}


def transition(stage: Stage | None, kind: str) -> Transition | None:
    """The row for this event in this stage, or None when the table does not allow it."""
    return _BY_EVENT.get((stage, kind))


def events_from(stage: Stage | None) -> tuple[Transition, ...]:
    """All rows that start in `stage`."""
    return tuple(row for row in TABLE if row.start == stage)


def national_status(state: DossierState) -> int:
    """National status code of a folded dossier: sub-states 6 (fee) and 7 (withdrawn) before the stage's own."""
    if state.stage is Stage.STOPPED and state.finish_kind == K.WITHDRAWN:
        return 7
    if state.stage is Stage.IN_APPRAISAL and state.sub == "CHO_NOP_PHI":
        return 6
    return NATIONAL[state.stage]
