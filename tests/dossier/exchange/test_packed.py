"""Packed letters: the very bytes come back, whatever the changes are; what is broken is refused, what leans says so."""

import json
from dataclasses import replace

import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.authors import actor_id, node_id
from dossier.crdt import parse_change
from dossier.errors import KernelError
from dossier.exchange import unpacking
from dossier.exchange.chunks import put_together, read_facts, take_apart
from dossier.exchange.columns import Tail, pack_column, unpack_column
from dossier.exchange.compact import pack_changes
from dossier.exchange.context import PACKED, Context, nothing_held
from dossier.exchange.excerpt import root_of
from dossier.exchange.frames import LIMITS
from dossier.exchange.seal import make_seal, seal_holds
from dossier.exchange.shapes import cut, shape_of
from dossier.exchange.unpacking import unpack_changes
from dossier.exchange.wire import Changes, Letter, SealFrame, decode_letter, encode_letter
from tests.dossier.exchange.letters import HUB, NODE, SAMPLES
from tests.dossier.exchange.made_changes import ENGINE, concurrent
from tests.dossier.exchange.test_wire import letters

NODES = (node_id(b"1" * 32), node_id(b"2" * 32))
ACTORS = (actor_id(NODES[0], b"abcdef"), actor_id(NODES[1], b"ghijkl"))
CAPS = frozenset({PACKED})
SIGNATURE = bytes(64)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), texts, st.binary(min_size=8).map(bytes.hex)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)
odd_texts = st.one_of(values.map(lambda value: json.dumps(value, ensure_ascii=False)), texts.filter(bool))


def _as_packed(letter: Letter) -> Letter:
    """A packed letter has seals and changes behind all else."""
    rank = {SealFrame: 1, Changes: 2}

    def group(frame):
        broken = isinstance(frame, SealFrame) and root_of(frame) != frame.root
        return 0 if broken else rank.get(type(frame), 0)

    return replace(letter, frames=tuple(sorted(letter.frames, key=group)))


def _sealed(frames: list[Changes], node: str = NODE) -> SealFrame:
    hashes = [parse_change(raw).hash for frame in frames for raw in frame.raw]
    return make_seal(node, hashes, lambda _message: SIGNATURE)


def _work(count: int = 3) -> list[Changes]:
    names = [f"{NODES[0][:6]}-1-{number}" for number in range(count)]
    return [Changes(name, tuple(concurrent(name, NODES, ACTORS))) for name in names]


def _letter(frames: list[Changes]) -> Letter:
    return Letter(
        NODE, 1, 4, HUB, 9, 3, 1_781_000_000_000, 1_781_000_000_500, CAPS, (_sealed(frames), *frames)
    )


@given(letters)
@settings(max_examples=120, deadline=None)
def test_any_letter_comes_back(letter):
    read = decode_letter(encode_letter(letter, CAPS))
    assert _as_packed(read) == _as_packed(letter)


def test_engine_made_changes_come_back_with_their_seal():
    letter = _letter(_work())
    data = encode_letter(letter, CAPS)
    assert decode_letter(data) == letter
    assert len(data) < len(encode_letter(letter)) * 2 // 3


