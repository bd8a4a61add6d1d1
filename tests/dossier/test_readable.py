"""A device with a mistake in its program signs nonsense: it is kept, shown and void, and the dossier goes on."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.crdt import Entry
from dossier.errors import KernelError
from dossier.facts import FactKind as K
from dossier.facts import Hlc, fact_from_text, fact_to_text
from dossier.figures import figures_of, figures_to_json
from dossier.fold import fold, sealed_facts
from dossier.lifecycle import national_status
from dossier.readable import is_readable
from dossier.state import SealedFact, Stage
from tests.dossier.province import Province, Writer, received_values
from tests.dossier.test_fold import story

P = Province()
NAMES = (
    "due_ms", "received_ms", "size", "pages", "amount", "channel", "box", "number", "applicant", "components",
    "code", "to", "competent_unit", "field", "value", "source", "chosen", "comment", "blob", "component",
)  # fmt: skip
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=80),
        st.sampled_from(["1e400", "12", "nan"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(K), st.dictionaries(st.sampled_from(NAMES), anything, max_size=6), st.integers(0, 9))
def test_no_values_keep_the_fold_or_the_figures_from_going_on(
    kind: K, values: dict[str, Any], after: int
) -> None:
    facts = story()
    predecessor = facts[after].fact.key if after < len(facts) else ""
    odd = Writer("qy", "lan", "quang-yen", count=50, ms=5_000_000).fact(kind, values, predecessor)
    state = fold("d1", [*facts, odd], P)
    assert state.facts == len(facts) + 1
    json.dumps(figures_to_json(figures_of(state, P, synced=False)))
    assert national_status(state) > 0
    for number in (state.due_ms, state.received_ms, state.finished_ms, state.fees_paid):
        assert abs(number) < 2**63


def test_what_cannot_be_read_is_void_with_its_reason_and_the_rest_counts() -> None:
    odd = Writer("qy", "lan", "quang-yen", count=50).fact(
        K.FEE_PAID, {"amount": "mười nghìn"}, story()[0].fact.key
    )
    state = fold("d1", [*story(), odd], P)
    assert state.stage is Stage.COMPLETED
    assert [(verdict.key, verdict.code) for verdict in state.void] == [(odd.fact.key, "UNREADABLE")]


@pytest.mark.parametrize(
    "change",
    [
        {"device_ms": 10**18},
        {"hlc": Hlc(10**18, 0)},
        {"hlc": Hlc(1, 10**18)},
        {"hub_ms": -(10**18)},
        {"values": {**received_values(), "code": "x" * 65}},
        {"values": {**received_values(), "competent_unit": "x" * 25}},
    ],
)
def test_moments_beyond_any_calendar_and_names_without_end_are_not_readable(change: dict[str, Any]) -> None:
    good = Writer("qy", "lan", "quang-yen").fact(K.RECEIVED, received_values())
    assert is_readable(good.fact)
    odd = replace(good.fact, **change)
    assert not is_readable(odd)
    assert fold("d1", [SealedFact(odd, good.author)], P).spine == ()


def test_a_kind_of_a_newer_version_may_say_what_it_likes() -> None:
    newer = Writer("qy", "lan", "quang-yen", count=50).fact(
        "Phrenology", {"due_ms": "mai"}, story()[0].fact.key
    )
    state = fold("d1", [*story(), newer], P)
    assert state.unknown == (newer.fact.key,)
    assert not state.void


@pytest.mark.parametrize(
    "inside",
    ['{"a":NaN}', '{"a":Infinity}', '{"a":"\\ud800"}', '{"\\udfff":1}', '{"a":"\\u0000"}', "[" * 200 + "]" * 200,
     "[" * 20_000 + "]" * 20_000],
    ids=["nan", "infinity", "half a character", "half a name", "nul", "deep", "deeper than any stack"],
)  # fmt: skip
def test_what_json_can_say_and_no_store_can_keep_is_no_fact(inside: str) -> None:
    text = fact_to_text(Writer("qy", "lan", "quang-yen").fact(K.RECEIVED, {"due_ms": 5}).fact)
    hurt = text.replace('{"due_ms":5}', inside if inside.startswith("{") else f'{{"a":{inside}}}')
    with pytest.raises(KernelError) as refused:
        fact_from_text("k", hurt)
    assert refused.value.code == "BAD_FACT"
    (sealed,) = sealed_facts([Entry("abcdef-1-1", hurt, bytes(16))])
    assert fold("d1", [sealed], P).facts == 1


def test_a_backslash_before_the_name_of_nul_is_text_like_any_other() -> None:
    fact = Writer("qy", "lan", "quang-yen").fact(K.RECEIVED, {"code": "a\\u0000b"}).fact
    assert fact_from_text(fact.key, fact_to_text(fact)).values == {"code": "a\\u0000b"}
