"""Who did what at the hub, for those who look after it: log-ins, devices, register, questions for papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.lifecycle import KIND_VI
from dossier.register.register import Register
from hub.records import AuditRow
from hub.usecases.context import Hub

ACT_VI: Mapping[str, str] = {
    "logged_in": "Đăng nhập",
    "login_refused": "Đăng nhập sai",
    "node_invited": "Cấp mã mời máy",
    "register_issued": "Ban hành danh mục",
    "trust_list_issued": "Ban hành danh sách tin cậy chữ ký",
    "papers_asked": "Máy hỏi kho giấy tờ",
    "papers_asked_for": "Hỏi giấy tờ cho hồ sơ",
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act; `who` is the person's name, "" where nobody was let in. Of a refused log-in only a hash is kept, so
    `subject` is empty."""

    at_ms: int
    who: str
    act: str
    act_vi: str
    subject: str


def audit_trail(hub: Hub, limit: int = 300) -> list[AuditLine]:
    """The newest acts, newest first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        return [_line(register, row) for row in tx.accounts.audited(limit)]


def _line(register: Register, row: AuditRow) -> AuditLine:
    words = ACT_VI.get(row.act) or KIND_VI.get(row.act, row.act)
    subject = "" if row.act == "login_refused" else row.subject
    return AuditLine(row.at_ms, register.officer_name(row.officer), row.act, words, subject)
