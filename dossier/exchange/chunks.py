"""Automerge change chunks taken apart and put together again, byte for byte.

Most changes of a dossier do one thing: they put facts, strings under new keys of the root map, and the first one
also makes the note's text object. Of such a change everything follows from its author, its place and its facts.
Source: automerge.org/automerge-binary-format-spec (change chunks, column encodings); pinned by tests that take
the engine's own changes. A change of any other form has a `head` and a `rest`, kept as it is.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dossier.crdt import NOTE, bad_change, parse_change
from dossier.errors import KernelError
from dossier.exchange.numbers import read_sleb, read_uleb, sleb, uleb

_LENGTH_AT = 9  # after magic, checksum and type
_MAGIC, _CHANGE = bytes.fromhex("856f4a83"), b"\x01"
_NO_TIME_NO_MESSAGE_NO_OTHERS = b"\0\0\0"
_SPECS = (
    0x15,
    0x34,
    0x42,
    0x56,
    0x57,
    0x70,
)  # key, insert, action, value's kind and length, value, predecessors
_PUT, _MAKE_TEXT = 1, 4
_TEXT_VALUE = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What every change begins with."""

    deps: tuple[bytes, ...]
    actor: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a change says that only puts facts; `note`: it also makes the note's object."""

    start_op: int
    facts: tuple[tuple[str, str], ...]
    note: bool

    @property
    def next_op(self) -> int:
        """The first operation number after this change."""
        return self.start_op + len(self.facts) + self.note


def take_apart(raw: bytes) -> tuple[bytes, Head, bytes]:
    """Hash, head and rest of a change, from which `put_together` gives the same bytes. Raises
    KernelError(BAD_CHANGE), also for numbers that are longer than they need be."""
    change = parse_change(raw)
    head = Head(change.deps, change.actor, change.seq)
    length, at = read_uleb(raw, _LENGTH_AT)
    begin = _head(head)
    if raw[_LENGTH_AT:at] != uleb(length) or raw[at : at + len(begin)] != begin:
        raise bad_change()
    return change.hash, head, raw[at + len(begin) :]


def take_facts(raw: bytes) -> tuple[bytes, Head, bytes, Facts | None]:
    """Hash, head, rest and facts (as `read_facts`) of a change. Raises as `take_apart`."""
    known = _WRITTEN.get(raw)
    if known is not None:
        return known
    change, head, rest = take_apart(raw)
    return change, head, rest, read_facts(rest)


def put_facts_together(head: Head, facts: Facts) -> tuple[bytes, bytes]:
    """Hash and bytes of the change that puts these facts. Whoever reads a letter often passes it on: what was put
    together here need not be taken apart again."""
    rest = write_facts(facts)
    change, raw = put_together(head, rest)
    if len(raw) <= _SMALL:
        if len(_WRITTEN) >= _MOST_WRITTEN:
            _WRITTEN.clear()
        _WRITTEN[raw] = (change, head, rest, facts)
    return change, raw


_WRITTEN: dict[bytes, tuple[bytes, Head, bytes, Facts]] = {}
_SMALL, _MOST_WRITTEN = 4096, 4096


def put_together(head: Head, rest: bytes) -> tuple[bytes, bytes]:
    """Hash and bytes of the change."""
    contents = _head(head) + rest
    body = _CHANGE + uleb(len(contents)) + contents
    digest = hashlib.sha256(body).digest()
    return digest, _MAGIC + digest[:4] + body


def read_facts(rest: bytes) -> Facts | None:
    """The facts of a change's rest; None when it says anything else, or says it in another way than we would."""
    try:
        facts = _read(rest)
    except (ValueError, KernelError):
        return None
    return facts if facts is not None and write_facts(facts) == rest else None


def _read(rest: bytes) -> Facts | None:
    start_op, at = read_uleb(rest, 0)
    count = len(_SPECS)
    if rest[at : at + 4] != _NO_TIME_NO_MESSAGE_NO_OTHERS + bytes((count,)):
        return None
    lengths, at = [], at + 4
    for spec in _SPECS:
        found, at = read_uleb(rest, at)
        length, at = read_uleb(rest, at)
        if found != spec:
            return None
        lengths.append(length)
    parts = []
    for length in lengths:
        parts.append(rest[at : at + length])
        at += length
    return _facts(start_op, parts)


