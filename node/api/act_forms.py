"""The form of each act: what is asked for, and how the answers become the values of a fact.

One table, shown by one page. What an act must bring is judged by `dossier.decide`, not here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from dossier.errors import MalformedValue
from dossier.facts import FactKind as K
from dossier.forms_processing import RETURN_WAY_VI
from dossier.identity import parse_whole_day
from dossier.local_time import instant_ms
from plumbing.problem import Problem

Parser = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a form. `shape` is text | area | date | number | choice | officer | unit | lines."""

    name: str
    label: str
    shape: str = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    """The page of one act. `tone` is "" | primary | danger; `key` is its shortcut; `about` says what it does."""

    kind: K
    button: str
    icon: str
    about: str
    asks: tuple[Ask, ...] = ()
    tone: str = ""


_VERDICTS = (("granted", "Đủ điều kiện giải quyết"), ("declined", "Không đủ điều kiện"))
_HOW = tuple(RETURN_WAY_VI.items())
_DRAFT_HINT = "ghi vào văn bản kết quả; để trống = theo mẫu của thủ tục"
_LATE = Ask(
    "late_reason",
    "Lý do trễ hẹn",
    "area",
    required=False,
    hint="bắt buộc khi quá hạn; đã gửi thư xin lỗi",
)

FORMS: tuple[ActForm, ...] = (
    ActForm(
        K.CUSTODY_ACCEPTED,
        "Nhận hồ sơ",
        "hand",
        "Đơn vị ta chịu trách nhiệm giải quyết từ lúc nhận.",
        tone="primary",
    ),
    ActForm(
        K.CUSTODY_DECLINED,
        "Không nhận",
        "stop",
        "Trả lại nơi chuyển, kèm lý do.",
        (Ask("reason", "Lý do không nhận", "area"),),
        "danger",
    ),
    ActForm(
        K.ASSIGNED,
        "Phân công thụ lý",
        "people",
        "Giao hồ sơ cho một chuyên viên.",
        (Ask("to", "Người thụ lý", "officer"),),
        "primary",
    ),
    ActForm(
        K.APPRAISED,
        "Thẩm định",
        "check",
        "Ghi ý kiến thẩm định; sau đó mới trình lãnh đạo.",
        (
            Ask("verdict", "Kết quả thẩm định", "choice", choices=_VERDICTS),
            Ask("opinion", "Ý kiến", "area", required=False),
        ),
        "primary",
    ),
    ActForm(
        K.SUBMITTED_FOR_APPROVAL,
        "Trình phê duyệt",
        "outbox",
        "Trình lãnh đạo. Giấy phải số hóa mà chưa quét thì ghi lý do.",
        (
            Ask("draft", "Dự thảo nội dung kết quả", "area", required=False, hint=_DRAFT_HINT),
            Ask("undigitised_reason", "Lý do không quét được (nếu có)", "area", required=False),
        ),
        "primary",
    ),
    ActForm(
        K.APPROVED,
        "Phê duyệt",
        "check",
        "Đồng ý với kết quả đã trình; văn thư sẽ cho số và ký phát hành.",
        (
            Ask("comment", "Ý kiến", "area", required=False),
            Ask(
                "draft", "Sửa dự thảo kết quả", "area", required=False, hint="để trống = giữ dự thảo đã trình"
            ),
        ),
        "primary",
    ),
    ActForm(
        K.RETURNED_FOR_REVISION,
        "Trả lại để chỉnh sửa",
        "retry",
        "Trả về chuyên viên, nói rõ cần sửa gì. Đã phê duyệt mà chưa ký phát hành: phê duyệt ấy hết hiệu lực.",
        (Ask("comment", "Cần sửa gì", "area"),),
    ),
    ActForm(
        K.RETURNED,
        "Trả kết quả",
        "hand",
        "Giao kết quả cho người dân, trả lại bản chính đã đối chiếu.",
        (Ask("to", "Người nhận kết quả"), Ask("how", "Cách trả", "choice", choices=_HOW), _LATE),
        "primary",
    ),
    ActForm(
        K.SUPPLEMENT_REQUESTED,
        "Yêu cầu bổ sung",
        "note",
        "Phiếu yêu cầu bổ sung (mẫu 02): nêu hết một lần, tối đa 3 ngày làm việc từ khi nhận.",
        (
            Ask(
                "missing",
                "Giấy tờ thiếu hoặc sai",
                "lines",
                required=False,
                hint="mỗi dòng một giấy",
            ),
            Ask("content", "Nội dung cần hoàn thiện", "area"),
            Ask("reason", "Lý do, căn cứ", "area", required=False),
        ),
    ),
    ActForm(
        K.SUPPLEMENTED, "Đã bổ sung đủ", "inbox", "Người dân đã nộp đủ giấy tờ còn thiếu.", tone="primary"
    ),
    ActForm(
        K.SUPPLEMENT_EXPIRED,
        "Hết hạn bổ sung",
        "clock",
        "Người dân không bổ sung trong hạn luật định; hồ sơ dừng.",
        (Ask("reason", "Căn cứ", "area"),),
        "danger",
    ),
    ActForm(
        K.DEADLINE_EXTENDED,
        "Xin lỗi và gia hạn",
        "clock",
        "Thư xin lỗi và hẹn lại (mẫu 04): một lần, chậm nhất một ngày trước hạn.",
        (
            Ask("due_ms", "Ngày hẹn trả mới", "date", hint="đến hết 17:00 ngày đó"),
            Ask("reason", "Lý do chậm", "area"),
        ),
    ),
    ActForm(
        K.FEE_REQUESTED,
        "Yêu cầu nộp phí",
        "note",
        "Hồ sơ chờ người dân nộp phí, lệ phí.",
        (Ask("amount", "Số tiền (đồng)", "number"),),
    ),
    ActForm(
        K.FEE_PAID,
        "Đã thu phí",
        "check",
        "Ghi biên lai đã thu.",
        (Ask("amount", "Số tiền (đồng)", "number"), Ask("receipt", "Số biên lai", required=False)),
    ),
    ActForm(
        K.CODE_ASSIGNED,
        "Cấp mã chính thức",
        "stamp",
        "Thay mã tạm bằng mã hồ sơ chính thức do tỉnh cấp.",
        (Ask("code", "Mã hồ sơ chính thức"),),
    ),
    ActForm(
        K.CUSTODY_OFFERED,
        "Chuyển đơn vị khác",
        "truck",
        "Chuyển hồ sơ đến nơi có thẩm quyền. Ta vẫn giữ cho tới khi nơi đó nhận.",
        (Ask("to", "Đơn vị nhận", "unit"),),
    ),
    ActForm(K.CUSTODY_RECALLED, "Rút lại việc chuyển", "retry", "Nơi kia chưa nhận; ta giữ lại hồ sơ."),
    ActForm(
        K.WITHDRAWN,
        "Công dân rút hồ sơ",
        "inbox",
        "Dừng theo đề nghị của người dân (mẫu 05).",
        (Ask("reason", "Lý do rút", "area"),),
        "danger",
    ),
    ActForm(
        K.STOPPED,
        "Dừng giải quyết",
        "stop",
        "Thông báo dừng giải quyết hồ sơ (mẫu 05).",
        (Ask("reason", "Lý do, căn cứ", "area"),),
        "danger",
    ),
    ActForm(
        K.INTAKE_REFUSED,
        "Từ chối tiếp nhận",
        "stop",
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03).",
        (Ask("reason", "Lý do, điều luật", "area"),),
        "danger",
    ),
)
BY_KIND: Mapping[str, ActForm] = {form.kind: form for form in FORMS}


