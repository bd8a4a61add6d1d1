"""The reading half of `dossier.exchange.compact`: streams and columns back into the very bytes of the changes.

Nothing is allocated before it has been paid for: every number and token read is in the letter, and what they unfold
to is counted against the limits first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dossier.authors import ACTOR_BYTES
from dossier.crdt import parse_change
from dossier.errors import KernelError
from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.chunks import Facts, Head, put_facts_together, put_together
from dossier.exchange.columns import Tail, unpack_column
from dossier.exchange.compact import (
    BACK,
    BEFORE,
    COUNT,
    DOSSIER,
    FACTS_AND_NOTE,
    FULL,
    HELD,
    KEY,
    NUMBER,
    PARTS,
    PREFIX_BYTES,
    STREAMS,
    WHOLE,
    Previous,
    column_names,
)
from dossier.exchange.context import Held
from dossier.exchange.expected import Expected, author_name
from dossier.exchange.frames import HASH_BYTES, LIMITS, Changes
from dossier.exchange.numbers import split_numbers
from dossier.exchange.packing import dossier_id
from dossier.exchange.shapes import MOST_PIECES, Shape, shape_of


@dataclass(slots=True)
class _Sheet:
    """What a packed letter brought, as it is used up."""

    numbers: Mapping[str, Iterator[int]]
    actors: bytes
    shapes: Sequence[Shape]
    tokens: Mapping[str, Iterator[str]]
    rest: Tail
    deps: Tail
    hashes: list[bytes] = field(default_factory=list)
    left: int = LIMITS["letter_bytes"]

    def spend(self, size: int) -> None:
        """Count bytes that are about to be built. Raises KernelError(LETTER_UNREADABLE)."""
        self.left -= size
        if self.left < 0:
            raise unreadable()


def unpack_changes(packed: Any, held: Held, tail: Tail) -> tuple[list[Changes], Sequence[bytes]]:
    """The frames, and the hash of every change in the order of the letter. Raises KernelError: LETTER_UNREADABLE,
    LETTER_LEANS, DOSSIER_ID_INVALID."""
    try:
        sheet, frames = _sheet(packed, tail)
        names = [dossier_id(next(sheet.tokens[DOSSIER]) + next(sheet.tokens[NUMBER])) for _ in frames]
        known = held(names)
        found = []
        for name, count in zip(names, frames, strict=True):
            prefixes = _Prefixes(known.get(name, ()))
            found.append(Changes(name, tuple(_changes(sheet, name, count, prefixes))))
        return found, sheet.hashes
    except _NONSENSE as error:
        raise unreadable() from error


_NONSENSE = (
    StopIteration,
    RuntimeError,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    OverflowError,
)  # what the parts of a letter raise that nobody wrote


def leans() -> KernelError:
    """The letter names changes that the reader does not have."""
    hint = "Thư dựa vào dữ kiện mà nơi nhận chưa có; máy gửi sẽ tự viết lại thư đầy đủ."
    return KernelError("LETTER_LEANS", hint)


class _Prefixes:
    """Changes that the reader has of one dossier, by the beginning of their hash."""

    def __init__(self, hashes: Any) -> None:
        self._hashes = hashes

    def find(self, prefix: bytes) -> bytes:
        """Raises KernelError(LETTER_LEANS) unless exactly one change begins so."""
        found = [one for one in self._hashes if one[:PREFIX_BYTES] == prefix]
        if len(found) != 1:
            raise leans()
        return bytes(found[0])


def _sheet(packed: Any, tail: Tail) -> tuple[_Sheet, list[int]]:
    streams, actors, skeletons, columns, rest = packed
    numbers = dict(zip(STREAMS, map(split_numbers, streams), strict=True))
    frames = numbers["frames"]
    if len(frames) > LIMITS["frames"] or len(skeletons) > LIMITS["shapes"] or len(actors) % ACTOR_BYTES:
        raise unreadable()
    if max(frames, default=0) > LIMITS["changes"] or sum(frames) != len(numbers["form"]):
        raise unreadable()
    if any(skeleton.count("\0") >= MOST_PIECES for skeleton in skeletons):
        raise unreadable()
    named = {HELD: PREFIX_BYTES, FULL: HASH_BYTES}
    deps = Tail(tail.take(sum(named.get(kind, 0) for kind in numbers["dep"])))
    shapes = [shape_of(skeleton) for skeleton in skeletons]
    names = column_names(shapes)
    tokens = {
        name: unpack_column(column, tail) if column else iter(())
        for name, column in zip(names, columns, strict=True)
    }
    streams_left = {name: iter(values) for name, values in numbers.items()}
    return _Sheet(streams_left, actors, shapes, tokens, Tail(rest), deps), frames


def _changes(sheet: _Sheet, dossier: str, count: int, prefixes: _Prefixes) -> list[bytes]:
    expected, previous = Expected(dossier), Previous()
    raws = []
    for _ in range(count):
        previous, raw = _change(sheet, previous, prefixes, expected)
        raws.append(raw)
    return raws


def _change(
    sheet: _Sheet, previous: Previous, prefixes: _Prefixes, expected: Expected
) -> tuple[Previous, bytes]:
    numbers = sheet.numbers
    form = next(numbers["form"])
    if form == WHOLE:
        raw = _blob(sheet)
        sheet.hashes.append(_hash(raw))
        return Previous(), raw
    head = _head(sheet, previous, prefixes)
    if form == PARTS:
        change, raw = put_together(head, _blob(sheet))
        following = Previous(change, head.actor, head.seq)
    elif form <= FACTS_AND_NOTE:
        facts = _facts(sheet, previous, head, expected, note=form == FACTS_AND_NOTE)
        change, raw = put_facts_together(head, facts)
        following = Previous(change, head.actor, head.seq, facts.next_op)
    else:
        raise unreadable()
    sheet.hashes.append(change)
    return following, raw


def _blob(sheet: _Sheet) -> bytes:
    size = next(sheet.numbers["size"])
    if size > LIMITS["change_bytes"]:
        raise unreadable()
    sheet.spend(size)
    return sheet.rest.take(size)


def _hash(raw: bytes) -> bytes:
    try:
        return parse_change(raw).hash
    except KernelError:
        return b""


def _head(sheet: _Sheet, previous: Previous, prefixes: _Prefixes) -> Head:
    numbers = sheet.numbers
    at = next(numbers["actor"]) * ACTOR_BYTES
    actor = sheet.actors[at : at + ACTOR_BYTES]
    seq = next(numbers["seq"]) or previous.seq + 1
    count = next(numbers["deps"])
    if len(actor) != ACTOR_BYTES or count > LIMITS["changes"]:
        raise unreadable()
    sheet.spend(HASH_BYTES * count)
    return Head(tuple(_dep(sheet, previous, prefixes) for _ in range(count)), actor, seq)


def _dep(sheet: _Sheet, previous: Previous, prefixes: _Prefixes) -> bytes:
    kind = next(sheet.numbers["dep"])
    if kind == BEFORE:
        return previous.hash
    if kind == HELD:
        return prefixes.find(sheet.deps.take(PREFIX_BYTES))
    if kind == FULL:
        return sheet.deps.take(HASH_BYTES)
    back = kind - BACK
    if not 0 < back <= len(sheet.hashes):
        raise unreadable()
    return sheet.hashes[-back]


def _facts(sheet: _Sheet, previous: Previous, head: Head, expected: Expected, *, note: bool) -> Facts:
    start = next(sheet.numbers["start"]) or previous.next_op
    count = next(sheet.numbers["facts"])
    if count > LIMITS["facts"]:
        raise unreadable()
    author = author_name(head.actor)
    return Facts(start, tuple(_fact(sheet, author, expected) for _ in range(count)), note)


def _fact(sheet: _Sheet, author: str, expected: Expected) -> tuple[str, str]:
    tokens = sheet.tokens
    key = next(tokens[KEY]) + next(tokens[COUNT])
    shape = sheet.shapes[next(sheet.numbers["shape"])]
    sent = [next(tokens[name]) for name in shape.names]
    full = expected.restore(key, author, shape.names, sent)
    sheet.spend(shape.size + 4 * (len(key) + sum(map(len, full))))
    return key, shape.fill(full)
