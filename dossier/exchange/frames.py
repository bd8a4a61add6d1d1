"""What a letter says: frames, each one thing, in an order that needs no other letter.

Node ids are 16 letters of base32, blob names 64 hexadecimal digits, hashes and signatures raw bytes; instants
are milliseconds since 1970 UTC. Everything that can be counted has a limit in `LIMITS`, which holds for
writers and readers alike (docs/protocol.md lists them).
"""

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TypeAlias

VERSION = 1
GREETING = 0  # seq of a letter that carries no changes, is not kept, and asks for the mailbox only
HASH_BYTES = 32
SIGNATURE_BYTES = 64

LIMITS = MappingProxyType(
    {
        "letter_bytes": 32 * 1024 * 1024,  # before compression
        "items": 500_000,  # values of the encoding, nested ones included
        "depth": 12,
        "frames": 10_000,
        "changes": 10_000,  # in one frame
        "change_bytes": 1024 * 1024,
        "leaves": 100_000,
        "dossiers": 50_000,  # in one receipt
        "blobs": 10_000,  # in one frame
        "caps": 64,
        "dossier_chars": 40,  # ids of dossiers: here and in every table
        "name_chars": 64,  # codes, capabilities, media types, kinds
        "shapes": 1_000,  # of facts, in one letter
        "facts": 10_000,  # in one change
        "text_bytes": 8 * 1024 * 1024,  # a change set of the register
    }
)


class FrameKind(IntEnum):
    """Numbers on the wire; never given twice."""

    CHANGES = 1
    SEAL = 2
    RECEIPT = 3
    REGISTER = 4
    GRANT = 5
    BLOBS = 6
    EXCERPT = 7
    DIGEST = 16
    MARKS = 17
    WANT = 18
    SCOPE = 19
    GROWTH = 20
    ASK = 21


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of one dossier as they are stored, dependencies first."""

    dossier: str
    raw: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SealFrame:
    """A node's signature over the Merkle root of change hashes (`leaves`, in the order of the tree).
    A relay passes root and signature on as they are. An excerpt (`places` given) has some of the `size` leaves,
    each with its place, and as `proof` the hashes that lead from them to the root (`dossier.exchange.excerpt`)."""

    node: str
    root: bytes
    signature: bytes
    leaves: tuple[bytes, ...]
    size: int = 0
    places: tuple[int, ...] = ()
    proof: tuple[bytes, ...] = ()

    @property
    def count(self) -> int:
        """Leaves of the whole tree."""
        return self.size if self.places else len(self.leaves)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The hub's word that letter (node, incarnation, seq) is durable: `heads` are (dossier, heads digest) as
    they stand with it, `outcomes` (dossier, code) for what was set aside."""

    node: str
    incarnation: int
    seq: int
    hub_ms: int
    heads: tuple[tuple[str, bytes], ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class RegisterFrame:
    """One change set of the register, as its canonical text and the hub's signature over it."""

    number: int
    text: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class GrantFrame:
    """Something granted to a node (`kind` lease | credential | trust): canonical JSON and the hub's signature."""

    kind: str
    text: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Blobs:
    """Blobs that exist at the sender: (name, size in bytes, media type). They travel apart, last."""

    refs: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What the sender holds of the node's scope (`dossier.exchange.digest`): its root, and from the hub, when roots
    differ, the sums of all buckets (256 × 8 bytes)."""

    root: bytes
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class Marks:
    """Every dossier that the node holds in these buckets, with its short mark (8 bytes)."""

    buckets: tuple[int, ...]
    marks: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Want:
    """The hub asks the node for all that it has of these dossiers."""

    dossiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Dossiers that the node is to keep in sight from now on, and those that left it. Within a letter the last
    word on a dossier holds."""

    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """How far the node's scope has been brought to it beside the mailbox: `upto` of `total` dossiers of plan
    `plan`. From the node: what it holds durably; from the hub: what holds with the letter."""

    plan: int
    upto: int
    total: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """The node asks for something by name (`lease`: more numbers)."""

    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A frame from a newer peer, kept as it came (`body`: its members, encoded) so that it can be passed on."""

    kind: int
    body: bytes


Frame: TypeAlias = (
    Changes
    | SealFrame
    | Receipt
    | RegisterFrame
    | GrantFrame
    | Blobs
    | Digest
    | Marks
    | Want
    | Scope
    | Growth
    | Ask
    | Unknown
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one end says to the other at once.

    `seq` numbers a node's letters within its incarnation; in the hub's letters it is the number of the last
    mailbox item inside. `ack` is the highest mailbox number that the node holds durably; in the hub's letters
    it is the number after which the items inside begin. `register` is the number of the sender's last change
    set. `caps` names what the sender can read beyond version 1; `more` says that
    the next letter is ready.
    """

    sender: str
    incarnation: int
    seq: int
    addressee: str
    ack: int = 0
    register: int = 0
    device_ms: int = 0
    hub_ms: int = 0
    caps: frozenset[str] = frozenset()
    frames: tuple[Frame, ...] = ()
    more: bool = False
    version: int = VERSION


def split_hashes(joined: bytes) -> tuple[bytes, ...]:
    """Hashes out of their concatenation; what is left at the end is padding."""
    return tuple(joined[at : at + HASH_BYTES] for at in range(0, len(joined) - HASH_BYTES + 1, HASH_BYTES))