def form_of(kind: str) -> ActForm:
    """The form of an act. Raises Problem ACT_HAS_NO_FORM."""
    if kind not in BY_KIND:
        raise Problem("ACT_HAS_NO_FORM", "Không có việc này. Quay lại hồ sơ và chọn một nút có sẵn.")
    return BY_KIND[kind]


def values_of(form: ActForm, posted: Mapping[str, str]) -> dict[str, Any]:
    """Answers as values of the fact; empty answers are left out. Raises Problem VALUE_NOT_A_DAY or
    VALUE_NOT_A_NUMBER."""
    given = {ask.name: (ask, posted.get(ask.name, "").strip()) for ask in form.asks}
    return {name: _PARSERS.get(ask.shape, str)(text) for name, (ask, text) in given.items() if text}


def _day_end(text: str) -> int:
    """The end of the working day (17:00) as ms UTC."""
    try:
        day = parse_whole_day(text)
    except MalformedValue:
        raise Problem("VALUE_NOT_A_DAY", "Ngày chưa đúng. Hãy gõ dd/mm/yyyy, ví dụ 05/12/2026.") from None
    return instant_ms(day, time(17))


def _whole(text: str) -> int:
    digits = text.replace(".", "").replace(" ", "").replace("đ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
        raise Problem("VALUE_NOT_A_NUMBER", "Số tiền chỉ gồm chữ số, ví dụ 8000 hoặc 8.000.")
    return int(digits)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


_PARSERS: Mapping[str, Parser] = {"date": _day_end, "number": _whole, "lines": _lines}
