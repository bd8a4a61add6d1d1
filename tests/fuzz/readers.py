"""Everything that reads bytes from outside, by name, each with the invariant that fuzzing holds it to:

whatever the bytes are, a reader gives a value or raises KernelError or Problem, soon, with no memory to speak of.
"""

from collections.abc import Callable, Mapping

from dossier.crdt import parse_change
from dossier.errors import KernelError
from dossier.exchange import parcels
from dossier.exchange.cbor_guard import check_shape
from dossier.exchange.frames import LIMITS
from dossier.exchange.seal import seal_holds, verify_inclusion
from dossier.exchange.wire import SealFrame, decode_letter, encode_letter
from plumbing.automerge_engine import AutomergeEngine
from plumbing.envelopes import open_letter, peek
from plumbing.keys import NodeKeys
from plumbing.problem import Problem
from tests.sim.place import keys_of

Reader = Callable[[bytes], object]
READER_KEYS: NodeKeys = keys_of("reader")
WRITER_KEYS: NodeKeys = keys_of("writer")
ENGINE = AutomergeEngine()


def read_letter(data: bytes) -> object:
    """What was read is a letter that can be written and read again."""
    letter = decode_letter(data)
    again = decode_letter(encode_letter(letter))
    assert again == letter
    return letter


def read_envelope(data: bytes) -> object:
    """Only the writer's own signature opens it."""
    return open_letter(data, READER_KEYS, lambda _: WRITER_KEYS.public_key)


def read_shape(data: bytes) -> None:
    """The guard says nothing or refuses."""
    check_shape(data, LIMITS["items"], LIMITS["depth"])


def read_change(data: bytes) -> object:
    """A change that was read names itself by the hash of its bytes."""
    change = parse_change(data)
    assert parse_change(change.raw) == change
    return change


def read_document(data: bytes) -> object:
    """The engine opens a document or refuses it."""
    return ENGINE.open(data).heads()


def read_proof(data: bytes) -> bool:
    """No bytes prove a leaf that is not in the tree, and none make the check fail."""
    leaves = [data[at : at + 32] for at in range(0, len(data), 32)]
    return verify_inclusion(b"not in it", len(leaves) % 7, 7, leaves, b"r" * 32)


def read_seal(data: bytes) -> bool:
    """A seal over any leaves holds only with the signature over them."""
    leaves = tuple(data[at : at + 32].ljust(32, b"\0") for at in range(0, len(data), 32))
    return seal_holds(SealFrame(WRITER_KEYS.node, bytes(32), bytes(64), leaves), lambda *_: False)


def read_parcel(data: bytes) -> object:
    """A parcel of scans on a stick."""
    return parcels.decode_parcel(data)


READERS: Mapping[str, Reader] = {
    "letter": read_letter,
    "envelope": read_envelope,
    "outside": peek,
    "shape": read_shape,
    "change": read_change,
    "document": read_document,
    "proof": read_proof,
    "seal": read_seal,
    "parcel": read_parcel,
}


def survives(reader: str, data: bytes) -> bool:
    """Whether the reader gave a value (True) or refused (False); anything else is raised."""
    try:
        READERS[reader](data)
    except (KernelError, Problem):
        return False
    return True
