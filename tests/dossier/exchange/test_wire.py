"""Letters: what is written is read back; what is hostile is refused before it costs anything."""

from pathlib import Path

import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.errors import KernelError
from dossier.exchange import wire
from dossier.exchange.cbor_guard import check_shape
from dossier.exchange.context import PACKED
from dossier.exchange.frames import Ask, Marks, Scope, Want
from dossier.exchange.packed import FORM
from dossier.exchange.wire import (
    LIMITS,
    Blobs,
    Changes,
    GrantFrame,
    Letter,
    Receipt,
    RegisterFrame,
    SealFrame,
    Unknown,
    decode_letter,
    encode_letter,
    receipt_message,
)
from tests.dossier.exchange.letters import HUB, NODE, SAMPLES, SIGNATURE

GOLDEN = Path(__file__).parents[2] / "golden" / "wire"

numbers = st.integers(0, 2**63 - 1)
short = st.text(max_size=20)
dossiers = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
hashes = st.binary(min_size=32, max_size=32)
signatures = st.binary(min_size=64, max_size=64)
frames = st.one_of(
    st.builds(Changes, dossiers, st.lists(st.binary(max_size=60), max_size=4).map(tuple)),
    st.builds(SealFrame, st.just(NODE), hashes, signatures, st.lists(hashes, max_size=4).map(tuple)),
    st.builds(
        Receipt,
        st.just(NODE),
        numbers,
        numbers,
        numbers,
        st.lists(st.tuples(dossiers, hashes), max_size=3).map(tuple),
        st.lists(st.tuples(dossiers, short), max_size=3).map(tuple),
        signatures,
    ),
    st.builds(RegisterFrame, numbers, st.text(max_size=50), signatures),
    st.builds(GrantFrame, short, st.text(max_size=50), signatures),
    st.builds(Blobs, st.lists(st.tuples(hashes.map(bytes.hex), numbers, short), max_size=3).map(tuple)),
    st.builds(
        Unknown,
        st.integers(100, 1000),
        st.lists(st.one_of(numbers, short, hashes), max_size=3).map(cbor2.dumps),
    ),
)
letters = st.builds(
    Letter,
    sender=st.just(NODE),
    incarnation=st.integers(1, 2**32),
    seq=numbers,
    addressee=st.just(HUB),
    ack=numbers,
    register=numbers,
    device_ms=numbers,
    hub_ms=numbers,
    caps=st.frozensets(short, max_size=4),
    frames=st.lists(frames, max_size=6).map(tuple),
    more=st.booleans(),
)


@given(letters)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(letter):
    assert decode_letter(encode_letter(letter)) == letter
    assert encode_letter(decode_letter(encode_letter(letter))) == encode_letter(letter)


def _golden(name: str) -> bytes:
    """Fails when the file is missing: a sample that is gone would otherwise pass for ever."""
    return (GOLDEN / f"v1-{name}.bin").read_bytes()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_golden_letters_are_read_for_ever(name):
    assert decode_letter(_golden(name)) == SAMPLES[name]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_letters_are_written_as_they_were(name):
    written = zstandard.ZstdDecompressor().decompress(encode_letter(SAMPLES[name]))
    assert written == zstandard.ZstdDecompressor().decompress(_golden(name))


def test_no_golden_letter_is_left_unread():
    assert {path.name for path in GOLDEN.glob("v1-*")} == {f"v1-{name}.bin" for name in [*SAMPLES, "newer"]}


def test_a_newer_peer_is_understood_as_far_as_possible():
    """The golden letter `newer` has a letter member 99, a frame of kind 77 and a member more in a known frame."""
    letter = decode_letter(_golden("newer"))
    known, unknown = letter.frames
    assert known == Blobs((("ab" * 32, 9, "image/png"),))
    assert unknown == Unknown(77, cbor2.dumps(["later", {1: [True, None]}]))
    assert decode_letter(encode_letter(letter)) == letter


def test_a_quiet_letter_costs_little():
    assert len(encode_letter(SAMPLES["quiet"])) < 60


