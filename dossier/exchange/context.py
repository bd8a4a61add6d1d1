"""What a letter may lean on besides its own bytes: capabilities of the peer, dictionaries, changes it holds.

Capabilities are a set of names (docs/protocol.md §3), never a version number. A letter written without any is
version 1 and needs nothing to be read: so are letters for a stick, whose order nobody knows.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

PACKED = "packed-1"  # reads the packed form of letters, seals and changes
DICTIONARY = "zstd-dict:"  # + number: holds that dictionary
EXCERPTS = "seal-excerpt-1"  # keeps seals of which it saw some leaves only
READS = frozenset({PACKED, EXCERPTS})
WELL_KNOWN = (
    PACKED,
    EXCERPTS,
    "zstd-dict:1",
    "zstd-dict:2",
    "zstd-dict:3",
)  # written as their place; only appended to

Held = Callable[[Sequence[str]], Mapping[str, Collection[bytes]]]


def nothing_held(_dossiers: Sequence[str]) -> Mapping[str, Collection[bytes]]:
    """Lean on no earlier letter: every dependency outside the letter is written in full."""
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """`held` gives, for dossiers, the hashes of their changes: for a writer those that the *addressee* certainly
    has (or gets before this letter), for a reader those that it has itself. `dictionaries` are numbered."""

    held: Held = nothing_held
    dictionaries: Mapping[int, bytes] = field(default_factory=dict)

    def capabilities(self) -> frozenset[str]:
        """What to announce in `Letter.caps`."""
        return READS | {f"{DICTIONARY}{number}" for number in self.dictionaries}


ALONE = Context()
