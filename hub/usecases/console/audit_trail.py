"""Who did what at the hub, for those who look after it: log-ins, devices, register, questions for papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.lifecycle import KIND_VI
from dossier.register.register import Register
from hub.records import AuditRow
from hub.usecases.context import Hub
from hub.usecases.register.unit_names import unit_label

ACT_VI: Mapping[str, str] = {
    "logged_in": "Đăng nhập",
    "login_refused": "Đăng nhập sai",
    "node_invited": "Cấp mã mời máy",
    "register_issued": "Ban hành danh mục",
    "trust_list_issued": "Ban hành danh sách tin cậy chữ ký",
    "papers_asked": "Máy hỏi kho giấy tờ",
    "papers_asked_for": "Hỏi giấy tờ cho hồ sơ",
}


_DEVICE_VI: Mapping[str, str] = {"node": "máy tại trung tâm", "kit": "máy lưu động"}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act; `who` is the person's name, "" where nobody was let in. Of a refused log-in only a hash is kept, so
    `subject` is empty. `about_vi` names for people what `subject` names for programs."""

    at_ms: int
    who: str
    act: str
    act_vi: str
    subject: str
    about_vi: str


def audit_trail(hub: Hub, limit: int, offset: int = 0) -> list[AuditLine]:
    """Acts behind the newest `offset`, newest first."""
    with hub.store.read() as tx:
        register = hub.register.current(tx)
        rows = tx.accounts.audited(limit, offset)
        on_dossiers = [row.subject for row in rows if row.act in KIND_VI]
        codes = {one.dossier: one.code for one in tx.dossiers.get(on_dossiers).values()}
    return [_line(hub, register, row, codes) for row in rows]


def _line(hub: Hub, register: Register, row: AuditRow, codes: Mapping[str, str]) -> AuditLine:
    words = ACT_VI.get(row.act) or KIND_VI.get(row.act, row.act)
    subject = "" if row.act == "login_refused" else row.subject
    about = codes.get(subject) or _about(hub, register, row.act, subject)
    return AuditLine(row.at_ms, register.officer_name(row.officer), row.act, words, subject, about)


def _about(hub: Hub, register: Register, act: str, subject: str) -> str:
    """What an act was about, by the names that people know."""
    if act == "node_invited":
        kind, _, unit = subject.partition(" ")
        return f"{_DEVICE_VI.get(kind, kind)}, {unit_label(hub, register, unit)}"
    if act == "papers_asked" and subject in register.nodes:
        return register.nodes[subject].name or subject
    return subject
