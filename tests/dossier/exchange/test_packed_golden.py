"""Golden letters of every packed form are read for ever, and what is written today is read the same way."""

import hashlib
from pathlib import Path

import pytest

from dossier.exchange.context import WELL_KNOWN
from dossier.exchange.wire import decode_letter, encode_letter
from plumbing.wire_dictionary import DICTIONARIES
from tests.dossier.exchange.packed_letters import PACKED_SAMPLES

GOLDEN = Path(__file__).parents[2] / "golden" / "wire"
DIGESTS = {1: "34f7fd2d7b8f62be02a3eb36ed15c51d1674d335ce556ab24eca690e22b4d249"}


@pytest.mark.parametrize("name", sorted(PACKED_SAMPLES))
def test_golden_letters_are_read_for_ever(name):
    letter, _, context = PACKED_SAMPLES[name]
    assert decode_letter((GOLDEN / f"packed-1-{name}.bin").read_bytes(), context) == letter


@pytest.mark.parametrize("name", sorted(PACKED_SAMPLES))
def test_letters_written_today_are_read(name):
    letter, caps, context = PACKED_SAMPLES[name]
    assert decode_letter(encode_letter(letter, caps, context), context) == letter


def test_no_golden_letter_is_missing_or_left_unread():
    expected = {f"packed-1-{name}.bin" for name in PACKED_SAMPLES}
    assert {path.name for path in GOLDEN.glob("packed-*")} == expected


def test_dictionaries_never_change():
    """Letters in outboxes and on sticks were written with them."""
    assert {number: hashlib.sha256(data).hexdigest() for number, data in DICTIONARIES.items()} == DIGESTS


def test_numbers_of_capabilities_never_change():
    assert WELL_KNOWN[:5] == ("packed-1", "seal-excerpt-1", "zstd-dict:1", "zstd-dict:2", "zstd-dict:3")