def _letter(**members) -> bytes:
    body = {0: 1, 1: b"n" * 10, 2: 1, 4: b"h" * 10} | {int(key[1:]): value for key, value in members.items()}
    return zstandard.ZstdCompressor().compress(cbor2.dumps(body))


def _raw(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def test_a_hand_made_letter_is_read():
    assert decode_letter(_letter()).sender == decode_letter(_letter(m99="new")).sender


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        _raw(b""),
        _raw(b"\xa0"),
        _raw(b"\x80"),
        _raw(cbor2.dumps({0: 1}) + b"\0"),
        _raw(bytes.fromhex("a200010001")),  # member 0 twice
        _letter(m1="text"),
        _letter(m1=b"short"),
        _letter(m2=-1),
        _letter(m2=2**64),
        _letter(m2=True),
        _letter(m3=1.5),
        _letter(m9=[1]),
        _letter(m10={}),
        _letter(m10=[[]]),
        _letter(m10=[["1"]]),
        _letter(m10=[7]),
        _letter(m10=[[1, "x"]]),
        _letter(m10=[[1, "x", [1]]]),
        _letter(m10=[[2, b"n" * 10, bytes(32), bytes(64), bytes(33)]]),
        _letter(m10=[[2, b"n" * 10, bytes(31), bytes(64), bytes(32)]]),
        _letter(m10=[[3, b"n" * 10, 1, 1, 1, [["x"]], [], bytes(64)]]),
        _letter(m10=[[4, 1, b"text", bytes(64)]]),
        _letter(m10=[[6, [["ab", 1, "image/png"]]]]),
        _letter(m11=cbor2.CBORTag(2, b"\1" * 64)),
        encode_letter(SAMPLES["facts"]) + b"\0",
    ],
)
def test_what_is_no_letter_is_refused(data):
    with pytest.raises(KernelError) as raised:
        decode_letter(data)
    assert raised.value.code == "LETTER_UNREADABLE"
    assert raised.value.hint_vi


def test_a_letter_cut_anywhere_is_refused():
    data = encode_letter(SAMPLES["answer"])
    for end in range(len(data)):
        with pytest.raises(KernelError):
            decode_letter(data[:end])


def test_a_newer_version_asks_for_an_update():
    with pytest.raises(KernelError, match="LETTER_NEWER_VERSION"):
        decode_letter(_letter(m0=2))


@pytest.mark.parametrize("version", [0, -1, None, True, 1.0, "1", b"\x01"])
def test_a_version_that_never_was_is_refused(version):
    for data in (_letter(m0=version), _packed(version)):
        with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
            decode_letter(data)


def _packed(version):
    plain = cbor2.dumps({0: version, 1: bytes(10), 2: 1, 4: bytes(10)})
    return bytes((FORM, 0)) + bytes((len(plain), 0)) + plain


@pytest.mark.parametrize(
    "bomb",
    [
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",  # a list of 2^63 items
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",  # a byte string of 2^63
        b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x81" * 100_000 + b"\0",  # nested for ever
        b"\x9f\x00\xff",  # of unknown length
        b"\x9a" + (1_000_000).to_bytes(4, "big") + b"\x80" * 1_000_000,  # a million lists
    ],
)
def test_bombs_are_seen_before_they_are_built(bomb):
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        check_shape(bomb, LIMITS["items"], LIMITS["depth"])
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        decode_letter(_raw(bomb))


def test_a_compressed_bomb_is_refused_by_its_announced_size():
    with pytest.raises(KernelError, match="LETTER_TOO_LARGE"):
        decode_letter(_raw(bytes(LIMITS["letter_bytes"] + 1)))
    unannounced = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(100))
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        decode_letter(unannounced)


