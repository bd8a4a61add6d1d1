"""Bytes from outside: a reader gives a value or refuses, whatever they are. Crashers that were found are kept."""

from pathlib import Path

import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.exchange.wire import encode_letter
from plumbing.automerge_engine import AutomergeEngine
from plumbing.envelopes import seal_envelope
from tests.dossier.exchange.letters import SAMPLES
from tests.fuzz.readers import READER_KEYS, READERS, WRITER_KEYS, survives

CRASHERS = Path(__file__).parent / "crashers"
GOLDEN = Path(__file__).parents[1] / "golden" / "wire"
EXAMPLES, FULL_EXAMPLES = 150, 5_000


def _change() -> bytes:
    return AutomergeEngine().new().commit(bytes(16), [("abcdef-1-1", '{"a":1}')]).raw


def _envelope(letter: bytes) -> bytes:
    return seal_envelope(letter, WRITER_KEYS, READER_KEYS.node, READER_KEYS.public_key, 1, 1)


LETTERS = [encode_letter(letter) for letter in SAMPLES.values()] + [
    file.read_bytes() for file in sorted(GOLDEN.rglob("*")) if file.is_file()
]
PLAINS = [zstandard.ZstdDecompressor().decompress(encode_letter(letter)) for letter in SAMPLES.values()]
SEEDS = {
    "letter": LETTERS,
    "envelope": [_envelope(one) for one in LETTERS[:3]],
    "outside": [_envelope(LETTERS[0])],
    "shape": PLAINS,
    "change": [_change()],
    "document": [_change()],
    "proof": [bytes(96)],
    "seal": [bytes(96)],
    "parcel": [cbor2.dumps([1, 2, 3])],
}
values = st.recursive(
    st.one_of(st.integers(-5, 2**64), st.binary(max_size=70), st.text(max_size=10), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6), st.dictionaries(st.integers(-1, 14), inner, max_size=6)
    ),
    max_leaves=20,
)


@st.composite
def hurt(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good sample with bytes changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                del data[at : at + draw(st.integers(1, 40))]
            case 2:
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.binary(max_size=12))
    return bytes(data)


def _fuzz(reader: str, examples: int) -> None:
    @settings(max_examples=examples, database=None)
    @given(st.one_of(st.binary(max_size=300), hurt(SEEDS[reader])))
    def refuses_or_reads(data: bytes) -> None:
        survives(reader, data)

    refuses_or_reads()


@pytest.mark.parametrize("reader", READERS)
def test_whatever_the_bytes_a_reader_reads_or_refuses(reader: str) -> None:
    _fuzz(reader, EXAMPLES)


@pytest.mark.full
@pytest.mark.parametrize("reader", READERS)
def test_whatever_the_bytes_a_reader_reads_or_refuses_at_length(reader: str) -> None:
    _fuzz(reader, FULL_EXAMPLES)


@settings(max_examples=EXAMPLES, database=None)
@given(values)
def test_whatever_the_values_a_letter_is_read_or_refused(plain: object) -> None:
    survives("letter", zstandard.ZstdCompressor().compress(cbor2.dumps(plain)))


@settings(max_examples=EXAMPLES, database=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.lists(values, max_size=8)), max_size=4))
def test_whatever_the_frames_a_letter_is_read_or_refused(frames: list[tuple[int, list[object]]]) -> None:
    body = {0: 1, 1: bytes(10), 4: bytes(10), 10: [[kind, *members] for kind, members in frames]}
    survives("letter", zstandard.ZstdCompressor().compress(cbor2.dumps(body)))


@settings(max_examples=60, database=None)
@given(st.sampled_from(LETTERS[:3]).map(_envelope), st.data())
def test_one_changed_bit_never_opens(envelope: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(envelope) * 8 - 1))
    flipped = bytearray(envelope)
    flipped[at // 8] ^= 1 << at % 8
    assert not survives("envelope", bytes(flipped))


@pytest.mark.parametrize("file", sorted(CRASHERS.glob("*-*")), ids=lambda file: file.name)
def test_a_crasher_of_old_does_not_crash_again(file: Path) -> None:
    """Name: reader, then what was wrong."""
    survives(file.name.split("-")[0], file.read_bytes())