@given(st.lists(st.tuples(odd_texts, st.booleans()), min_size=1, max_size=5), st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_oddest_facts_come_out_as_they_went_in(said, with_note):
    document, made = ENGINE.new(), []
    for number, (text, twice) in enumerate(said):
        facts = [(f"k-1-{number}", text)] + ([(f"odd{number}", text)] if twice else [])
        made.append(
            document.commit(ACTORS[number % 2], facts, "ghi" if with_note and number == 1 else None).raw
        )
    frames = [Changes("d-1-1", tuple(made)), Changes("đ", (made[0],))]
    letter = Letter(NODE, 1, 1, HUB, frames=tuple(frames))
    assert decode_letter(encode_letter(letter, CAPS)) == letter


@given(
    st.lists(
        st.sampled_from(["k-1-1", "k-1-2", "x", "", "7", "a-01", "a--3", "note-1"]), min_size=1, max_size=4
    )
)
@settings(max_examples=40, deadline=None)
def test_what_an_act_follows_comes_back(after):
    text = json.dumps({"after": after, "day": "2026-01-01", "hlc": [5, 0], "device": 5, "node": NODES[0]})
    document = ENGINE.new()
    made = [document.commit(ACTORS[0], [(f"k-1-{count}", text)]).raw for count in (1, 2, 9)]
    letter = Letter(NODE, 1, 1, HUB, frames=(Changes("k-1-1", tuple(made)),))
    assert decode_letter(encode_letter(letter, CAPS)) == letter


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_change_is_taken_apart_and_put_together(kind):
    raw = concurrent("d", NODES, ACTORS)[kind]
    change, head, rest = take_apart(raw)
    assert put_together(head, rest) == (change, raw)
    assert (read_facts(rest) is None) == (kind == 1)  # the one that edits the note


@given(
    st.lists(
        st.one_of(odd_texts, scalars.map(json.dumps)).filter(lambda t: "\0" not in t), min_size=1, max_size=20
    )
)
def test_columns_give_their_tokens_back(tokens):
    tail = Tail()
    packed = cbor2.loads(cbor2.dumps(pack_column(tokens, tail)))
    column = unpack_column(packed, Tail(tail.rest()))
    assert [next(column) for _ in tokens] == tokens


@given(odd_texts)
def test_shapes_give_the_text_back(text):
    skeleton, tokens = cut(text)
    if "\0" not in text:
        assert shape_of(skeleton).fill(tokens) == text


def _held(frames: list[Changes]):
    hashes = {frame.dossier: [parse_change(raw).hash for raw in frame.raw] for frame in frames}
    return lambda dossiers: {one: hashes.get(one, ()) for one in dossiers}


def test_a_letter_leans_on_what_the_reader_holds():
    before = [Changes(frame.dossier, frame.raw[:4]) for frame in _work()]
    after = [Changes(frame.dossier, frame.raw[4:]) for frame in _work()]
    letter = _letter(after)
    leaning, alone = Context(held=_held(before)), Context()
    data = encode_letter(letter, CAPS, leaning)
    assert decode_letter(data, leaning) == letter
    assert decode_letter(encode_letter(letter, CAPS, alone), alone) == letter
    assert (
        len(data) < len(encode_letter(letter, CAPS, alone)) - 3 * 2 * 25
    )  # two dependencies in three dossiers
    with pytest.raises(KernelError, match="LETTER_LEANS"):
        decode_letter(data, alone)


def test_two_that_begin_alike_are_named_in_full():
    before, after = _work(1)[0].raw[:4], _work(1)[0].raw[4:]
    name = _work(1)[0].dossier
    hashes = [parse_change(raw).hash for raw in before]
    doubled = Context(lambda _dossiers: {name: [*hashes, *(one[:3] + bytes(29) for one in hashes)]})
    letter = Letter(NODE, 1, 1, HUB, frames=(Changes(name, after),))
    assert decode_letter(encode_letter(letter, CAPS, doubled), doubled) == letter
    plain = Context(lambda _dossiers: {name: hashes})
    with pytest.raises(KernelError, match="LETTER_LEANS"):
        decode_letter(encode_letter(letter, CAPS, plain), doubled)


def test_a_seal_in_another_order_and_of_absent_changes_comes_back():
    frames = _work(2)
    hashes = [parse_change(raw).hash for frame in frames for raw in frame.raw]
    for leaves in (hashes[::-1], [*hashes[:3], b"\7" * 32, *hashes[3:]], [b"\7" * 32], []):
        seal = make_seal(NODE, leaves, lambda _message: SIGNATURE)
        letter = Letter(NODE, 1, 1, HUB, frames=(seal, *frames))
        assert decode_letter(encode_letter(letter, CAPS)) == letter


def test_a_seal_loses_the_leaves_that_the_letter_has_not_when_the_peer_can_do_without():
    frames = _work(2)
    others = [bytes([n]) * 32 for n in range(200)]
    hashes = [parse_change(raw).hash for raw in frames[0].raw]
    seal = make_seal(NODE, [*others[:100], *hashes, *others[100:]], lambda _message: SIGNATURE)
    letter = Letter(NODE, 1, 1, HUB, frames=(seal, *frames))
    whole, short = encode_letter(letter, CAPS), encode_letter(letter, CAPS | {"seal-excerpt-1"})
    assert len(short) < len(whole) - 180 * 32
    read = decode_letter(short).frames[0]
    assert isinstance(read, SealFrame)
    assert (read.root, read.leaves, read.size) == (seal.root, tuple(hashes), seal.count)
    assert seal_holds(read, lambda _message, signature: signature == SIGNATURE)
    again = Letter(HUB, 1, 1, NODE, frames=(read, frames[0]))  # a relay that never had the others
    assert decode_letter(encode_letter(again, CAPS)) == again
    assert decode_letter(encode_letter(again)) == again


def _refused(data: bytes) -> None:
    try:
        decode_letter(data)
    except KernelError as error:
        if not error.code.startswith("LETTER_"):
            raise


DATA = encode_letter(_letter(_work()), CAPS)


def test_a_packed_letter_cut_anywhere_is_refused():
    for end in range(len(DATA)):
        with pytest.raises(KernelError, match="LETTER_"):
            decode_letter(DATA[:end])


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_flipped_bits_never_pass_for_the_truth(at, mask):
    data = bytearray(DATA)
    data[at] ^= mask
    _refused(bytes(data))


@given(st.integers(0, 100_000), st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_flipped_bits_below_the_compression_do_no_worse_than_a_refusal(at, mask):
    tail = Tail()
    packed, _ = pack_changes(_WORK, nothing_held, tail)
    plain = bytearray(cbor2.dumps(packed))
    plain[at % len(plain)] ^= mask
    body = cbor2.dumps({0: 1, 1: b"n" * 10, 2: 1, 4: b"h" * 10})[:-1]
    head = bytes([0xA5]) + body[1:] + b"h" + bytes([12])
    whole = head + bytes(plain)
    _refused(bytes([2, 0]) + _uleb(len(whole)) + b"\0" + whole + tail.rest())


_WORK = _work(2)


def _uleb(value: int) -> bytes:
    return bytes([value & 127 | 128, value >> 7 & 127 | 128, value >> 14])


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_do_worse_than_a_refusal(data):
    _refused(bytes([2]) + data)


def _unfolds(streams: dict[int, bytes], columns: list, shapes: list[str]) -> None:
    listed = [streams.get(place, b"") for place in range(10)]
    packed = [listed, ACTORS[0], shapes, columns, b""]
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        unpack_changes(packed, nothing_held, Tail())


def test_bombs_are_counted_before_they_are_built():
    big = "x" * 1_000_000
    forms = {0: b"\1", 1: b"\0", 2: b"\0", 3: b"\1", 4: b"\1", 5: b"\0", 7: b"\x90\x4e", 8: bytes(10_000)}
    fixed = [[0, "d-"], [0, "1"], [0, "k-"], [0, "1"]]
    _unfolds(forms, [*fixed, [0, f'"{big}"']], ['{"v":\0}'])  # ten thousand facts of one megabyte
    _unfolds(forms | {7: b"\xff\xff\xff\xff\x7f"}, fixed, ["{}"])  # four thousand million facts
    _unfolds({0: b"\xff\xff\xff\xff\x7f", 1: b"\0"}, [], [])  # as many changes
    _unfolds(forms, fixed, ["\0" * (LIMITS["shapes"] + 1)])
    _unfolds({0: b"\1", 1: b"\2", 2: b"\0", 3: b"\1", 5: b"\xff\xff\xff\xff\x7f", 6: b""}, fixed[:2], [])


def test_an_announced_size_is_not_trusted():
    with pytest.raises(KernelError, match="LETTER_TOO_LARGE"):
        decode_letter(bytes([2, 0]) + b"\xff\xff\xff\xff\x7f" + b"\5" + bytes(9))
    bomb = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(
            format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False, write_checksum=False
        )
    ).compress(bytes(10_000_000))
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        decode_letter(bytes([2, 0, 100]) + _uleb(len(bomb)) + bomb)


def test_a_dictionary_that_the_reader_has_not_is_refused():
    with pytest.raises(KernelError, match="LETTER_UNREADABLE"):
        decode_letter(bytes([2, 9, 100, 5]) + bytes(5))


def test_a_quiet_letter_costs_less_than_before():
    quiet = replace(SAMPLES["quiet"], device_ms=1_781_000_000_000, hub_ms=1_780_999_999_000, caps=CAPS)
    assert len(encode_letter(quiet, CAPS)) < len(encode_letter(quiet)) - 15


def test_a_change_is_never_sent_that_would_not_come_back():
    """Bytes that are no change, changes of other makers, and a fact's change in another dress go as they are."""
    raw = b"\x85oJ\x83 no change"
    letter = Letter(NODE, 1, 1, HUB, frames=(Changes("d", (raw, b"")),))
    assert decode_letter(encode_letter(letter, CAPS)) == letter
    assert unpacking.leans().hint_vi
