"""Envelopes: whole, from whom they say, for us, or refused with a sentence of their own."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.exchange.wire import Letter, encode_letter
from plumbing import envelopes
from plumbing.envelopes import (
    HEADER_BYTES,
    Header,
    check_envelope,
    open_envelope,
    open_letter,
    peek,
    seal_envelope,
)
from plumbing.keys import NodeKeys
from plumbing.problem import Problem

SENDER, HUB, STRANGER = NodeKeys.generate(), NodeKeys.generate(), NodeKeys.generate()
CONTENT = "Bà Lan".encode() * 3
ENVELOPE = seal_envelope(CONTENT, SENDER, HUB.node, HUB.public_key, 2, 7)


def key_of(node: str) -> bytes | None:
    return {SENDER.node: SENDER.public_key, HUB.node: HUB.public_key}.get(node)


def refusal(envelope: bytes, keys: NodeKeys = HUB, known=key_of) -> str:
    """The code of the refusal; its sentence is Vietnamese and says something."""
    with pytest.raises(Problem) as raised:
        open_envelope(envelope, keys, known)
    assert re.search("[ăâđêôơưàảãáạ]", raised.value.hint_vi)
    return raised.value.code


def test_an_envelope_opens_for_its_addressee():
    header = Header(SENDER.node, HUB.node, 2, 7, len(ENVELOPE))
    assert open_envelope(ENVELOPE, HUB, key_of) == (header, CONTENT)
    assert peek(ENVELOPE[:HEADER_BYTES]) == header
    assert CONTENT not in ENVELOPE
    assert len(ENVELOPE) == HEADER_BYTES + 48 + len(CONTENT)


def test_a_replay_is_the_same_bytes_and_says_the_same():
    assert open_envelope(bytes(ENVELOPE), HUB, key_of) == open_envelope(ENVELOPE, HUB, key_of)


def test_an_envelope_cut_anywhere_is_told():
    assert {refusal(ENVELOPE[:end]) for end in range(len(ENVELOPE))} == {"ENVELOPE_TRUNCATED"}


@given(st.integers(0, len(ENVELOPE) - 1), st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_a_flipped_bit_anywhere(at, bit):
    altered = bytearray(ENVELOPE)
    altered[at] ^= 1 << bit
    assert refusal(bytes(altered)).startswith("ENVELOPE_")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (0, "ENVELOPE_FOREIGN"),
        (3, "ENVELOPE_NEWER_VERSION"),
        (5, "ENVELOPE_UNKNOWN_SENDER"),
        (15, "ENVELOPE_NOT_FOR_US"),
        (27, "ENVELOPE_BAD_SIGNATURE"),  # incarnation
        (35, "ENVELOPE_BAD_SIGNATURE"),  # seq
        (36, "ENVELOPE_TOO_LARGE"),  # length
        (39, "ENVELOPE_TRUNCATED"),  # length, a little more than there is
        (50, "ENVELOPE_BAD_SIGNATURE"),
        (HEADER_BYTES, "ENVELOPE_BAD_SIGNATURE"),
        (len(ENVELOPE) - 1, "ENVELOPE_BAD_SIGNATURE"),
    ],
)
def test_each_part_has_its_own_answer(at, code):
    altered = bytearray(ENVELOPE)
    altered[at] = (altered[at] + 0x20) % 256
    assert refusal(bytes(altered)) == code


def test_what_hangs_on_behind():
    assert refusal(ENVELOPE + b"\0") == "ENVELOPE_BAD_SIGNATURE"


def test_for_somebody_else_from_nobody_known_or_revoked():
    assert refusal(ENVELOPE, keys=STRANGER) == "ENVELOPE_NOT_FOR_US"
    assert refusal(ENVELOPE, known=lambda _node: None) == "ENVELOPE_UNKNOWN_SENDER"
    assert refusal(ENVELOPE, known=lambda _node: STRANGER.public_key) == "ENVELOPE_BAD_SIGNATURE"
    assert refusal(b"%PDF-1.7 " * 40) == "ENVELOPE_FOREIGN"


def test_a_box_cannot_be_put_into_another_envelope():
    other = seal_envelope(b"other", SENDER, HUB.node, HUB.public_key, 2, 8)
    assert refusal(other[:HEADER_BYTES] + ENVELOPE[HEADER_BYTES:]) in {
        "ENVELOPE_BAD_SIGNATURE",
        "ENVELOPE_TRUNCATED",
    }


def test_a_carrier_checks_what_it_cannot_read():
    assert check_envelope(ENVELOPE, key_of).addressee == HUB.node
    misdirected = seal_envelope(CONTENT, SENDER, HUB.node, STRANGER.public_key, 2, 7)
    assert check_envelope(misdirected, key_of).seq == 7
    assert refusal_of_box(misdirected) == "SEALED_BOX_BROKEN"


def refusal_of_box(envelope: bytes) -> str:
    with pytest.raises(Problem) as raised:
        open_envelope(envelope, HUB, key_of)
    return raised.value.code


def test_too_large_is_not_written(monkeypatch):
    monkeypatch.setattr(envelopes, "MAX_ENVELOPE_BYTES", HEADER_BYTES + 48 + 10)
    assert seal_envelope(bytes(10), SENDER, HUB.node, HUB.public_key, 1, 1)
    with pytest.raises(Problem, match="ENVELOPE_TOO_LARGE"):
        seal_envelope(bytes(11), SENDER, HUB.node, HUB.public_key, 1, 1)


def _posted(letter: Letter) -> bytes:
    return seal_envelope(encode_letter(letter), SENDER, HUB.node, HUB.public_key, 2, 7)


def test_a_letter_must_be_what_the_outside_says():
    letter = Letter(SENDER.node, 2, 7, HUB.node)
    assert open_letter(_posted(letter), HUB, key_of)[1] == letter
    for other in (
        replace(letter, sender=STRANGER.node),
        replace(letter, addressee=STRANGER.node),
        replace(letter, incarnation=3),
        replace(letter, seq=8),
    ):
        with pytest.raises(Problem, match="ENVELOPE_MISLABELLED"):
            open_letter(_posted(other), HUB, key_of)


def test_sealing_again_gives_other_bytes_so_the_first_are_kept():
    assert seal_envelope(CONTENT, SENDER, HUB.node, HUB.public_key, 2, 7) != ENVELOPE
