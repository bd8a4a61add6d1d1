"""A hostile author with a good key cannot hide what another wrote; panics and memory are told apart."""

import pytest
from automerge.core import ROOT, Document, ObjType, ScalarType

from dossier.authors import actor_id, node_id, short_id
from dossier.errors import KernelError
from plumbing import automerge_engine
from plumbing.automerge_engine import AutomergeEngine
from plumbing.automerge_format import replaces_something

HONEST, HOSTILE = node_id(b"h" * 32), node_id(b"x" * 32)
KEY = f"{short_id(HONEST)}-1-1"
HONEST_ACTOR, HOSTILE_ACTOR = actor_id(HONEST, b"000000"), actor_id(HOSTILE, b"000000")


def _honest() -> bytes:
    return AutomergeEngine().new().commit(HONEST_ACTOR, [(KEY, '{"v":"true"}')], note="ghi chú").raw


def _hostile(base: bytes, act) -> bytes:
    document = Document.load(base) if base else Document()
    document.set_actor(HOSTILE_ACTOR)
    heads = document.get_heads()
    with document.transaction() as transaction:
        act(transaction)
    return document.get_changes(heads)[-1].raw_bytes


def _put(transaction):
    transaction.put(ROOT, KEY, ScalarType.Str, '{"v":"false"}')


def _delete(transaction):
    transaction.delete(ROOT, KEY)


def _put_object(transaction):
    transaction.put_object(ROOT, KEY, ObjType.Map)


def _put_number(transaction):
    transaction.put(ROOT, KEY, ScalarType.Int, 7)


@pytest.mark.parametrize("act", [_put, _delete, _put_object, _put_number])
def test_overwriting_or_deleting_hides_nothing(act):
    honest = _honest()
    document = AutomergeEngine().open(b"", [honest, _hostile(honest, act)])
    assert [(entry.key, entry.text, entry.actor) for entry in document.entries()] == [
        (KEY, '{"v":"true"}', HONEST_ACTOR)
    ]
    assert AutomergeEngine().open(document.snapshot()).entries() == document.entries()


@pytest.mark.parametrize("act", [_put, _put_object, _put_number])
def test_taking_a_key_beforehand_hides_nothing(act):
    honest = _honest()
    for order in ([honest, _hostile(b"", act)], [_hostile(b"", act), honest]):
        entries = AutomergeEngine().open(b"", order).entries()
        assert [(entry.text, entry.actor) for entry in entries] == [('{"v":"true"}', HONEST_ACTOR)]


def test_a_forged_key_alone_shows_its_real_author():
    entries = AutomergeEngine().open(b"", [_hostile(b"", _put)]).entries()
    assert [entry.actor for entry in entries] == [HOSTILE_ACTOR]


def test_the_note_survives_its_deletion():
    honest = _honest()
    document = AutomergeEngine().open(
        b"", [honest, _hostile(honest, lambda transaction: transaction.delete(ROOT, "note"))]
    )
    assert document.note() == "ghi chú"
    document.commit(HONEST_ACTOR, [], note="ghi chú mới")
    assert document.note() == "ghi chú mới"


def test_only_replacing_changes_say_so():
    honest = _honest()
    assert not replaces_something(honest)
    assert replaces_something(_hostile(honest, _delete))
    with pytest.raises(KernelError, match="BAD_CHANGE"):
        replaces_something(honest[:40])


class PanicException(BaseException):
    """Named like the one that the Rust binding raises."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (PanicException("rust"), KernelError),
        (RuntimeError("bare"), KernelError),
        (MemoryError(), MemoryError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_errors_of_the_binding_get_a_code(raised, expected):
    with pytest.raises(expected), automerge_engine._engine_errors():
        raise raised
