"""Guards: what an act must bring with it, kind by kind, beyond mandate and table.

One table of required values, and one function for each rule that looks further.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.custody import unit_on
from dossier.deadline import refuse_new_day
from dossier.errors import Refuse
from dossier.facts import MAX_FACT_BYTES, canonical
from dossier.facts import FactKind as K
from dossier.local_time import local
from dossier.register.view import RegisterView, Role
from dossier.state import DossierState
from dossier.withdrawals import REASONS_VI

#: Values without which the act means nothing, with the word a clerk knows them by.
REQUIRED: Mapping[str, tuple[tuple[str, str], ...]] = {
    K.RECEIVED: (
        ("procedure", "thủ tục"),
        ("code", "mã hồ sơ"),
        ("applicant", "người nộp"),
        ("due_ms", "ngày hẹn trả"),
    ),
    K.INTAKE_REFUSED: (("reason", "lý do từ chối"),),
    K.ASSIGNED: (("to", "người thụ lý"),),
    K.SUPPLEMENT_REQUESTED: (("content", "nội dung cần bổ sung"),),
    K.APPRAISED: (("verdict", "kết quả thẩm định"),),
    K.DECLINED: (("reason", "lý do không giải quyết"),),
    K.RETURNED_FOR_REVISION: (("comment", "ý kiến"),),
    K.ISSUED: (("number", "số văn bản"), ("blob", "tệp kết quả đã ký")),
    K.RETURNED: (("to", "người nhận kết quả"),),
    K.WITHDRAWN: (("reason", "lý do rút"),),
    K.STOPPED: (("reason", "lý do dừng"),),
    K.ALLOCATED: (("to", "đơn vị được phân định"), ("reason", "căn cứ phân định")),
    K.CUSTODY_OFFERED: (("to", "đơn vị nhận"),),
    K.CUSTODY_DECLINED: (("reason", "lý do không nhận"),),
    K.PAGE_SCANNED: (("blob", "tệp quét"), ("component", "thành phần hồ sơ")),
    K.DOCUMENT_SIGNED: (("blob", "tệp đã ký"), ("role", "vai trò ký")),
    K.FIELD_RECORDED: (("field", "tên trường"),),
    K.COMPONENT_REUSED: (
        ("component", "thành phần hồ sơ"),
        ("blob", "tệp dùng lại"),
        ("basis", "căn cứ giá trị"),
    ),
    K.PAPER_ASKED_AGAIN: (("component", "thành phần hồ sơ"), ("reason", "lý do yêu cầu bản giấy")),
    K.PAPER_REVOKED: (("blob", "tệp thu hồi"), ("reason", "lý do thu hồi")),
    K.PAGE_WITHDRAWN: (("page", "trang cần rút"), ("reason", "lý do rút trang")),
    K.PAGE_RESTORED: (("withdrawal", "lần rút trang"),),
    K.RESULT_ARCHIVED: (
        ("title", "tên giấy tờ"),
        ("applicant", "người được cấp"),
        ("day", "ngày cấp"),
        ("issuing_unit", "cơ quan cấp"),
        ("blob", "tệp quét"),
    ),
    K.CODE_ASSIGNED: (("code", "mã hồ sơ chính thức"),),
    K.FEE_PAID: (("amount", "số tiền"),),
    K.DEADLINE_EXTENDED: (("due_ms", "ngày hẹn mới"), ("reason", "lý do gia hạn")),
    K.DISPUTE_SETTLED: (("chosen", "bên được giữ lại"),),
}


@dataclass(frozen=True, slots=True)
class _Ask:
    state: DossierState
    kind: str
    values: Mapping[str, Any]
    register: RegisterView
    unit: str
    officer: str
    day: date
    ms: int


def guard(
    state: DossierState,
    kind: str,
    values: Mapping[str, Any],
    register: RegisterView,
    unit: str,
    officer: str,
    day: date,
    ms: int,
) -> Refuse | None:
    """The first reason against this act, or None."""
    for name, word in REQUIRED.get(kind, ()):
        if values.get(name) in (None, "", {}, []):
            return Refuse("VALUE_MISSING", f"Còn thiếu: {word}.")
    if not _is_plain(values):
        return Refuse("VALUE_NOT_PLAIN", "Giá trị chỉ gồm chữ, số nguyên, đúng/sai và danh sách của chúng.")
    if len(canonical(dict(values)).encode()) > MAX_FACT_BYTES // 2:
        return Refuse("VALUE_TOO_LARGE", "Nội dung quá dài; hãy rút gọn hoặc đính kèm thành tệp.")
    ask = _Ask(state, kind, values, register, unit, officer, day, ms)
    for rule in _RULES.get(kind, ()):
        refused = rule(ask)
        if refused is not None:
            return refused
    return None


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(k, str) and k.isascii() and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int)


def _procedure_known(ask: _Ask) -> Refuse | None:
    if ask.register.procedure(str(ask.values["procedure"]), ask.day) is None:
        return Refuse(
            "PROCEDURE_NOT_IN_FORCE", "Thủ tục không có hoặc không còn hiệu lực vào ngày tiếp nhận."
        )
    return None


def _applicant_named(ask: _Ask) -> Refuse | None:
    applicant = ask.values["applicant"]
    if not isinstance(applicant, Mapping) or not str(applicant.get("name", "")).strip():
        return Refuse("VALUE_MISSING", "Còn thiếu: họ tên người nộp.")
    return None


def _competent_unit(ask: _Ask) -> Refuse | None:
    """Another unit's matter is received only for procedures that are free of boundaries."""
    competent = str(ask.values.get("competent_unit", "")) or ask.unit
    holder = unit_on(competent, ask.register, ask.day)
    if not holder.options:
        return Refuse("UNIT_UNKNOWN", "Không có đơn vị giải quyết này vào ngày tiếp nhận; hãy chọn lại.")
    procedure = ask.register.procedure(str(ask.values["procedure"]), ask.day)
    if competent != ask.unit and procedure and not procedure.across_boundaries:
        return Refuse(
            "NOT_ACROSS_BOUNDARIES", "Thủ tục này chỉ nhận tại đơn vị có thẩm quyền; hướng dẫn người dân."
        )
    return None


