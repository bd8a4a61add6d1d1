"""Decisions: what is allowed makes facts that the fold accepts; what is not is refused with a word."""

from datetime import date, datetime

import pytest

from dossier.decide import Actor, Command, Moment, allowed_kinds, author_facts, decide
from dossier.errors import Refuse
from dossier.facts import FactKind as K
from dossier.facts import Hlc
from dossier.fold import fold
from dossier.lifecycle import TABLE, events_from, transition
from dossier.local_time import VIETNAM
from dossier.state import DossierState, SealedFact, Stage
from tests.dossier.province import DAY, Province, node_of, received_values

P = Province()
QY = Actor("lan", "quang-yen", node_of("qy"))
LEADER = Actor("tuan", "quang-yen", node_of("qy"))
HR = Actor("hoa", "ham-rong", node_of("hr"))
MINH = Actor("minh", "ham-rong", node_of("hr"))
NOW = Moment(DAY, 5_000_000)
DAY_MS = 24 * 3600 * 1000


class Desk:
    """Decides, authors and folds, as the shell does."""

    def __init__(self) -> None:
        self.facts: list[SealedFact] = []

    @property
    def state(self) -> DossierState | None:
        return fold("d1", self.facts, P) if self.facts else None

    def do(
        self, kind: K, values: dict[str, object] | None = None, actor: Actor = QY, now: Moment = NOW
    ) -> Refuse | DossierState:
        answer = decide("d1", self.state, Command(kind, values or {}), P, actor, now)
        if isinstance(answer, Refuse):
            return answer
        made = author_facts(answer, "d1", 1, len(self.facts) + 1, actor, now, Hlc(now.ms, len(self.facts)))
        self.facts += [SealedFact(fact, actor.node) for fact in made]
        state = self.state
        assert state is not None
        assert not state.void
        return state


def received(competent: str = "") -> Desk:
    desk = Desk()
    desk.do(K.RECEIVED, received_values(competent))
    return desk


def code(answer: Refuse | DossierState) -> str:
    return answer.code if isinstance(answer, Refuse) else ""


def test_every_accepted_decision_is_effective_in_the_fold_to_the_end() -> None:
    desk = received("ham-rong")
    assert code(desk.do(K.ASSIGNED, {"to": "lan"})) == "OFFER_OPEN"
    desk.do(K.PAGE_SCANNED, {"component": "to_khai", "number": 1, "blob": "ab"})
    desk.do(K.CUSTODY_ACCEPTED, actor=HR)
    desk.do(K.ASSIGNED, {"to": "hoa"}, HR)
    assert code(desk.do(K.SUBMITTED_FOR_APPROVAL, actor=HR)) == "NOT_APPRAISED"
    desk.do(K.APPRAISED, {"verdict": "granted"}, HR)
    desk.do(K.SUBMITTED_FOR_APPROVAL, actor=HR)
    assert code(desk.do(K.APPROVED, actor=HR)) == "SAME_PERSON"
    desk.do(K.APPROVED, actor=MINH)
    desk.do(K.ISSUED, {"number": "5", "blob": "cd"}, HR)
    assert code(desk.do(K.RETURNED)) == "VALUE_MISSING"
    state = desk.do(K.RETURNED, {"to": "Nguyễn Thị Ánh"})
    assert isinstance(state, DossierState)
    assert state.stage is Stage.COMPLETED


def approved() -> Desk:
    """A dossier that waits for its signatures at Hàm Rồng."""
    desk = received("ham-rong")
    desk.do(K.PAGE_SCANNED, {"component": "to_khai", "number": 1, "blob": "ab"})
    desk.do(K.CUSTODY_ACCEPTED, actor=HR)
    desk.do(K.ASSIGNED, {"to": "hoa"}, HR)
    desk.do(K.APPRAISED, {"verdict": "granted"}, HR)
    desk.do(K.SUBMITTED_FOR_APPROVAL, {"draft": "Bản một."}, HR)
    desk.do(K.APPROVED, actor=MINH)
    return desk


def test_what_is_approved_goes_back_before_it_is_signed_and_is_appraised_anew() -> None:
    desk = approved()
    assert code(desk.do(K.RETURNED_FOR_REVISION, {}, MINH)) == "VALUE_MISSING"
    assert code(desk.do(K.RETURNED_FOR_REVISION, {"comment": "Sai tên"}, QY)) == "NOT_HOLDER"
    returned = desk.do(K.RETURNED_FOR_REVISION, {"comment": "Sai tên"}, MINH)
    assert isinstance(returned, DossierState)
    assert (returned.stage, returned.sub, returned.timeline[-1].note) == (Stage.IN_APPRAISAL, "", "Sai tên")
    assert code(desk.do(K.ISSUED, {"number": "5", "blob": "cd"}, HR)) == "RESULT_SENT_BACK"
    assert code(desk.do(K.SUBMITTED_FOR_APPROVAL, actor=HR)) == "NOT_APPRAISED"
    desk.do(K.APPRAISED, {"verdict": "declined", "opinion": "Theo Điều 16."}, HR)
    desk.do(K.SUBMITTED_FOR_APPROVAL, {"draft": "Bản hai."}, HR)
    declined = desk.do(K.DECLINED, {"reason": "Theo Điều 16."}, MINH)
    assert isinstance(declined, DossierState)
    assert (declined.stage, declined.draft.content) == (Stage.DECLINED, "Bản hai.")


