"""What the fold promises: equal for equal sets, judged by mandate, nothing chosen silently."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.custody import entitled_units, holder_on, waits_for_person
from dossier.facts import Fact
from dossier.facts import FactKind as K
from dossier.fold import fold
from dossier.lifecycle import national_status
from dossier.state import SealedFact, Stage
from tests.dossier.province import DAY, SPLIT, Province, Writer, node_of, received_values

P = Province()


def story() -> list[SealedFact]:
    """Quảng Yên receives for Hàm Rồng, which decides; Quảng Yên returns the result."""
    qy, hr = Writer("qy", "lan", "quang-yen"), Writer("hr", "hoa", "ham-rong", ms=2_000_000)
    received = qy.fact(K.RECEIVED, received_values("ham-rong"))
    page = qy.fact(K.PAGE_SCANNED, {"component": "to_khai", "number": 1, "blob": "ab"}, key_of(received))
    accepted = hr.fact(K.CUSTODY_ACCEPTED, {}, key_of(received))
    assigned = hr.fact(K.ASSIGNED, {"to": "hoa"}, key_of(accepted))
    appraised = hr.fact(K.APPRAISED, {"verdict": "granted", "opinion": "Đủ"}, key_of(assigned))
    submitted = hr.fact(K.SUBMITTED_FOR_APPROVAL, {}, key_of(appraised))
    approved = hr.fact(K.APPROVED, {}, key_of(submitted), officer="minh")
    issued = hr.fact(K.ISSUED, {"number": "12/XN", "blob": "cd", "size": 5}, key_of(approved))
    returned = qy.fact(K.RETURNED, {"to": "Nguyễn Thị Ánh", "how": "counter"}, key_of(issued))
    return [received, page, accepted, assigned, appraised, submitted, approved, issued, returned]


def key_of(sealed: SealedFact) -> str:
    return sealed.fact.key


def test_the_five_steps_lead_to_a_returned_result() -> None:
    state = fold("d1", story(), P)
    assert state.stage is Stage.COMPLETED
    assert national_status(state) == 10
    assert not state.void
    assert not state.disputes
    assert not state.waiting
    assert state.custody is not None
    assert state.custody.holder == "ham-rong"
    assert state.outcome is not None
    assert state.outcome.number == "12/XN"
    assert state.finish_kind == K.ISSUED
    assert state.timeline[0].kind == K.RECEIVED
    assert [page.component for page in state.pages] == ["to_khai"]


@given(st.permutations(story()), st.integers(0, 3))
def test_order_and_repetition_of_merges_do_not_matter(shuffled: list[SealedFact], doubled: int) -> None:
    assert fold("d1", shuffled + shuffled[:doubled], P) == fold("d1", story(), P)


@given(st.sets(st.integers(0, 8)))
def test_any_part_of_the_story_folds_and_says_what_waits(present: set[int]) -> None:
    facts = [fact for i, fact in enumerate(story()) if i in present]
    state = fold("d1", facts, P)
    accounted = {*state.spine, *state.waiting, *(v.key for v in state.void), *(p.key for p in state.pages)}
    assert {key_of(fact) for fact in facts} == accounted
    assert not state.disputes


def test_a_missing_act_holds_back_what_follows_it_until_it_arrives() -> None:
    facts = story()
    gap = [fact for fact in facts if fact.fact.kind != K.ASSIGNED]
    state = fold("d1", gap, P)
    assert state.stage is Stage.RECEIVED
    assert len(state.waiting) == 5
    assert not state.void
    assert fold("d1", facts, P).stage is Stage.COMPLETED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"author": node_of("hr")}, "NOT_SEALED"),
        ({"dossier": "d2"}, "OTHER_DOSSIER"),
        ({"key": "zzzzzz-1-1"}, "WRONG_KEY"),
        ({"officer": "nobody"}, "UNKNOWN_OFFICER"),
        ({"officer": "hoa"}, "OFFICER_OF_OTHER_UNIT"),
        ({"officer": "tap-su"}, "NO_ROLE"),
        ({"unit": "ham-rong"}, "NODE_OF_OTHER_UNIT"),
        ({"day": date(2024, 12, 31)}, "NODE_NOT_VALID"),
    ],
)
def test_an_act_without_mandate_is_kept_and_void(change: dict[str, Any], code: str) -> None:
    sealed = Writer("qy", "lan", "quang-yen").fact(K.RECEIVED, received_values())
    author = str(change.pop("author", sealed.author))
    broken = SealedFact(replace(sealed.fact, **change), author)
    state = fold("d1", [broken], P)
    assert [verdict.code for verdict in state.void] == [code]
    assert not state.spine
    assert state.facts == 1


def test_a_revoked_kit_has_no_effect_from_that_day_on() -> None:
    kit = Writer("kit", "tuan", "quang-yen")
    received = kit.fact(K.RECEIVED, received_values())
    assert fold("d1", [received], P).stage is Stage.RECEIVED
    revoked = Province(revoked={"kit": DAY})
    assert [v.code for v in fold("d1", [received], revoked).void] == ["NODE_NOT_VALID"]


def test_only_the_holder_moves_the_dossier() -> None:
    facts = story()
    received = facts[0]
    meddler = Writer("hr", "hoa", "ham-rong", count=50).fact(K.ASSIGNED, {"to": "hoa"}, key_of(received))
    state = fold("d1", [received, meddler], P)
    assert [v.code for v in state.void] == ["NOT_HOLDER"]


def _two_decisions() -> tuple[list[SealedFact], SealedFact, SealedFact]:
    facts = story()[:6]
    head = key_of(facts[-1])
    first = Writer("hr", "minh", "ham-rong", count=20, ms=9_000_000).fact(K.APPROVED, {}, head)
    second = Writer("hr", "minh", "ham-rong", count=30, ms=9_500_000).fact(
        K.RETURNED_FOR_REVISION, {"comment": "xem lại"}, head
    )
    return facts, first, second


def test_two_decisions_at_once_are_a_dispute_and_no_winner() -> None:
    facts, first, second = _two_decisions()
    state = fold("d1", [*facts, first, second], P)
    assert state.stage is Stage.SUBMITTED
    assert {option.key for option in state.disputes[0].options} == {key_of(first), key_of(second)}
    follower = Writer("hr", "hoa", "ham-rong", count=40).fact(
        K.ISSUED, {"number": "1", "blob": "x"}, key_of(first)
    )
    held = fold("d1", [*facts, first, second, follower], P)
    assert held.waiting == (key_of(follower),)


def test_a_settled_dispute_goes_on_with_the_chosen_side() -> None:
    facts, first, second = _two_decisions()
    settle = Writer("hr", "hoa", "ham-rong", count=60).fact(
        K.DISPUTE_SETTLED, {"chosen": key_of(first)}, key_of(facts[-1]), (key_of(second),)
    )
    state = fold("d1", [*facts, first, second, settle], P)
    assert state.stage is Stage.APPROVED
    assert [(v.key, v.code) for v in state.void] == [(key_of(second), "LOST_DISPUTE")]


def test_a_third_side_that_arrives_after_the_settlement_opens_the_dispute_again() -> None:
    facts, first, second = _two_decisions()
    third = Writer("hr", "minh", "ham-rong", count=70).fact(
        K.DECLINED, {"reason": "không đủ"}, key_of(facts[-1])
    )
    settle = Writer("hr", "hoa", "ham-rong", count=60).fact(
        K.DISPUTE_SETTLED, {"chosen": key_of(first)}, key_of(facts[-1]), (key_of(second),)
    )
    state = fold("d1", [*facts, first, second, settle, third], P)
    assert len(state.disputes[0].options) == 3


def signed_and_sent_back() -> list[SealedFact]:
    """While the clerk signs at one device the leader sends the approved dossier back at another; both go on."""
    facts = story()[:7]
    centre, kit = (
        Writer("hr", "hoa", "ham-rong", 20, 9_000_000),
        Writer("hr", "minh", "ham-rong", 40, 9_100_000),
    )
    issued = centre.fact(K.ISSUED, {"number": "12/XN", "blob": "cd", "size": 5}, key_of(facts[-1]))
    returned = kit.fact(K.RETURNED_FOR_REVISION, {"comment": "Sai tên"}, key_of(facts[-1]))
    handed = Writer("qy", "lan", "quang-yen", 20, 9_200_000).fact(K.RETURNED, {"to": "Ánh"}, key_of(issued))
    again = kit.fact(K.APPRAISED, {"verdict": "declined"}, key_of(returned), officer="hoa")
    return [*facts, issued, returned, handed, again]


def test_a_result_that_is_signed_while_it_is_sent_back_is_a_dispute_and_nothing_goes_on() -> None:
    facts = signed_and_sent_back()
    state = fold("d1", facts, P)
    assert (state.stage, state.outcome, state.finish_kind) == (Stage.APPROVED, None, "")
    (dispute,) = state.disputes
    assert {option.value for option in dispute.options} == {K.ISSUED, K.RETURNED_FOR_REVISION}
    assert set(state.waiting) == {key_of(fact) for fact in facts[9:]}


@pytest.mark.parametrize(
    ("chosen", "stage", "sub", "number"),
    [(7, Stage.COMPLETED, "", "12/XN"), (8, Stage.IN_APPRAISAL, "DA_THAM_DINH", "")],
)
def test_whichever_of_the_two_is_chosen_its_own_followers_count(
    chosen: int, stage: Stage, sub: str, number: str
) -> None:
    facts = signed_and_sent_back()
    lost = 15 - chosen
    values = {"chosen": key_of(facts[chosen])}
    settle = Writer("hr", "minh", "ham-rong", count=60).fact(
        K.DISPUTE_SETTLED, values, key_of(facts[6]), (key_of(facts[lost]),)
    )
    state = fold("d1", [*facts, settle], P)
    assert (state.stage, state.sub, state.outcome.number if state.outcome else "") == (stage, sub, number)
    codes = {verdict.key: verdict.code for verdict in state.void}
    assert codes == {key_of(facts[lost]): "LOST_DISPUTE", key_of(facts[lost + 2]): "FOLLOWS_VOID"}


@given(st.permutations(signed_and_sent_back()), st.sets(st.integers(0, 10)))
def test_signing_and_sending_back_fold_alike_in_any_order_and_no_part_of_them_decides(
    shuffled: list[SealedFact], present: set[int]
) -> None:
    assert fold("d1", shuffled, P) == fold("d1", signed_and_sent_back(), P)
    facts = [fact for i, fact in enumerate(signed_and_sent_back()) if i in present]
    state = fold("d1", facts, P)
    options = {option.key for dispute in state.disputes for option in dispute.options}
    told = {
        *state.spine,
        *state.waiting,
        *options,
        *(v.key for v in state.void),
        *(p.key for p in state.pages),
    }
    assert {key_of(fact) for fact in facts} == told
    both = {key_of(signed_and_sent_back()[i]) for i in (7, 8)}
    assert not both <= set(state.spine)


def test_twins_that_say_the_same_are_one_step() -> None:
    facts = story()[:3]
    centre = Writer("hr", "hoa", "ham-rong", count=20).fact(K.ASSIGNED, {"to": "hoa"}, key_of(facts[2]))
    again = Writer("hr", "minh", "ham-rong", count=30).fact(K.ASSIGNED, {"to": "hoa"}, key_of(facts[2]))
    after_twin = Writer("hr", "hoa", "ham-rong", count=40).fact(
        K.APPRAISED, {"verdict": "granted"}, key_of(again)
    )
    state = fold("d1", [*facts, centre, again, after_twin], P)
    assert not state.disputes
    assert state.sub == "DA_THAM_DINH"


def _field(
    writer: Writer, value: str, source: str = "person", supersedes: tuple[str, ...] = ()
) -> SealedFact:
    return writer.fact(
        K.FIELD_RECORDED, {"field": "ho_ten", "value": value, "source": source}, supersedes=supersedes
    )


def test_two_persons_values_for_a_field_are_a_dispute_until_one_replaces_both() -> None:
    qy, kit = Writer("qy", "lan", "quang-yen"), Writer("kit", "tuan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    a, b = _field(qy, "Nguyễn Thị Ánh"), _field(kit, "Nguyễn Thị Anh")
    state = fold("d1", [received, a, b], P)
    assert {option.value for option in state.disputes[0].options} == {"Nguyễn Thị Ánh", "Nguyễn Thị Anh"}
    assert "ho_ten" not in state.fields
    settled = _field(qy, "Nguyễn Thị Ánh", supersedes=(key_of(a), key_of(b)))
    after = fold("d1", [received, a, b, settled], P)
    assert not after.disputes
    assert after.fields["ho_ten"].value == "Nguyễn Thị Ánh"


def test_a_machine_never_stands_against_a_person_and_equal_values_agree() -> None:
    qy = Writer("qy", "lan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    machine = _field(qy, "Nguyen Thi Anh", "machine")
    person, same = _field(qy, "Nguyễn Thị Ánh"), _field(qy, "Nguyễn  Thị Ánh ")
    state = fold("d1", [received, machine, person, same], P)
    assert not state.disputes
    assert state.fields["ho_ten"].source == "person"


def test_what_a_person_confirmed_off_a_scan_is_hers_and_can_be_disputed() -> None:
    qy, kit = Writer("qy", "lan", "quang-yen"), Writer("kit", "tuan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    values = {"field": "ho_ten", "value": "Nguyễn Thị Anh", "source": "machine", "confirmed": True}
    confirmed, typed = qy.fact(K.FIELD_RECORDED, values), _field(kit, "Nguyễn Thị Ánh")
    state = fold("d1", [received, confirmed, typed], P)
    assert {option.source for option in state.disputes[0].options} == {"machine", "person"}


def test_unknown_kinds_are_kept_and_shown() -> None:
    qy = Writer("qy", "lan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    newer = qy.fact("SealedByDrone", {"x": 1}, key_of(received))
    state = fold("d1", [received, newer], P)
    assert state.unknown == (key_of(newer),)
    assert not state.void


def test_an_old_dossier_is_the_successors_without_a_rewrite() -> None:
    old = Writer("qy", "lan", "quang-trach").fact(K.RECEIVED, received_values(), day=date(2025, 6, 27))
    new = Writer("qy", "lan", "quang-yen", count=5).fact(K.ASSIGNED, {"to": "lan"}, key_of(old))
    state = fold("d1", [old, new], P)
    assert state.stage is Stage.IN_APPRAISAL
    assert state.custody is not None
    assert state.custody.holder == "quang-trach"
    assert holder_on(state, P, DAY).unit == "quang-yen"
    assert entitled_units(state, P, DAY) == ("quang-yen",)


def test_a_split_unit_waits_for_a_person_and_goes_on_after_allocation() -> None:
    qy = Writer("qy", "lan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    state = fold("d1", [received], P)
    assert waits_for_person(state, P, SPLIT)
    assert holder_on(state, P, SPLIT).options == ("yen-dong", "yen-tay")
    early = Writer("yd", "dong", "yen-dong").fact(K.ASSIGNED, {"to": "dong"}, key_of(received), day=SPLIT)
    assert [v.code for v in fold("d1", [received, early], P).void] == ["WAITS_FOR_ALLOCATION"]
    allocated = Writer("hub", "tinh-uy", "tinh").fact(
        K.ALLOCATED, {"to": "yen-dong", "reason": "thôn Đông"}, key_of(received), day=SPLIT
    )
    late = Writer("yd", "dong", "yen-dong", count=9).fact(
        K.ASSIGNED, {"to": "dong"}, key_of(allocated), day=SPLIT
    )
    after = fold("d1", [received, allocated, late], P)
    assert after.stage is Stage.IN_APPRAISAL
    assert not waits_for_person(after, P, SPLIT)


def test_custody_moves_only_with_the_acknowledgement() -> None:
    qy, hr = Writer("qy", "lan", "quang-yen"), Writer("hr", "hoa", "ham-rong")
    received = qy.fact(K.RECEIVED, received_values())
    offered = qy.fact(K.CUSTODY_OFFERED, {"to": "ham-rong"}, key_of(received))
    state = fold("d1", [received, offered], P)
    assert state.custody is not None
    assert (state.custody.holder, state.custody.offered_to) == ("quang-yen", "ham-rong")
    declined = hr.fact(K.CUSTODY_DECLINED, {"reason": "sai thẩm quyền"}, key_of(received))
    back = fold("d1", [received, offered, declined], P)
    assert back.custody is not None
    assert back.custody.offered_to == ""
    accepted = hr.fact(K.CUSTODY_ACCEPTED, {}, key_of(received))
    recalled = qy.fact(K.CUSTODY_RECALLED, {}, key_of(received))
    moved = fold("d1", [received, offered, accepted, recalled], P)
    assert moved.custody is not None
    assert moved.custody.holder == "ham-rong"
    assert [v.code for v in moved.void] == ["ALREADY_ACCEPTED"]


def test_an_offer_made_again_after_a_recall_stands() -> None:
    qy = Writer("qy", "lan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    head = key_of(received)
    first = qy.fact(K.CUSTODY_OFFERED, {"to": "ham-rong"}, head)
    recalled = qy.fact(K.CUSTODY_RECALLED, {}, head, (key_of(first),))
    again = qy.fact(K.CUSTODY_OFFERED, {"to": "ham-rong"}, head)
    state = fold("d1", [received, first, recalled, again], P)
    assert state.custody is not None
    assert (state.custody.offered_to, state.custody.offer) == ("ham-rong", key_of(again))
    closed = fold("d1", [received, first, recalled], P)
    assert closed.custody is not None
    assert closed.custody.offered_to == ""


def test_one_extension_counts_and_a_supplement_brings_the_confirmed_day() -> None:
    qy = Writer("qy", "lan", "quang-yen")
    received = qy.fact(K.RECEIVED, received_values())
    first = qy.fact(K.DEADLINE_EXTENDED, {"due_ms": 10, "reason": "x"}, key_of(received))
    second = qy.fact(K.DEADLINE_EXTENDED, {"due_ms": 20, "reason": "y"}, key_of(received))
    state = fold("d1", [received, first, second], P)
    assert (state.due_ms, state.original_due_ms) == (10, 9_000_000_000)
    assert [v.code for v in state.void] == ["SECOND_EXTENSION"]


@given(st.lists(st.sampled_from(list(K)), max_size=6), st.randoms(use_true_random=False))
def test_whatever_acts_meet_the_fold_accounts_for_each_of_them(kinds: list[K], random: Random) -> None:
    qy, kit = Writer("qy", "lan", "quang-yen"), Writer("kit", "tuan", "quang-yen")
    facts = [qy.fact(K.RECEIVED, received_values())]
    for kind in kinds:
        writer = random.choice([qy, kit])
        facts.append(
            writer.fact(kind, {"chosen": facts[0].fact.key, "to": "lan"}, random.choice(facts).fact.key)
        )
    state = fold("d1", facts, P)
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert fold("d1", shuffled, P) == state
    assert state.facts == len(facts)


def test_an_unreadable_fact_is_void_and_spoils_nothing() -> None:
    bad = SealedFact(replace(Writer("qy", "lan", "quang-yen", count=90).fact("x").fact, kind=""), "")
    state = fold("d1", [*story(), bad], P)
    assert state.stage is Stage.COMPLETED
    assert [v.code for v in state.void] == ["UNREADABLE"]
    assert isinstance(bad.fact, Fact)


def test_two_texts_under_one_key_fold_alike_on_every_replica() -> None:
    facts = story()
    forged = SealedFact(replace(facts[0].fact, officer="tuan"), "")
    assert fold("d1", [forged, *facts], P) == fold("d1", [*facts, forged], P)
    assert fold("d1", [forged, *facts], P).stage is Stage.COMPLETED
