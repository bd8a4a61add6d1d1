"""Changes for the road: what the receiver can derive is not sent, what many have in common is sent once.

`pack_changes` lays the changes of a letter out in streams of numbers and columns of tokens (docs/protocol.md §3.2);
`dossier.exchange.unpacking` gives the same bytes back. A change of a form that we do not know goes as it is. Every
change is put together again before it is sent and compared, so that nothing leaves that would not arrive.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dossier.authors import ACTOR_BYTES
from dossier.crdt import bad_change
from dossier.errors import KernelError
from dossier.exchange.chunks import Facts, Head, take_facts
from dossier.exchange.columns import Tail, pack_column
from dossier.exchange.context import Held
from dossier.exchange.expected import Expected, author_name, speaks
from dossier.exchange.frames import LIMITS, Changes
from dossier.exchange.numbers import join_numbers
from dossier.exchange.packing import dossier_id
from dossier.exchange.shapes import MOST_PIECES, Shape, cut, shape_of

PREFIX_BYTES = 3  # of a hash among those of one dossier; two that share it are named in full
FACTS, FACTS_AND_NOTE, PARTS, WHOLE = range(4)  # forms of a change
BEFORE, HELD, FULL, BACK = range(
    4
)  # how a dependency is named; from BACK on: so many changes back in the letter
STREAMS = ("frames", "form", "actor", "seq", "start", "deps", "dep", "facts", "shape", "size")
DOSSIER, NUMBER, KEY, COUNT = "^dossier", "^number", "^key", "^count"  # columns that belong to no member


@dataclass(frozen=True, slots=True)
class Previous:
    """The change before, in the same frame: the next one usually follows it."""

    hash: bytes = b""
    actor: bytes = b""
    seq: int = 0
    next_op: int = 0


@dataclass(slots=True)
class _Sheet:
    """What the letter's changes come to, on the sending side."""

    tail: Tail
    numbers: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in STREAMS})
    tokens: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[bytes, int] = field(default_factory=dict)
    shapes: dict[str, tuple[int, Shape]] = field(default_factory=dict)
    places: dict[bytes, int] = field(default_factory=dict)
    count: int = 0
    rest: bytearray = field(default_factory=bytearray)

    def put(self, name: str, value: int) -> None:
        """Append a number to this stream."""
        self.numbers[name].append(value)


def pack_changes(frames: Sequence[Changes], held: Held, tail: Tail) -> tuple[list[Any], Mapping[bytes, int]]:
    """The plain values, and each change's place in the letter by its hash. `held`: what the addressee has."""
    sheet = _Sheet(tail)
    known = held([frame.dossier for frame in frames])
    for frame in frames:
        prefix, number = split_key(dossier_id(frame.dossier))
        sheet.tokens[DOSSIER].append(prefix)
        sheet.tokens[NUMBER].append(number)
        sheet.put("frames", len(frame.raw))
        theirs, expected, previous = known.get(frame.dossier, ()), Expected(frame.dossier), Previous()
        for raw in frame.raw:
            previous = _pack(sheet, raw, previous, theirs, expected)
    return _plain(sheet), sheet.places


def split_key(key: str) -> tuple[str, str]:
    """A name that ends in a dash and a number, before and after it; no number when it does not."""
    prefix, dash, number = key.rpartition("-")
    plain = dash and number.isascii() and number.isdigit() and len(number) < 18
    return (prefix + dash, number) if plain and str(int(number)) == number else (key, "")


def column_names(shapes: Iterable[Shape]) -> list[str]:
    """The columns in the order of the letter."""
    listed = list(shapes)
    facts = [KEY, COUNT] if listed else []
    return list(dict.fromkeys([DOSSIER, NUMBER, *facts, *(name for shape in listed for name in shape.names)]))


def _plain(sheet: _Sheet) -> list[Any]:
    streams = [join_numbers(sheet.numbers[name]) for name in STREAMS]
    names = column_names(shape for _, shape in sheet.shapes.values())
    columns = [pack_column(sheet.tokens[name], sheet.tail) if sheet.tokens[name] else [] for name in names]
    return [streams, b"".join(sheet.actors), list(sheet.shapes), columns, bytes(sheet.rest)]


def _pack(
    sheet: _Sheet, raw: bytes, previous: Previous, theirs: Collection[bytes], expected: Expected
) -> Previous:
    """Put one change on the sheet; gives what the next one follows."""
    place, sheet.count = sheet.count, sheet.count + 1
    try:
        change, head, rest, facts = take_facts(raw)
        if len(head.actor) != ACTOR_BYTES:
            raise bad_change()
    except KernelError:
        sheet.put("form", WHOLE)
        sheet.put("size", len(raw))
        sheet.rest += raw
        return Previous()
    sheet.places[change] = place
    _pack_head(sheet, place, head, previous, theirs)
    cuts = _cut_all(sheet, facts) if facts is not None else None
    if facts is None or cuts is None:
        sheet.put("form", PARTS)
        sheet.put("size", len(rest))
        sheet.rest += rest
        return Previous(change, head.actor, head.seq)
    sheet.put("form", FACTS_AND_NOTE if facts.note else FACTS)
    sheet.put("start", 0 if previous.next_op == facts.start_op else facts.start_op)
    sheet.put("facts", len(facts.facts))
    author = author_name(head.actor)
    for (key, _), (number, shape, tokens) in zip(facts.facts, cuts, strict=True):
        _pack_fact(sheet, key, number, shape, expected.shorten(key, author, shape.names, tokens))
    return Previous(change, head.actor, head.seq, facts.next_op)


def _pack_head(sheet: _Sheet, place: int, head: Head, previous: Previous, theirs: Collection[bytes]) -> None:
    follows = head.actor == previous.actor and head.seq == previous.seq + 1
    sheet.put("actor", sheet.actors.setdefault(head.actor, len(sheet.actors)))
    sheet.put("seq", 0 if follows else head.seq)
    sheet.put("deps", len(head.deps))
    for dep in head.deps:
        if dep == previous.hash:
            sheet.put("dep", BEFORE)
        elif dep in sheet.places:
            sheet.put("dep", BACK + place - sheet.places[dep])
        elif dep in theirs and sum(one[:PREFIX_BYTES] == dep[:PREFIX_BYTES] for one in theirs) == 1:
            sheet.put("dep", HELD)
            sheet.tail.put(dep[:PREFIX_BYTES])
        else:
            sheet.put("dep", FULL)
            sheet.tail.put(dep)


_Cut = tuple[int, Shape, list[str]]


def _cut_all(sheet: _Sheet, facts: Facts) -> list[_Cut] | None:
    """Number of the shape, shape and tokens of each fact; None when one of them would not come back."""
    cuts = []
    for key, text in facts.facts:
        if "\0" in key or "\0" in text:
            return None
        skeleton, tokens = cut(text)
        known = sheet.shapes.get(skeleton)
        if known is None:
            if len(tokens) >= MOST_PIECES or len(sheet.shapes) >= LIMITS["shapes"]:
                return None
            known = sheet.shapes[skeleton] = (len(sheet.shapes), shape_of(skeleton))
        if not speaks(known[1].names, tokens):
            return None
        cuts.append((*known, tokens))
    return cuts


def _pack_fact(sheet: _Sheet, key: str, number: int, shape: Shape, tokens: Sequence[str]) -> None:
    prefix, count = split_key(key)
    sheet.tokens[KEY].append(prefix)
    sheet.tokens[COUNT].append(count)
    sheet.put("shape", number)
    for name, token in zip(shape.names, tokens, strict=True):
        sheet.tokens[name].append(token)