def _assignee(ask: _Ask) -> Refuse | None:
    officer = ask.register.officer(str(ask.values["to"]))
    if officer is None or Role.APPRAISER not in officer.roles:
        return Refuse(
            "NOT_AN_APPRAISER", "Người được phân công không có vai trò thụ lý; hãy chọn người khác."
        )
    return None


def _appraised(ask: _Ask) -> Refuse | None:
    if ask.state.sub != "DA_THAM_DINH":
        return Refuse("NOT_APPRAISED", "Hồ sơ chưa có ý kiến thẩm định; hãy thẩm định trước khi trình.")
    return None


def _digitised(ask: _Ask) -> Refuse | None:
    """Digitisation belongs to doing the work: no submission without scans, or a recorded reason."""
    scanned = {page.component for page in ask.state.pages} | set(ask.state.reused)
    missing = [
        str(component.get("name") or component.get("code"))
        for component in ask.state.components
        if component.get("must_digitise") and component.get("code") not in scanned
    ]
    if missing and not ask.values.get("undigitised_reason"):
        return Refuse(
            "NOT_DIGITISED", f"Chưa số hóa: {', '.join(missing)}. Hãy quét, hoặc ghi lý do không quét được."
        )
    return None


def _no_open_dispute(ask: _Ask) -> Refuse | None:
    if ask.state.disputes:
        subjects = ", ".join(dispute.subject for dispute in ask.state.disputes)
        return Refuse("DISPUTE_OPEN", f"Còn tranh chấp chưa giải quyết: {subjects}.")
    return None


def _other_person(ask: _Ask) -> Refuse | None:
    """The person who processed must not be the only one who signs."""
    appraisers = [entry.officer for entry in ask.state.timeline if entry.kind == K.APPRAISED]
    if appraisers and appraisers[-1] == ask.officer:
        return Refuse("SAME_PERSON", "Người thẩm định không tự phê duyệt; hãy để lãnh đạo khác phê duyệt.")
    return None


def _late_explained(ask: _Ask) -> Refuse | None:
    """A late dossier is not closed without its explanation and apology (NĐ 61/2018 art. 19(9))."""
    late = ask.state.due_ms and ask.state.finished_ms > ask.state.due_ms
    if late and not ask.values.get("late_reason"):
        return Refuse(
            "LATE_NEEDS_REASON", "Hồ sơ trễ hẹn: ghi lý do và gửi thư xin lỗi trước khi trả kết quả."
        )
    return None


def _one_extension(ask: _Ask) -> Refuse | None:
    """One re-appointment at most, told at the latest one day before the due day (NĐ 61/2018 art. 19(9))."""
    if ask.state.extended:
        return Refuse("SECOND_EXTENSION", "Hồ sơ đã gia hạn một lần; không gia hạn thêm được.")
    return refuse_new_day(local(ask.state.due_ms), ask.day, local(int(ask.values["due_ms"])))


def _target_unit(ask: _Ask) -> Refuse | None:
    target = unit_on(str(ask.values["to"]), ask.register, ask.day)
    if not target.unit:
        return Refuse("UNIT_UNKNOWN", target.reason_vi)
    holding = ask.register.units_on(ask.state.custody.holder, ask.day) if ask.state.custody else ()
    if holding == (target.unit,):
        return Refuse("ALREADY_HOLDER", "Đơn vị này đang giữ hồ sơ rồi.")
    return None