def write_facts(facts: Facts) -> bytes:
    """The rest of a change that puts these facts."""
    if len(facts.facts) == 1 and not facts.note:
        return _write_one(facts.start_op, *facts.facts[0])
    keys = [key.encode() for key, _ in facts.facts]
    texts = [text.encode() for _, text in facts.facts]
    kinds = [len(text) << 4 | _TEXT_VALUE for text in texts]
    actions = [_PUT] * len(keys)
    if facts.note:
        keys, kinds, actions = [*keys, NOTE.encode()], [*kinds, 0], [*actions, _MAKE_TEXT]
    count = len(keys)
    columns = (
        sleb(-count) + b"".join(uleb(len(key)) + key for key in keys),
        uleb(count),
        _runs(actions),
        _runs(kinds),
        b"".join(texts),
        _runs([0] * count),
    )
    lengths = b"".join(
        [bytes((spec,)) + uleb(len(column)) for spec, column in zip(_SPECS, columns, strict=True)]
    )
    start = uleb(facts.start_op) + _NO_TIME_NO_MESSAGE_NO_OTHERS + bytes((len(_SPECS),))
    return start + lengths + b"".join(columns)


def _write_one(start_op: int, key: str, text: str) -> bytes:
    """As `write_facts`, for one fact: nearly every change is of this kind."""
    name, value = key.encode(), text.encode()
    names = b"\x7f" + uleb(len(name)) + name
    kind = b"\x7f" + uleb(len(value) << 4 | _TEXT_VALUE)
    lengths = b"\x15%b\x34\x01\x42\x02\x56%b\x57%b\x70\x02" % (
        uleb(len(names)),
        uleb(len(kind)),
        uleb(len(value)),
    )
    return b"".join(
        (
            uleb(start_op),
            _NO_TIME_NO_MESSAGE_NO_OTHERS,
            b"\x06",
            lengths,
            names,
            b"\x01\x7f\x01",
            kind,
            value,
            b"\x7f\0",
        )
    )


def _facts(start_op: int, parts: Sequence[bytes]) -> Facts:
    keys, kinds = _keys(parts[0]), _values(parts[3])
    note = bool(keys) and keys[-1] == NOTE
    texts, at = [], 0
    for kind in kinds[:-1] if note else kinds:
        texts.append(parts[4][at : at + (kind >> 4)].decode())
        at += kind >> 4
    return Facts(start_op, tuple(zip(keys[:-1] if note else keys, texts, strict=True)), note)


def _keys(data: bytes) -> list[str]:
    count, at = read_sleb(data, 0)
    if not 0 <= -count <= len(data):
        raise ValueError
    keys = []
    for _ in range(-count):
        length, at = read_uleb(data, at)
        keys.append(data[at : at + length].decode())
        at += length
    return keys


def _values(data: bytes) -> list[int]:
    """Run-length coded numbers, as many as could be meant; `write_facts` decides whether they were."""
    values: list[int] = []
    at = 0
    while at < len(data):
        count, at = read_sleb(data, at)
        if count == 0 or len(values) + abs(count) > _MOST_FACTS:
            raise ValueError
        if count > 0:
            value, at = read_uleb(data, at)
            values += [value] * count
        for _ in range(-count):
            value, at = read_uleb(data, at)
            values.append(value)
    return values


_MOST_FACTS = 10_000


def _runs(values: Sequence[int]) -> bytes:
    """Run-length coding: equal neighbours as a run, all others as literals between runs."""
    if len(values) == 1:
        return b"\x7f" + uleb(values[0])
    out, single = bytearray(), list[int]()
    for value, group in groupby(values):
        count = sum(1 for _ in group)
        if count == 1:
            single.append(value)
            continue
        out += _literals(single) + sleb(count) + uleb(value)
        single = []
    return bytes(out + _literals(single))


def _literals(values: Sequence[int]) -> bytes:
    return sleb(-len(values)) + b"".join(map(uleb, values)) if values else b""


def _head(head: Head) -> bytes:
    deps = uleb(len(head.deps)) + b"".join(head.deps)
    return deps + uleb(len(head.actor)) + head.actor + uleb(head.seq)
