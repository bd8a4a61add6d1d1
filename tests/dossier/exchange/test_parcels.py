"""Parcels: what is written is read, and nothing that is not a parcel is taken for one."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.exchange.parcels import (
    MAGIC,
    MOST_PREVIEW_BYTES,
    Piece,
    ScanTalk,
    decode_parcel,
    encode_parcel,
    is_parcel,
)

NAMES = st.binary(min_size=32, max_size=32).map(bytes.hex)
PIECES = st.builds(
    lambda name, before, data, after: Piece(name, before + len(data) + after, "image/jpeg", before, data),
    NAMES,
    st.integers(0, 2**40),
    st.binary(max_size=500),
    st.integers(0, 2**40),
)
TALKS = st.builds(
    ScanTalk,
    st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=4).map(tuple),
    st.lists(NAMES, max_size=4).map(tuple),
    st.lists(NAMES, max_size=4).map(tuple),
)


def outcome(content: bytes) -> str:
    """The word read, or the code of the refusal; any other exception escapes."""
    try:
        decode_parcel(content)
    except KernelError as refused:
        return refused.code
    return "read"


@given(PIECES | TALKS)
def test_what_is_written_is_read(parcel: Piece | ScanTalk) -> None:
    content = encode_parcel(parcel)
    assert is_parcel(content)
    assert decode_parcel(content) == parcel


@given(st.binary(max_size=400))
def test_no_junk_makes_more_than_a_refusal(junk: bytes) -> None:
    for content in (junk, MAGIC + junk):
        assert outcome(content) in {"read", "LETTER_UNREADABLE"}


@given(PIECES, st.data())
def test_a_flipped_or_cut_parcel_is_read_or_refused_never_more(piece: Piece, data: st.DataObject) -> None:
    content = bytearray(encode_parcel(piece))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    for damaged in (bytes(content), bytes(content[:at])):
        assert outcome(damaged) in {"read", "LETTER_UNREADABLE"}


def test_a_piece_beyond_its_blob_and_a_great_preview_are_refused() -> None:
    name = hashlib.sha256(b"x").hexdigest()
    for parcel in (
        Piece(name, 10, "image/png", 8, b"xxx"),
        ScanTalk(((name, bytes(MOST_PREVIEW_BYTES + 1)),)),
    ):
        with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
            decode_parcel(encode_parcel(parcel))
