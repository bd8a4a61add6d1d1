"""What every CRDT engine behind `dossier.crdt.Engine` must do. Add an engine to `ENGINES` to have it judged."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.authors import actor_id, node_id, short_id
from dossier.crdt import NOTE, Engine, ready
from dossier.errors import KernelError
from plumbing.automerge_engine import AutomergeEngine

ENGINES = [AutomergeEngine]
NODES = [node_id(bytes([n]) * 32) for n in range(4)]


def actor(n: int, salt: int = 0) -> bytes:
    return actor_id(NODES[n], bytes([salt]) * 6)


def key(n: int, count: int) -> str:
    return f"{short_id(NODES[n])}-1-{count}"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param()


def facts_of(document):
    return {(entry.key, entry.text, entry.actor) for entry in document.entries()}


def test_commit_puts_facts_with_their_author(engine):
    document = engine.new()
    change = document.commit(actor(0), [(key(0, 1), '{"a":1}'), (key(0, 2), '{"ấ":2}')])
    assert facts_of(document) == {(key(0, 1), '{"a":1}', actor(0)), (key(0, 2), '{"ấ":2}', actor(0))}
    assert (change.actor, change.seq, change.deps) == (actor(0), 1, ())
    assert document.heads() == (change.hash,)


def test_authors_of_one_document_stay_apart(engine):
    document = engine.new()
    document.commit(actor(0), [(key(0, 1), "{}")])
    second = document.commit(actor(1), [(key(1, 1), "{}")])
    third = document.commit(actor(0), [(key(0, 2), "{}")])
    assert {entry.actor for entry in document.entries()} == {actor(0), actor(1)}
    assert (second.seq, third.seq) == (1, 2)
    assert second.hash in third.deps
    assert document.heads() == (third.hash,)


def test_opens_from_root_changes_without_a_snapshot(engine):
    document = engine.new()
    raws = [document.commit(actor(0), [(key(0, n), "{}")]).raw for n in (1, 2, 3)]
    again = engine.open(b"", raws)
    assert facts_of(again) == facts_of(document)
    assert again.heads() == document.heads()
    assert [change.raw for change in again.changes()] == raws


def test_snapshot_gives_everything_back(engine):
    document = engine.new()
    document.commit(actor(0), [(key(0, 1), "{}")], note="Ghi chú")
    later = document.commit(actor(1), [(key(1, 1), "{}")])
    again = engine.open(document.snapshot())
    assert (facts_of(again), again.note(), again.heads()) == (facts_of(document), "Ghi chú", (later.hash,))
    assert engine.open(document.snapshot(), [later.raw]).heads() == document.heads()


def test_a_reopened_document_can_be_continued(engine):
    document = engine.new()
    first = document.commit(actor(0), [(key(0, 1), "{}")])
    again = engine.open(document.snapshot())
    assert again.commit(actor(0, salt=1), [(key(0, 2), "{}")]).deps == (first.hash,)


def test_no_bytes_are_not_a_document(engine):
    with pytest.raises(KernelError, match="BAD_DOCUMENT"):
        engine.open(b"")
    with pytest.raises(KernelError, match="BAD_DOCUMENT"):
        engine.open(engine.new().snapshot())


def test_a_change_whose_dependency_is_missing_is_refused_not_held(engine):
    document = engine.new()
    first, second, third = (document.commit(actor(0), [(key(0, n), "{}")]) for n in (1, 2, 3))
    with pytest.raises(KernelError, match="BAD_DOCUMENT"):
        engine.open(b"", [second.raw])
    with pytest.raises(KernelError, match="BAD_DOCUMENT"):
        engine.open(b"", [first.raw, third.raw])


def test_damage_is_found(engine):
    document = engine.new()
    raw = document.commit(actor(0), [(key(0, 1), "{}")]).raw
    snapshot = document.snapshot()
    for at in range(0, len(raw), 7):
        with pytest.raises(KernelError):
            engine.open(b"", [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]])
        with pytest.raises(KernelError):
            engine.open(b"", [raw[:at]])
    for at in range(0, len(snapshot), 7):
        with pytest.raises(KernelError, match="BAD_DOCUMENT"):
            engine.open(snapshot[:at] + bytes([snapshot[at] ^ 1]) + snapshot[at + 1 :])
        with pytest.raises(KernelError, match="BAD_DOCUMENT"):
            engine.open(snapshot[:at])


def test_a_key_is_taken_once(engine):
    document = engine.new()
    document.commit(actor(0), [(key(0, 1), "{}")])
    for facts in ([(key(0, 1), "{}")], [(NOTE, "{}")], [(key(0, 2), "{}"), (key(0, 2), "{}")]):
        with pytest.raises(KernelError, match="KEY_TAKEN"):
            document.commit(actor(0), facts)


def test_nothing_to_say_and_too_much_to_say_are_refused(engine):
    document = engine.new()
    document.commit(actor(0), [], note="có")
    with pytest.raises(KernelError, match="EMPTY_CHANGE"):
        document.commit(actor(0), [], note="có")
    with pytest.raises(KernelError, match="CHANGE_TOO_LARGE"):
        document.commit(actor(0), [(key(0, 1), "x" * 2**20)])
    with pytest.raises(KernelError, match="BAD_ACTOR"):
        document.commit(b"short", [(key(0, 1), "{}")])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("make", ENGINES)
def test_the_note_becomes_what_was_written(make, versions):
    document = make().new()
    document.commit(actor(0), [], note="")
    for before, after in pairwise(["", *versions]):
        if before != after:
            document.commit(actor(0), [], note=after)
    assert document.note() == versions[-1]
    assert make().open(document.snapshot()).note() == versions[-1]


def test_concurrent_notes_merge_letter_by_letter(engine):
    base = engine.new()
    root = base.commit(actor(0), [], note="Bà Lan, xã Quảng Yên 😀")
    left, right = engine.open(b"", [root.raw]), engine.open(b"", [root.raw])
    one = left.commit(actor(1), [], note="Bà Lê Thị Lan, xã Quảng Yên 😀")
    two = right.commit(actor(2), [], note="Bà Lan, xã Quảng Yên 😀, đã gọi điện")
    merged = engine.open(b"", [root.raw, two.raw, one.raw])
    assert merged.note() == "Bà Lê Thị Lan, xã Quảng Yên 😀, đã gọi điện"


def _history(engine: Engine, seed: int):
    """Four authors who commit and now and then merge what others made; returns every change."""
    pick = random.Random(seed)
    made, count = [], [0, 0, 0, 0]
    root = engine.new().commit(actor(0), [(key(0, 99), "{}")])
    views = [[root] for _ in range(4)]
    for _ in range(pick.randint(1, 12)):
        author = pick.randrange(4)
        if pick.random() < 0.4:
            views[author] = ready([*views[author], *views[pick.randrange(4)]], ())[0]
        count[author] += 1
        document = engine.open(b"", [change.raw for change in views[author]])
        text = f'{{"n":{count[author]}}}'
        note = pick.choice([None, f"{document.note()}{author}"])
        change = document.commit(actor(author), [(key(author, count[author]), text)], note=note)
        views[author] = [*views[author], change]
        made.append(change)
    return [root, *made]


@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("make", ENGINES)
def test_any_order_doubles_and_grouping_end_equal(make, seed, order):
    engine = make()
    changes = _history(engine, seed)
    expected = engine.open(b"", [change.raw for change in changes])
    shuffled = [*changes, *order.sample(changes, len(changes) // 2)]
    order.shuffle(shuffled)
    cut = order.randrange(1, len(shuffled) + 1)
    first, waiting = ready(shuffled[:cut], ())
    snapshot = engine.open(b"", [change.raw for change in first]).snapshot() if first else b""
    rest, missing = ready([*shuffled[cut:], *waiting], [change.hash for change in first])
    merged = engine.open(snapshot, [change.raw for change in rest])
    assert not missing
    assert facts_of(merged) == facts_of(expected)
    assert (merged.heads(), merged.note()) == (expected.heads(), expected.note())


GOLDEN = Path(__file__).parents[1] / "golden" / "crdt"
GOLDEN_FACTS = {
    (key(0, 1), '{"kind":"Received"}', actor(0)),
    (key(0, 2), '{"kind":"PageScanned"}', actor(0)),
    (key(1, 1), '{"kind":"Appraised"}', actor(1)),
}


def test_documents_and_changes_of_every_shipped_version_open(engine):
    changes = [(GOLDEN / f"v1-change-{n}.bin").read_bytes() for n in (1, 2, 3)]
    snapshot = engine.open((GOLDEN / "v1-document.bin").read_bytes())
    merged = engine.open(b"", changes)
    for document in (snapshot, merged):
        assert facts_of(document) == GOLDEN_FACTS
        assert document.note() == "Bà Lan đã gửi, đã xem"
    assert snapshot.heads() == merged.heads()
    assert {change.raw for change in snapshot.changes()} == set(changes)
