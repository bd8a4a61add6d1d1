"""Sample letters in packed form; the golden files `packed-1-*` hold the same ones."""

from dataclasses import replace

from dossier.authors import actor_id, node_id
from dossier.crdt import parse_change
from dossier.exchange.context import EXCERPTS, PACKED, Context, nothing_held
from dossier.exchange.excerpt import excerpt
from dossier.exchange.seal import make_seal
from dossier.exchange.wire import Blobs, Changes, Letter
from plumbing.wire_dictionary import DICTIONARIES
from tests.dossier.exchange.letters import HASHES, HUB, NODE, SIGNATURE
from tests.dossier.exchange.made_changes import concurrent

NODES = (node_id(b"1" * 32), node_id(b"2" * 32))
ACTORS = (actor_id(NODES[0], b"abcdef"), actor_id(NODES[1], b"ghijkl"))
DOSSIERS = [f"{NODES[0][:6]}-1-{number}" for number in (1, 2)]


def work() -> list[Changes]:
    """Two dossiers with six changes each: facts, notes, two authors at once."""
    return [Changes(name, tuple(concurrent(name, NODES, ACTORS))) for name in DOSSIERS]


def hashes_of(frames: list[Changes]) -> list[bytes]:
    """Hashes of the changes in the order of the letter."""
    return [parse_change(raw).hash for frame in frames for raw in frame.raw]


def _letter(*frames) -> Letter:
    caps = frozenset({PACKED, EXCERPTS, "zstd-dict:1", "later-7"})
    return Letter(NODE, 2, 7, HUB, 41, 3, 1_781_000_000_000, 1_780_999_999_000, caps, frames, more=True)


_FRAMES = work()
_BEFORE = {frame.dossier: hashes_of([replace(frame, raw=frame.raw[:4])]) for frame in _FRAMES}
_AFTER = [replace(frame, raw=frame.raw[4:]) for frame in _FRAMES]
_BLOBS = Blobs((("ab" * 32, 123_456, "image/png"),))
_GREAT = make_seal(
    NODE, [*hashes_of(_FRAMES)[:5], *HASHES, *hashes_of(_FRAMES)[5:]], lambda _message: SIGNATURE
)

ALONE = Context(nothing_held, DICTIONARIES)
LEANING = Context(lambda dossiers: {one: _BEFORE[one] for one in dossiers}, DICTIONARIES)
PLAIN = frozenset({PACKED})

#: name → letter, capabilities it is written for, context it is read in
PACKED_SAMPLES = {
    "quiet": (_letter(), PLAIN, ALONE),
    "facts": (
        _letter(_BLOBS, make_seal(NODE, hashes_of(_FRAMES), lambda _: SIGNATURE), *_FRAMES),
        PLAIN,
        ALONE,
    ),
    "absent": (_letter(_GREAT, *_FRAMES), PLAIN, ALONE),
    "leaning": (_letter(make_seal(NODE, hashes_of(_AFTER), lambda _: SIGNATURE), *_AFTER), PLAIN, LEANING),
    "dictionary": (_letter(*_FRAMES), PLAIN | {"zstd-dict:1"}, ALONE),
    "excerpt": (_letter(excerpt(_GREAT, hashes_of(_FRAMES)), *_FRAMES), PLAIN | {EXCERPTS}, ALONE),
}
