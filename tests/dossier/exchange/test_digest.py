"""Equal scopes have equal digests, however they came about; unequal ones lead to the very dossiers that differ."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.exchange.digest import (
    BUCKETS,
    BucketSum,
    Mark,
    bucket_of,
    changed,
    differences,
    mark_of,
    root_of,
    unlike_buckets,
    vector_of,
)
from dossier.exchange.frames import Ask, Digest, Growth, Letter, Marks, Scope, Want
from dossier.exchange.wire import decode_letter, encode_letter
from tests.dossier.exchange.digest_sums import sums_of

SCOPES = st.dictionaries(
    st.text("abc123-", min_size=1, max_size=6), st.binary(min_size=1, max_size=4), max_size=40
)


def marks(scope: dict[str, bytes]) -> dict[str, Mark]:
    return {dossier: mark_of(dossier, heads) for dossier, heads in scope.items()}


def sums(scope: dict[str, bytes]) -> dict[int, BucketSum]:
    return sums_of(marks(scope).items())


@given(SCOPES, SCOPES)
def test_any_walk_from_one_scope_to_another_ends_at_its_digest(
    first: dict[str, bytes], last: dict[str, bytes]
) -> None:
    kept, old, new = sums(first), marks(first), marks(last)
    for dossier in sorted(old.keys() | new.keys(), reverse=True):
        bucket = bucket_of(dossier)
        kept[bucket] = kept.get(bucket, BucketSum()).plus(changed(old.get(dossier), new.get(dossier)))
    assert root_of(kept) == root_of(sums(last))
    assert vector_of(kept) == vector_of(sums(last))


@given(SCOPES, SCOPES)
def test_roots_differ_exactly_when_scopes_do_and_lead_to_the_dossiers(
    ours: dict[str, bytes], theirs: dict[str, bytes]
) -> None:
    assert (root_of(sums(ours)) == root_of(sums(theirs))) == (ours == theirs)
    buckets = set(unlike_buckets(sums(ours), vector_of(sums(theirs))))
    wrong = {one for one in ours.keys() | theirs.keys() if ours.get(one) != theirs.get(one)}
    assert buckets == {bucket_of(one) for one in wrong}
    found = differences(
        {one: mark.short for one, mark in marks(ours).items() if bucket_of(one) in buckets},
        {one: mark.short for one, mark in marks(theirs).items() if bucket_of(one) in buckets},
    )
    assert {*found.ours, *found.theirs, *found.unlike} == wrong


def test_ten_thousand_dossiers_are_compared_by_sixteen_bytes_and_one_change_by_one_bucket() -> None:
    scope = {f"d-1-{at}": hashlib.sha256(b"%d" % at).digest() for at in range(10_000)}
    other = scope | {"d-1-77": b"another"}
    assert len(root_of(sums(scope))) == 16
    assert len(vector_of(sums(scope))) == BUCKETS * 8
    assert unlike_buckets(sums(scope), vector_of(sums(other))) == (bucket_of("d-1-77"),)


def test_the_form_on_the_wire_is_pinned() -> None:
    assert bucket_of("abc-1-1") == hashlib.sha256(b"abc-1-1").digest()[0]
    assert root_of({}) == hashlib.sha256(b"motcua/root/1\0").digest()[:16]
    mark = mark_of("abc-1-1", b"\1" * 32)
    raw = hashlib.sha256(b"motcua/mark/1\0abc-1-1\0" + b"\1" * 32).digest()
    assert (mark.high, mark.low) == (
        int.from_bytes(raw[:8], "big") % 2**62,
        int.from_bytes(raw[8:16], "big") % 2**62,
    )


def test_the_frames_of_the_scope_travel_and_refuse_what_is_not_theirs() -> None:
    frames = (
        Digest(bytes(16)),
        Digest(bytes(16), bytes(2048)),
        Marks((0, 255), (("abc-1-1", bytes(8)),)),
        Want(("abc-1-1",)),
        Scope(("abc-1-1",), ("abc-1-2",)),
        Growth(3, 400, 20_000),
        Ask("lease"),
    )
    letter = Letter("a" * 16, 1, 0, "b" * 16, frames=frames)
    assert decode_letter(encode_letter(letter)).frames == frames
    for spoiled in (Digest(bytes(15)), Digest(bytes(16), bytes(9)), Marks((0,), (("a", bytes(7)),))):
        with pytest.raises(KernelError):
            decode_letter(encode_letter(Letter("a" * 16, 1, 0, "b" * 16, frames=(spoiled,))))
