"""Who may: the mandate of one act, on the day of the act.

Merging never refuses; the fold judges. Each function answers None (the author had a mandate) or a `Void` saying
why the act is kept and shown but has no effect. Units are compared as they stand on the day of the act, so that
an act done in the name of a unit that was merged away the night before still counts for its successor.
"""

from datetime import date

from dossier.authors import short_id
from dossier.facts import Fact
from dossier.lifecycle import By
from dossier.register.view import NodeKind, RegisterView
from dossier.state import Custody, SealedFact, Void

_REASONS = {
    "NOT_SEALED": "Không có dấu niêm phong của nút ghi dữ kiện.",
    "WRONG_KEY": "Khóa dữ kiện không thuộc nút ghi nó.",
    "UNKNOWN_NODE": "Nút chưa được ghi danh tại trung tâm tỉnh.",
    "NODE_NOT_VALID": "Nút không còn (hoặc chưa có) hiệu lực vào ngày thực hiện.",
    "UNKNOWN_OFFICER": "Không có cán bộ này trong danh bạ.",
    "OFFICER_NOT_VALID": "Cán bộ không còn (hoặc chưa có) hiệu lực vào ngày thực hiện.",
    "NODE_OF_OTHER_UNIT": "Nút không thuộc đơn vị mà việc này được làm thay mặt.",
    "OFFICER_OF_OTHER_UNIT": "Cán bộ không thuộc đơn vị mà việc này được làm thay mặt.",
    "NO_ROLE": "Cán bộ không có vai trò được làm việc này.",
    "NOT_IN_TABLE": "Quy trình không cho phép việc này ở trạng thái khi đó.",
    "NOT_HOLDER": "Đơn vị không giữ hồ sơ vào lúc đó.",
    "NOT_OFFERED": "Hồ sơ không được chuyển đến đơn vị này.",
    "NOT_HUB": "Chỉ trung tâm tỉnh làm được việc này.",
    "NOT_COMMUNE": "Chỉ nút của xã, phường, đặc khu tiếp nhận hồ sơ.",
    "WAITS_FOR_ALLOCATION": "Đơn vị giữ hồ sơ đã chia tách; chờ phân định rồi mới xử lý tiếp.",
    "NOT_CONCERNED": "Đơn vị không liên quan đến hồ sơ này.",
    "LOST_DISPUTE": "Không được chọn khi giải quyết tranh chấp.",
    "FOLLOWS_VOID": "Nối tiếp một việc không có hiệu lực.",
    "SECOND_EXTENSION": "Chỉ được gia hạn một lần.",
    "ALREADY_ACCEPTED": "Bên nhận đã nhận hồ sơ trước khi rút lại.",
    "UNREADABLE": "Dữ kiện không đọc được; giữ lại để kiểm tra.",
    "OTHER_DOSSIER": "Dữ kiện ghi cho hồ sơ khác.",
    "PAGE_WITHDRAWN": "Thuộc một trang đã rút khỏi hồ sơ.",
}


def void(key: str, code: str) -> Void:
    """A void fact with the sentence that people see."""
    return Void(key, code, _REASONS[code])


def judge_author(sealed: SealedFact, dossier: str, register: RegisterView) -> Void | None:
    """Is the act really its author's: seal, key, device, person, each valid on the day and of that unit?"""
    fact = sealed.fact
    code = _forged(sealed, dossier) or _device(fact, register) or _person(fact, register)
    return void(fact.key, code) if code else None


def judge_role(fact: Fact, roles: frozenset[str], register: RegisterView) -> Void | None:
    """Has the officer one of `roles` (empty = any)?"""
    officer = register.officer(fact.officer)
    held = officer.roles if officer else frozenset()
    return None if not roles or held & roles else void(fact.key, "NO_ROLE")


def judge_place(
    fact: Fact, by: By, custody: Custody | None, receiving: str, register: RegisterView
) -> Void | None:
    """Was it the act of the right organisation? `receiving` is "" before the dossier was received."""
    node = register.node(fact.node)
    kind = node.kind if node else None
    if by is By.HUB or (kind is NodeKind.HUB and by is By.HOLDER):
        return None if kind is NodeKind.HUB else void(fact.key, "NOT_HUB")
    if by is By.ANY or custody is None:
        return None if kind is not NodeKind.HUB else void(fact.key, "NOT_COMMUNE")
    if by is By.OFFERED:
        offered = stands_for(fact.unit, custody.offered_to, fact.day, register)
        return None if offered else void(fact.key, "NOT_OFFERED")
    if by is By.RECEIVER and receiving and overlaps(fact.unit, (receiving,), fact.day, register):
        return None
    if stands_for(fact.unit, custody.holder, fact.day, register):
        return None
    split = len(register.units_on(custody.holder, fact.day)) > 1
    return void(fact.key, "WAITS_FOR_ALLOCATION" if split else "NOT_HOLDER")


def stands_for(unit: str, holder: str, day: date, register: RegisterView) -> bool:
    """Is `unit`, on that day, the one organisation that `holder` has become (or named in the same way)?"""
    if not holder:
        return False
    acting, holding = set(register.units_on(unit, day)), set(register.units_on(holder, day))
    return bool(acting) and (acting == holding or (len(holding) == 1 and holding <= acting))


def overlaps(unit: str, others: tuple[str, ...], day: date, register: RegisterView) -> bool:
    """Does `unit` stand, at least in part, for one of `others` on that day?"""
    acting = set(register.units_on(unit, day))
    return any(acting & set(register.units_on(other, day)) for other in others if other)


def _forged(sealed: SealedFact, dossier: str) -> str:
    fact = sealed.fact
    if sealed.author != fact.node:
        return "NOT_SEALED"
    if fact.dossier != dossier:
        return "OTHER_DOSSIER"
    return "" if fact.key.split("-")[0] == short_id(fact.node) else "WRONG_KEY"


def _device(fact: Fact, register: RegisterView) -> str:
    node = register.node(fact.node)
    if node is None:
        return "UNKNOWN_NODE"
    if not _within(fact.day, node.valid_from, node.valid_to):
        return "NODE_NOT_VALID"
    at_home = node.kind is NodeKind.HUB or overlaps(fact.unit, (node.unit,), fact.day, register)
    return "" if at_home else "NODE_OF_OTHER_UNIT"


def _person(fact: Fact, register: RegisterView) -> str:
    officer = register.officer(fact.officer)
    if officer is None:
        return "UNKNOWN_OFFICER"
    if not _within(fact.day, officer.valid_from, officer.valid_to):
        return "OFFICER_NOT_VALID"
    at_home = officer.unit == fact.unit or overlaps(fact.unit, (officer.unit,), fact.day, register)
    return "" if at_home else "OFFICER_OF_OTHER_UNIT"


def _within(day: date, start: date, end: date | None) -> bool:
    return start <= day and (end is None or day < end)
