"""Results looked at one after another before they are signed together: each with its own words, agreed or left out.

What was looked at is kept, so that eighty papers survive a closed browser or a power cut. It holds for the dossier as
it was seen: after another act in it, the result is to be looked at again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dossier.facts import FactKind
from dossier.lifecycle import transition
from dossier.local_time import local
from dossier.register.view import Role
from dossier.result_draft import DECLINED, GRANTED, proposed_content, verdict_due
from dossier.state import DossierState, Stage
from node.ports import DossierRow, Tables
from node.ports.reviews import ReviewRow
from node.usecases.printed.receipt import procedure_name
from node.usecases.record.enact import known_state
from node.usecases.record.notes import add_line
from node.usecases.signing.waiting import dossiers_here
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

AGREED, LEFT, EDITED, CHANGED = "agreed", "left", "edited", "changed"
CHANGED_HINT = "Hồ sơ vừa có việc mới; hãy xem lại bản mới rồi quyết định."
MOST_CHARACTERS = 4000
_KINDS = {GRANTED: FactKind.ISSUED, DECLINED: FactKind.DECLINED}


@dataclass(frozen=True, slots=True)
class WaitingResult:
    """A result that waits for its signatures. `verdict` is granted | declined, `content` what it says; `choice` is "" |
    edited | agreed | left | changed (the dossier moved on since it was looked at), `why` the reason of one that is left
    out, `by` who looked. `basis` is the dossier's newest act, `mine` whether this officer may record it."""

    dossier: str
    code: str
    applicant: str
    title: str
    due_ms: int
    verdict: str
    content: str
    opinion: str
    basis: str
    mine: bool
    choice: str = ""
    why: str = ""
    by: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decides about one result. `choice` is agreed | left | edited | "" (to be looked at again), `basis`
    the dossier's newest act as it was shown to her."""

    choice: str
    basis: str
    content: str = ""
    why: str = ""


class ResultReviews:
    """What waits, and what was decided about it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def waiting(self, officer: str) -> tuple[WaitingResult, ...]:
        """Results in our hands that wait for signatures: the approved, then refusals; each most urgent first."""
        with self._place.store.reading() as tables:
            return tuple(self._found(tables, officer))

    def agreed(self, officer: str) -> tuple[WaitingResult, ...]:
        """Those that were agreed, still stand so, and that this officer may record."""
        return tuple(one for one in self.waiting(officer) if one.choice == AGREED and one.mine)

    def one(self, dossier: str, officer: str) -> WaitingResult:
        """One of `waiting`. Raises Problem DOSSIER_UNKNOWN, RESULT_NOT_WAITING."""
        with self._place.store.reading() as tables:
            return self._one(tables, dossier, officer)

    def choose(self, dossier: str, made: Choice, officer: str) -> None:
        """Keep a decision. The reason of one that is left out goes into the dossier's note, where whoever drafted it
        reads it. Raises Problem: RESULT_NOT_WAITING, RESULT_CHANGED, REVIEW_NO_ROLE, REVIEW_EMPTY, REVIEW_TOO_LONG,
        REVIEW_WHY_MISSING."""
        place, content, why = self._place, made.content.strip(), made.why.strip()
        self._check(made.choice, content, why, officer)
        with place.store.writing() as tables:
            seen = self._one(tables, dossier, officer)
            if seen.basis != made.basis:
                raise Problem("RESULT_CHANGED", CHANGED_HINT)
            now = place.clock.now_ms()
            row = ReviewRow(dossier, officer, made.choice, content, why, seen.basis, now)
            if made.choice:
                tables.reviews.put(row)
            else:
                tables.reviews.drop(dossier)
            tables.audit.add(now, officer, f"result {made.choice or 'reopened'}", dossier)
            if made.choice == LEFT:
                add_line(place, tables, dossier, f"{local(now):%d/%m/%Y}, chưa ký kết quả: {why}", officer)

    def signed(self, dossier: str) -> None:
        """It is done: what was decided before is of no more use."""
        with self._place.store.writing() as tables:
            tables.reviews.drop(dossier)

    def _check(self, choice: str, content: str, why: str, officer: str) -> None:
        entry = self._place.register.officer(officer)
        if entry is None or not {Role.LEADER, Role.CLERICAL} & entry.roles:
            raise Problem("REVIEW_NO_ROLE", "Chỉ lãnh đạo và văn thư duyệt kết quả trước khi ký.")
        if choice == AGREED and not content:
            raise Problem("REVIEW_EMPTY", "Kết quả chưa có nội dung; hãy ghi nội dung rồi đồng ý.")
        if choice == LEFT and not why:
            raise Problem("REVIEW_WHY_MISSING", "Hãy ghi lý do để lại, để người dự thảo biết cần sửa gì.")
        if max(len(content), len(why)) > MOST_CHARACTERS:
            raise Problem("REVIEW_TOO_LONG", f"Nội dung dài quá {MOST_CHARACTERS} ký tự; hãy rút gọn.")

    def _found(self, tables: Tables, officer: str) -> Iterator[WaitingResult]:
        place, day, seen = self._place, self._place.clock.today(), tables.reviews.all()
        for stage in (Stage.APPROVED, Stage.SUBMITTED):
            for row, state in dossiers_here(place, tables, {"stage": stage}):
                if verdict_due(state) and place.serves(row.holder, day):
                    yield self._result(row, state, seen.get(state.dossier), officer)

    def _one(self, tables: Tables, dossier: str, officer: str) -> WaitingResult:
        state, row = known_state(self._place, tables, dossier), tables.projections.get(dossier)
        if (
            row is None
            or not verdict_due(state)
            or not self._place.serves(row.holder, self._place.clock.today())
        ):
            hint = "Hồ sơ này không có kết quả chờ ký ở đơn vị ta; hãy tải lại danh sách."
            raise Problem("RESULT_NOT_WAITING", hint)
        return self._result(row, state, tables.reviews.of(dossier), officer)

    def _result(
        self, row: DossierRow, state: DossierState, seen: ReviewRow | None, officer: str
    ) -> WaitingResult:
        place, verdict = self._place, verdict_due(state)
        rule = place.register.procedures.known(state.procedure, state.received_day or place.clock.today())
        entry = place.register.officer(officer)
        step = transition(state.stage, _KINDS[verdict])
        return WaitingResult(
            dossier=state.dossier,
            code=row.code,
            applicant=row.applicant,
            title=procedure_name(place, state),
            due_ms=row.due_ms,
            verdict=verdict,
            content=seen.content if seen else proposed_content(state, rule.result if rule else ""),
            opinion=state.draft.opinion,
            basis=state.head,
            mine=bool(entry and step and step.roles & entry.roles),
            choice=("" if seen is None else seen.choice if seen.basis == state.head else CHANGED),
            why=seen.why if seen else "",
            by=place.register.officer_name(seen.officer) if seen else "",
            at_ms=seen.at_ms if seen else 0,
        )