def test_what_is_signed_does_not_go_back_and_the_refusal_says_what_to_do() -> None:
    desk = approved()
    desk.do(K.ISSUED, {"number": "5", "blob": "cd"}, HR)
    refused = desk.do(K.RETURNED_FOR_REVISION, {"comment": "Sai tên"}, MINH)
    assert isinstance(refused, Refuse)
    assert refused.code == "RESULT_STANDS"
    assert "thu hồi" in refused.hint_vi


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"procedure": "9.999999"}, "PROCEDURE_NOT_IN_FORCE"),
        ({"applicant": {"name": " "}}, "VALUE_MISSING"),
        ({"code": ""}, "VALUE_MISSING"),
        ({"competent_unit": "nowhere"}, "UNIT_UNKNOWN"),
        ({"procedure": "1.001193", "competent_unit": "ham-rong"}, "NOT_ACROSS_BOUNDARIES"),
        ({"note": "x" * 70_000}, "VALUE_TOO_LARGE"),
        ({"note": 1.5}, "VALUE_NOT_PLAIN"),
    ],
)
def test_a_receipt_brings_what_it_needs(values: dict[str, object], expected: str) -> None:
    assert code(Desk().do(K.RECEIVED, {**received_values(), **values})) == expected


def test_no_act_on_a_dossier_that_is_not_here() -> None:
    assert code(Desk().do(K.PAGE_SCANNED, {"component": "a", "blob": "b"})) == "NO_DOSSIER"


def test_unscanned_papers_are_not_submitted_without_a_reason() -> None:
    desk = received()
    desk.do(K.ASSIGNED, {"to": "lan"})
    desk.do(K.APPRAISED, {"verdict": "granted"})
    assert code(desk.do(K.SUBMITTED_FOR_APPROVAL)) == "NOT_DIGITISED"
    assert code(desk.do(K.SUBMITTED_FOR_APPROVAL, {"undigitised_reason": "máy quét hỏng"})) == ""


def _due_on_the_30th() -> tuple[Desk, int]:
    due = int(datetime(2026, 11, 30, 17, tzinfo=VIETNAM).timestamp() * 1000)
    desk = Desk()
    desk.do(K.RECEIVED, {**received_values(), "due_ms": due})
    return desk, due


def test_the_one_extension_is_later_and_told_a_day_before() -> None:
    desk, due = _due_on_the_30th()
    late = Moment(date(2026, 11, 30), 6_000_000)
    for new, now, expected in (
        (due + DAY_MS, late, "EXTENSION_TOO_LATE"),
        (due, NOW, "EXTENSION_NOT_LATER"),
        (due + DAY_MS, NOW, ""),
        (due + 3 * DAY_MS, NOW, "SECOND_EXTENSION"),
    ):
        assert code(desk.do(K.DEADLINE_EXTENDED, {"due_ms": new, "reason": "x"}, now=now)) == expected


def test_a_second_extension_is_refused_also_when_papers_were_asked_for_in_between() -> None:
    desk, due = _due_on_the_30th()
    desk.do(K.DEADLINE_EXTENDED, {"due_ms": due + DAY_MS, "reason": "x"})
    desk.do(K.SUPPLEMENT_REQUESTED, {"content": "Sổ hộ khẩu cũ"})
    desk.do(K.SUPPLEMENTED, {"due_ms": due + 2 * DAY_MS})
    again = {"due_ms": due + 5 * DAY_MS, "reason": "y"}
    assert code(desk.do(K.DEADLINE_EXTENDED, again)) == "SECOND_EXTENSION"


def test_a_recorded_value_replaces_the_standing_one_by_itself() -> None:
    desk = received()
    desk.do(K.FIELD_RECORDED, {"field": "ho_ten", "value": "A", "source": "person"})
    state = desk.do(K.FIELD_RECORDED, {"field": "ho_ten", "value": "B", "source": "person"})
    assert isinstance(state, DossierState)
    assert state.fields["ho_ten"].value == "B"
    assert not state.disputes


def test_buttons_offered_are_those_that_the_table_and_roles_allow() -> None:
    desk = received()
    kinds = allowed_kinds("d1", desk.state, P, QY, NOW)
    assert K.ASSIGNED in kinds
    assert K.APPROVED not in kinds
    assert K.RECEIVED not in kinds
    assert K.RECEIVED in allowed_kinds("d2", None, P, QY, NOW)
    assert allowed_kinds("d1", desk.state, P, HR, NOW) == tuple(
        kind
        for kind in allowed_kinds("d1", desk.state, P, HR, NOW)
        if transition(Stage.RECEIVED, kind) is None
    )


def test_the_table_has_one_row_for_each_stage_and_event_and_no_way_out_of_an_end() -> None:
    assert len({(row.start, row.kind) for row in TABLE}) == len(TABLE)
    for end in (Stage.COMPLETED, Stage.REFUSED, Stage.STOPPED):
        assert events_from(end) == ()
