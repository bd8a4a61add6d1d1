"""A commune asks whether a paper that it needs was digitised elsewhere in the province.

It asks for one paper of the applicant of one dossier that it works on: the dossier is the purpose, and names the
person. The answer says where the paper is; the scan itself comes by the usual road once a fact of that dossier names
it. Every question is written down here as at the commune, and questions are limited in rate.
"""

from dataclasses import dataclass

from dossier.lifecycle import FINAL
from dossier.local_time import HOUR_MS
from dossier.papers import Paper
from dossier.reuse import USABLE, Judged, fits, judge_paper
from dossier.state import DossierState
from dossier.vietnamese import search_key
from hub.ports import Transaction
from hub.records import AuditRow
from hub.usecases.context import Hub
from hub.usecases.devices.enrol import require_active
from hub.usecases.record.documents import open_stored
from hub.usecases.record.people_papers import mark_of
from hub.usecases.record.project import fold_document
from hub.usecases.register.unit_names import unit_label
from plumbing.problem import Problem

MOST_AN_HOUR = 60
_ACT, _DETAIL = "papers_asked", "papers_asked_for"
_MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Question:
    """`component` is the code in the dossier's list of papers; `officer` is who asks, for the audit."""

    dossier: str
    component: str
    officer: str


@dataclass(frozen=True, slots=True)
class Found:
    """A paper that would answer, and where it is."""

    paper: Paper
    judged: Judged
    code: str
    unit_name: str
    picture: bytes


def look_up(hub: Hub, node: str, question: Question) -> list[Found]:
    """Papers elsewhere that may be used. Raises Problem: NODE_UNKNOWN, NODE_REVOKED, LOOK_UP_TOO_OFTEN,
    LOOK_UP_NOT_YOURS, LOOK_UP_NO_PERSON, LOOK_UP_OVER."""
    with hub.store.write() as tx:
        require_active(hub, tx, node)
        now = hub.clock.now_ms()
        if tx.accounts.count_since(_ACT, node, now - HOUR_MS) >= MOST_AN_HOUR:
            hint = f"Máy này đã hỏi kho của tỉnh {MOST_AN_HOUR} lần trong một giờ; hãy hỏi lại sau."
            raise Problem("LOOK_UP_TOO_OFTEN", hint, "later", node)
        tx.accounts.audit(AuditRow(now, question.officer, _ACT, node))
        state, name = _purpose(hub, tx, node, question)
        found = _found(hub, tx, state, name)
        detail = f"{node} {question.dossier} {question.component}: {len(found)}"
        tx.accounts.audit(AuditRow(now, question.officer, _DETAIL, detail))
        return found


def _purpose(hub: Hub, tx: Transaction, node: str, question: Question) -> tuple[DossierState, str]:
    """The dossier that the paper is for, and what the paper is called in it."""
    if not tx.dossiers.entitled([question.dossier]).get((question.dossier, node), False):
        hint = (
            "Chỉ hỏi được cho hồ sơ mà đơn vị đang giải quyết và tỉnh đã nhận; hãy gửi hồ sơ lên rồi hỏi lại."
        )
        raise Problem("LOOK_UP_NOT_YOURS", hint, "later", question.dossier)
    state = fold_document(question.dossier, open_stored(hub, tx, question.dossier), hub.register.current(tx))
    names = {str(one.get("code", "")): str(one.get("name", "")) for one in state.components}
    if not str(state.applicant.get("id_number", "")).strip() or question.component not in names:
        hint = "Hồ sơ thiếu số định danh của người nộp, hoặc không cần giấy này; hãy bổ sung rồi hỏi lại."
        raise Problem("LOOK_UP_NO_PERSON", hint)
    if state.stage in FINAL:
        raise Problem("LOOK_UP_OVER", "Hồ sơ đã kết thúc nên không hỏi giấy tờ cho hồ sơ này nữa.")
    return state, names[question.component]


def _found(hub: Hub, tx: Transaction, state: DossierState, name: str) -> list[Found]:
    day, register = hub.clock.today(), hub.register.current(tx)
    mark = mark_of(hub, str(state.applicant["id_number"]))
    fitting = [
        (paper, judge_paper(paper.held, day))
        for paper in tx.papers.of_person(mark)
        if paper.dossier != state.dossier and fits(name, paper.title) and _same_name(paper, state)
    ]
    usable = [(paper, judged) for paper, judged in fitting if judged.good in USABLE]
    usable.sort(key=lambda one: (one[1].good, -one[0].at_ms))
    usable = usable[:_MOST_FOUND]
    rows = tx.dossiers.get([paper.dossier for paper, _ in usable])
    pictures = tx.scans.previews([paper.blob for paper, _ in usable])
    return [
        Found(
            paper,
            judged,
            rows[paper.dossier].code,
            unit_label(hub, register, rows[paper.dossier].receiving_unit),
            pictures.get(paper.blob, b""),
        )
        for paper, judged in usable
        if paper.dossier in rows
    ]


def _same_name(paper: Paper, state: DossierState) -> bool:
    """A number typed wrong at either end must not bring another person's paper."""
    name = str(state.applicant.get("name", ""))
    return not paper.name or search_key(paper.name) == search_key(name)
