"""A page in the wrong dossier is taken out with all that hangs on it, in whatever order a replica learns of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dossier.fold as fold_module
from dossier.decide import Actor, Command, Moment, decide
from dossier.errors import Refuse
from dossier.facts import FactKind as K
from dossier.facts import fact_from_text, fact_to_text
from dossier.fold import fold
from dossier.state import DossierState, SealedFact
from tests.dossier.province import DAY, Province, Writer, node_of, received_values

P = Province()
GOLDEN = Path(__file__).parent.parent / "golden" / "facts"
PAGE = {"component": "to_khai", "number": 1, "blob": "a" * 64, "media_type": "image/jpeg", "size": 900}


def key(sealed: SealedFact) -> str:
    return sealed.fact.key


class Story:
    """Quảng Yên received for Hàm Rồng and scanned one page of the wrong person."""

    def __init__(self) -> None:
        self.qy, self.kit = Writer("qy", "lan", "quang-yen"), Writer("kit", "tuan", "quang-yen", ms=1_500_000)
        self.hr = Writer("hr", "hoa", "ham-rong", ms=2_000_000)
        self.received = self.qy.fact(K.RECEIVED, received_values("ham-rong"))
        self.page = self.qy.fact(K.PAGE_SCANNED, PAGE)
        self.begun = [self.received, self.page]

    def withdrawal(self, by: Writer, *named: SealedFact) -> SealedFact:
        values = {"page": key(named[0]), "reason": "nham_nguoi", "tray": node_of("qy")}
        return by.fact(K.PAGE_WITHDRAWN, values, supersedes=tuple(map(key, named)))

    def moved(self, by: Writer, page: SealedFact, blob: str = "a" * 64) -> SealedFact:
        values = PAGE | {"component": "khac", "blob": blob}
        return by.fact(K.PAGE_SCANNED, values, supersedes=(key(page),))

    def field(self, by: Writer, value: str, page: SealedFact, *before: SealedFact) -> SealedFact:
        values = {
            "field": "ho_ten",
            "value": value,
            "source": "machine",
            "confirmed": True,
            "page": key(page),
        }
        return by.fact(K.FIELD_RECORDED, values, supersedes=tuple(map(key, before)))

    def signed(self, by: Writer, values: dict[str, Any], *before: SealedFact) -> SealedFact:
        told = {"component": "to_khai", "blob": "e" * 64, "role": "intake", "level": "B-B"} | values
        return by.fact(K.DOCUMENT_SIGNED, told, supersedes=tuple(map(key, before)))


def test_a_withdrawn_page_is_out_and_the_history_says_who_and_why() -> None:
    story = Story()
    state = fold("d1", [*story.begun, story.withdrawal(story.hr, story.page)], P)
    assert state.pages == ()
    (gone,) = state.withdrawn
    assert (gone.page, gone.blob, gone.reason, gone.officer) == (
        key(story.page),
        "a" * 64,
        "nham_nguoi",
        "hoa",
    )
    assert (gone.scanned_by, gone.tray) == (node_of("qy"), node_of("qy"))
    assert state.void == ()


def test_it_is_gone_also_where_another_device_moved_it_meanwhile() -> None:
    story = Story()
    moved = story.moved(story.kit, story.page)
    again = story.moved(story.kit, moved)
    facts = [*story.begun, moved, again, story.withdrawal(story.hr, story.page)]
    assert fold("d1", facts, P).pages == ()
    twice = [*facts[:3], story.withdrawal(story.hr, moved)]
    assert fold("d1", twice, P).pages == ()


def test_another_scan_in_its_place_stays_because_nobody_withdrew_that_picture() -> None:
    story = Story()
    better = story.moved(story.kit, story.page, blob="b" * 64)
    state = fold("d1", [*story.begun, better, story.withdrawal(story.hr, story.page)], P)
    assert [page.blob for page in state.pages] == ["b" * 64]
    assert len(state.withdrawn) == 1


def test_values_read_off_it_are_void_and_what_they_replaced_stands_again() -> None:
    story = Story()
    right = story.qy.fact(K.PAGE_SCANNED, PAGE | {"blob": "c" * 64, "number": 2})
    good = story.field(story.qy, "Nguyễn Thị Ánh", right)
    bad = story.field(story.qy, "Trần Văn Tám", story.page, good)
    state = fold("d1", [*story.begun, right, good, bad], P)
    assert state.fields["ho_ten"].value == "Trần Văn Tám"
    after = fold("d1", [*story.begun, right, good, bad, story.withdrawal(story.hr, story.page)], P)
    assert after.fields["ho_ten"].value == "Nguyễn Thị Ánh"
    assert [(one.key, one.code) for one in after.void] == [(key(bad), "PAGE_WITHDRAWN")]


def test_signed_copies_that_hold_it_go_too_also_one_that_was_signed_meanwhile() -> None:
    story = Story()
    before = story.signed(story.qy, {})
    raised = story.signed(story.qy, {"blob": "f" * 64, "level": "B-T"}, before)
    meanwhile = story.signed(story.kit, {"blob": "9" * 64, "of": [key(story.page)]})
    other = story.signed(story.kit, {"component": "khac", "of": ["zz-1-1"]})
    facts = [*story.begun, before, raised, meanwhile, other]
    state = fold("d1", [*facts, story.withdrawal(story.hr, story.page, before)], P)
    assert [one.key for one in state.documents] == [key(other)]
    assert {one.key for one in state.void} == {key(before), key(raised), key(meanwhile)}


def test_undoing_it_brings_everything_back_as_it_was() -> None:
    story = Story()
    facts = [*story.begun, story.field(story.qy, "Ánh", story.page), story.signed(story.qy, {})]
    out = story.withdrawal(story.qy, story.page, facts[-1])
    back = story.qy.fact(K.PAGE_RESTORED, {"withdrawal": key(out)}, supersedes=(key(out),))
    before, after = fold("d1", facts, P), fold("d1", [*facts, out, back], P)
    assert (after.pages, after.fields, after.documents) == (before.pages, before.fields, before.documents)
    assert (after.withdrawn, after.void) == ((), ())
    also = story.withdrawal(story.hr, story.page)
    assert fold("d1", [*facts, out, back, also], P).pages == ()  # the other one still stands


def test_who_has_no_mandate_withdraws_nothing() -> None:
    story = Story()
    stranger = Writer("yd", "dong", "yen-dong", ms=3_000_000)
    state = fold("d1", [*story.begun, story.withdrawal(stranger, story.page)], P)
    assert len(state.pages) == 1
    assert not state.withdrawn
    assert len(state.void) == 1


def test_a_withdrawal_whose_page_has_not_arrived_waits() -> None:
    story = Story()
    out = story.withdrawal(story.hr, story.page)
    state = fold("d1", [story.received, out], P)
    assert state.waiting == (key(out),)
    assert fold("d1", [story.received, out, story.page], P).waiting == ()


ACTS = ("withdraw", "move", "replace", "sign", "field", "restore")


def _act(story: Story, name: str, by: Writer, pick: int, facts: list[SealedFact]) -> list[SealedFact]:
    """One act on one of the pages that were ever there."""
    pages = [one for one in facts if one.fact.kind == K.PAGE_SCANNED]
    outs = [one for one in facts if one.fact.kind == K.PAGE_WITHDRAWN]
    page = pages[pick % len(pages)]
    match name:
        case "withdraw":
            return [story.withdrawal(by, page)]
        case "move":
            return [story.moved(by, page, page.fact.values["blob"])]
        case "replace":
            return [story.moved(by, page, str(pick % 3) * 64)]
        case "sign":
            return [story.signed(by, {"of": [key(page)]})]
        case "field":
            return [story.field(by, str(pick), page)]
    return [by.fact(K.PAGE_RESTORED, {}, supersedes=(key(outs[pick % len(outs)]),))] if outs else []


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.booleans(), st.integers(0, 50)), max_size=8), st.data())
def test_whatever_two_devices_do_to_a_page_all_replicas_agree_and_no_withdrawn_picture_is_shown(
    acts: list[tuple[str, bool, int]], data: st.DataObject
) -> None:
    story = Story()
    facts = list(story.begun)
    for name, here, pick in acts:
        facts += _act(story, name, story.qy if here else story.kit, pick, facts)
    state = fold("d1", facts, P)
    assert fold("d1", data.draw(st.permutations(facts)) + facts[:2], P) == state
    standing = {one.key for one in state.pages}
    assert not standing & {one.page for one in state.withdrawn}
    told = {one.page for one in state.withdrawn}
    shown_of = {key(f): set(f.fact.values.get("of", ())) for f in facts if f.fact.kind == K.DOCUMENT_SIGNED}
    assert not any(shown_of[one.key] & told for one in state.documents)


def written() -> list[SealedFact]:
    story = Story()
    out = story.withdrawal(story.qy, story.page)
    return [out, story.qy.fact(K.PAGE_RESTORED, {"withdrawal": key(out)}, supersedes=(key(out),))]


@pytest.mark.parametrize("sealed", written(), ids=["PageWithdrawn", "PageRestored"])
def test_the_stored_form_stays_as_it_was_shipped(sealed: SealedFact) -> None:
    text = (GOLDEN / f"{sealed.fact.kind}.json").read_text(encoding="utf-8").rstrip("\n")
    assert fact_to_text(sealed.fact) == text
    assert fact_from_text(sealed.fact.key, text) == sealed.fact
    assert json.loads(text)["kind"] == sealed.fact.kind


def test_a_node_that_does_not_know_these_kinds_keeps_them_and_shows_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story, (out, back) = Story(), written()
    monkeypatch.setattr(fold_module, "_KNOWN", fold_module._KNOWN - {K.PAGE_WITHDRAWN, K.PAGE_RESTORED})
    state = fold("d1", [*story.begun, out, back], P)
    assert state.unknown == tuple(sorted((key(out), key(back))))
    assert len(state.pages) == 1


def decided(state: DossierState, kind: K, values: dict[str, Any], officer: str = "lan") -> Any:
    actor = Actor(officer, "quang-yen", node_of("qy"))
    answer = decide("d1", state, Command(kind, values), P, actor, Moment(DAY, 9_000_000))
    return answer.code if isinstance(answer, Refuse) else answer[0].supersedes


def test_what_may_be_withdrawn_and_what_is_refused_and_why() -> None:
    story = Story()
    copy = story.signed(story.qy, {})
    state = fold("d1", story.begun, P)
    asked = {"page": key(story.page), "reason": "nham_ho_so"}
    assert decided(state, K.PAGE_WITHDRAWN, asked) == (key(story.page),)
    assert decided(state, K.PAGE_WITHDRAWN, asked | {"page": "khong-co"}) == "PAGE_MOVED"
    assert decided(state, K.PAGE_WITHDRAWN, asked | {"reason": "vì thế"}) == "VALUE_NOT_ALLOWED"
    assert decided(state, K.PAGE_WITHDRAWN, {"page": key(story.page)}) == "VALUE_MISSING"
    assert decided(state, K.PAGE_WITHDRAWN, asked, "tap-su") == "NO_ROLE"
    assert decided(fold("d1", [*story.begun, copy], P), K.PAGE_WITHDRAWN, asked) == "PAGE_SIGNED"
    revoked = story.qy.fact(K.PAPER_REVOKED, {"blob": "e" * 64, "reason": "quét nhầm"})
    after = fold("d1", [*story.begun, copy, revoked], P)
    assert decided(after, K.PAGE_WITHDRAWN, asked) == (key(story.page), key(copy))


def test_only_what_is_withdrawn_is_restored_and_an_old_result_keeps_its_scan() -> None:
    story = Story()
    out = story.withdrawal(story.qy, story.page)
    state = fold("d1", [*story.begun, out], P)
    assert decided(state, K.PAGE_RESTORED, {"withdrawal": key(out)}) == (key(out),)
    assert decided(state, K.PAGE_RESTORED, {"withdrawal": "x"}) == "PAGE_NOT_WITHDRAWN"
    assert decided(state, K.PAGE_WITHDRAWN, {"page": key(story.page), "reason": "thua"}) == "PAGE_MOVED"
    old = {"title": "Khai sinh", "applicant": {"name": "Ánh"}, "day": "2009-03-02", "blob": "a" * 64}
    archive = Writer("qy", "lan", "quang-yen", count=50).fact(K.RESULT_ARCHIVED, old)
    archived = fold("d1", [archive, story.page], P)
    asked = {"page": key(story.page), "reason": "thua"}
    assert decided(archived, K.PAGE_WITHDRAWN, asked) == "PAGE_IS_RESULT"