@pytest.mark.parametrize(
    "frame",
    [
        Ask("n" * 65),
        Changes("d", (bytes(LIMITS["change_bytes"] + 1),)),
        Changes("d", (b"",) * (LIMITS["changes"] + 1)),
        RegisterFrame(1, "x" * (LIMITS["text_bytes"] + 1), SIGNATURE),
        Blobs((("ab" * 32, 1, "image/png"),) * (LIMITS["blobs"] + 1)),
    ],
    ids=["name", "change", "changes", "text", "blobs"],
)
def test_nobody_writes_what_nobody_may_read(frame):
    with pytest.raises(KernelError, match="LETTER_TOO_LARGE"):
        encode_letter(Letter(NODE, 1, 1, HUB, frames=(frame,)))


@pytest.mark.parametrize("name", ["d" * 41, "d\0-1-1"])
@pytest.mark.parametrize("caps", [frozenset(), frozenset({PACKED})], ids=["plain", "packed"])
def test_a_dossier_that_no_table_could_hold_is_neither_written_nor_read(
    name: str, caps: frozenset[str]
) -> None:
    good = "d" * 40
    letter = Letter(NODE, 1, 1, HUB, frames=(Changes(good, ()),))
    assert decode_letter(encode_letter(letter, caps)).frames == letter.frames
    for frame in (Changes(name, ()), Want((name,)), Scope((name,)), Marks((1,), ((name, bytes(8)),))):
        with pytest.raises(KernelError, match="DOSSIER_ID_INVALID"):
            encode_letter(Letter(NODE, 1, 1, HUB, frames=(frame,)), caps)
    with pytest.raises(KernelError, match="DOSSIER_ID_INVALID"):
        decode_letter(_letter(m10=[[17, b"\1", [[name, bytes(8)]]]]))


def test_too_many_frames_are_refused_on_both_sides():
    quiet = Blobs(())
    with pytest.raises(KernelError, match="LETTER_TOO_LARGE"):
        encode_letter(Letter(NODE, 1, 1, HUB, frames=(quiet,) * (LIMITS["frames"] + 1)))
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        decode_letter(_letter(m10=[[6, []]] * (LIMITS["frames"] + 1)))


def _read_or_refused(data: bytes) -> Letter | None:
    """Any other exception than a refusal of the protocol fails the test."""
    try:
        return decode_letter(data)
    except KernelError as error:
        if not error.code.startswith("LETTER_"):
            raise
        return None


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_bytes_do_worse_than_a_refusal(data):
    for candidate in (data, _raw(data)):
        _read_or_refused(candidate)


@given(st.integers(0, 10_000), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_flipped_bits_do_no_worse_than_a_refusal(at, mask):
    plain = bytearray(zstandard.ZstdDecompressor().decompress(encode_letter(SAMPLES["facts"])))
    plain[at % len(plain)] ^= mask
    letter = _read_or_refused(_raw(bytes(plain)))
    assert letter is None or decode_letter(encode_letter(letter)) == letter


def test_a_receipt_is_signed_over_all_it_says():
    receipt = SAMPLES["answer"].frames[0]
    assert isinstance(receipt, Receipt)
    unsigned = Receipt(
        receipt.node, receipt.incarnation, receipt.seq, receipt.hub_ms, receipt.heads, receipt.outcomes
    )
    assert receipt_message(unsigned) == receipt_message(receipt)
    others = [
        Receipt(HUB, 2, 7, receipt.hub_ms, receipt.heads, receipt.outcomes),
        Receipt(NODE, 3, 7, receipt.hub_ms, receipt.heads, receipt.outcomes),
        Receipt(NODE, 2, 8, receipt.hub_ms, receipt.heads, receipt.outcomes),
        Receipt(NODE, 2, 7, 1, receipt.heads, receipt.outcomes),
        Receipt(NODE, 2, 7, receipt.hub_ms, (), receipt.outcomes),
        Receipt(NODE, 2, 7, receipt.hub_ms, receipt.heads, ()),
    ]
    assert len({receipt_message(other) for other in [receipt, *others]}) == 1 + len(others)


def test_every_exported_name_is_there():
    assert all(hasattr(wire, name) for name in wire.__all__)