def _allocation(ask: _Ask) -> Refuse | None:
    options = unit_on(ask.state.custody.holder if ask.state.custody else "", ask.register, ask.day).options
    if str(ask.values["to"]) not in options:
        return Refuse("NOT_A_SUCCESSOR", "Chỉ phân định cho một trong các đơn vị kế thừa của đơn vị cũ.")
    return None


def _provisional(ask: _Ask) -> Refuse | None:
    if not ask.state.provisional:
        return Refuse("CODE_IS_OFFICIAL", "Hồ sơ đã có mã chính thức; mã không bao giờ đổi.")
    return None


def _an_option(ask: _Ask) -> Refuse | None:
    options = [o.key for d in ask.state.disputes if d.kind == "transition" for o in d.options]
    if ask.values["chosen"] not in options:
        return Refuse("NOT_AN_OPTION", "Chỉ chọn một trong các bước đang tranh chấp.")
    return None


def _verdict(ask: _Ask) -> Refuse | None:
    if ask.values["verdict"] not in ("granted", "declined"):
        return Refuse("VALUE_NOT_ALLOWED", "Kết quả thẩm định là «đủ điều kiện» hoặc «không đủ điều kiện».")
    return None


def _old_day(ask: _Ask) -> Refuse | None:
    """An old result was issued on a day that has been, by a unit that the register knows."""
    try:
        issued = date.fromisoformat(str(ask.values["day"]))
    except ValueError:
        return Refuse("OLD_RESULT_DAY", "Ngày cấp không đọc được; ghi đúng ngày in trên giấy.")
    if issued > ask.day:
        return Refuse("OLD_RESULT_DAY", "Ngày cấp ở tương lai; hãy xem lại ngày in trên giấy.")
    if not ask.register.units_on(str(ask.values["issuing_unit"]), ask.day):
        return Refuse("UNIT_UNKNOWN", "Không có cơ quan cấp này trong danh mục đơn vị; hãy chọn lại.")
    return None


def _names_paper(ask: _Ask) -> Refuse | None:
    """Only a paper of this dossier can be revoked here."""
    own = {page.blob for page in ask.state.pages} | {document.blob for document in ask.state.documents}
    own |= {ask.state.outcome.blob} if ask.state.outcome else set()
    if ask.values["blob"] not in own:
        return Refuse("PAPER_NOT_HERE", "Hồ sơ này không có giấy tờ đó; hãy mở hồ sơ đã số hóa nó.")
    return None


def _page_may_go(ask: _Ask) -> Refuse | None:
    """Only a page that stands, and no page that a signature which is still good vouches for."""
    state, key = ask.state, ask.values["page"]
    page = next((one for one in state.pages if one.key == key), None)
    if page is None:
        return Refuse("PAGE_MOVED", "Trang này không còn ở chỗ cũ; hãy tải lại trang hồ sơ.")
    if ask.values["reason"] not in REASONS_VI:
        return Refuse("VALUE_NOT_ALLOWED", "Hãy chọn lý do rút trang trong danh sách.")
    if state.archived:
        hint = "Trang này là kết quả cũ đã số hóa; hãy thu hồi giấy tờ thay vì rút trang."
        return Refuse("PAGE_IS_RESULT", hint)
    copies = [one for one in state.documents if one.component == page.component]
    if any(one.blob not in state.revoked for one in copies):
        hint = "Giấy này đã được ký số cùng trang đó: thu hồi bản đã ký trước, rồi rút trang."
        return Refuse("PAGE_SIGNED", hint)
    return None


def _is_withdrawn(ask: _Ask) -> Refuse | None:
    if ask.values["withdrawal"] not in {one.key for one in ask.state.withdrawn}:
        return Refuse("PAGE_NOT_WITHDRAWN", "Trang này đã ở trong hồ sơ rồi; hãy tải lại trang hồ sơ.")
    return None


_RULES: Mapping[str, tuple[Callable[[_Ask], Refuse | None], ...]] = {
    K.RECEIVED: (_procedure_known, _applicant_named, _competent_unit),
    K.ASSIGNED: (_assignee,),
    K.APPRAISED: (_verdict,),
    K.SUBMITTED_FOR_APPROVAL: (_appraised, _no_open_dispute, _digitised),
    K.APPROVED: (_no_open_dispute, _other_person),
    K.ISSUED: (_no_open_dispute,),
    K.RETURNED: (_late_explained,),
    K.DEADLINE_EXTENDED: (_one_extension,),
    K.CUSTODY_OFFERED: (_target_unit,),
    K.ALLOCATED: (_allocation,),
    K.CODE_ASSIGNED: (_provisional,),
    K.DISPUTE_SETTLED: (_an_option,),
    K.RESULT_ARCHIVED: (_applicant_named, _old_day),
    K.PAPER_REVOKED: (_names_paper,),
    K.PAGE_WITHDRAWN: (_page_may_go,),
    K.PAGE_RESTORED: (_is_withdrawn,),
}
