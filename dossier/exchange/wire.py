"""Letters as bytes: a map of integers to values in CBOR (RFC 8949), inside one Zstandard frame (RFC 8878).

Members and frames that this version does not know are skipped and kept, so that newer peers can say more;
a newer *version* is refused, because then what we know has changed its meaning. Golden letters of every
shipped version lie in tests/golden/wire and are read for ever.
"""

from collections.abc import Collection

import cbor2
import zstandard

from dossier.exchange.bodies import body_of, letter_of, plain_map
from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.context import ALONE, PACKED, Context
from dossier.exchange.frames import (
    LIMITS,
    VERSION,
    Blobs,
    Changes,
    Frame,
    GrantFrame,
    Letter,
    Receipt,
    RegisterFrame,
    SealFrame,
    Unknown,
)
from dossier.exchange.packed import FORM, can_pack, pack_letter, unpack_letter
from dossier.exchange.packing import receipt_members, too_large

__all__ = [
    "LIMITS",
    "VERSION",
    "Blobs",
    "Changes",
    "Frame",
    "GrantFrame",
    "Letter",
    "Receipt",
    "RegisterFrame",
    "SealFrame",
    "Unknown",
    "decode_letter",
    "encode_letter",
    "receipt_message",
]

_LEVEL = 3
_RECEIPT_TAG = b"motcua/receipt/1\0"


def encode_letter(letter: Letter, peer_caps: Collection[str] = (), context: Context = ALONE) -> bytes:
    """The letter's bytes, in the smallest form that a peer with these capabilities reads; without any in the form
    of version 1, equal for equal letters. `context.held`: what the peer holds. The packed form puts seals and
    changes behind all other frames. Raises KernelError(LETTER_TOO_LARGE)."""
    if PACKED in peer_caps and can_pack(letter):
        return pack_letter(letter, peer_caps, context)
    plain = cbor2.dumps(body_of(letter, letter.frames))
    if len(plain) > LIMITS["letter_bytes"]:
        raise too_large()
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def decode_letter(data: bytes, context: Context = ALONE) -> Letter:
    """Read a letter of any form. Raises KernelError: LETTER_UNREADABLE, LETTER_TOO_LARGE, LETTER_NEWER_VERSION,
    LETTER_LEANS (it leans on changes that `context.held` does not know: the sender must write it anew, leaning on
    nothing)."""
    if data[:1] == bytes((FORM,)):
        return unpack_letter(data, context)
    return letter_of(plain_map(_decompress(data)))


def receipt_message(receipt: Receipt) -> bytes:
    """The bytes that the hub signs for a receipt; its `signature` member plays no part."""
    return _RECEIPT_TAG + cbor2.dumps(receipt_members(receipt))


def _decompress(data: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(data)
        if size > LIMITS["letter_bytes"]:
            raise too_large()
        if size < 0:  # not said: we always say it, so that it can be looked at before anything is allocated
            raise unreadable()
        return zstandard.ZstdDecompressor(max_window_size=LIMITS["letter_bytes"]).decompress(
            data, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise unreadable() from error
