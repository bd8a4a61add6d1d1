"""Letters as bytes: a map of integers to values in CBOR (RFC 8949), inside one Zstandard frame (RFC 8878).

Members and frames that this version does not know are skipped and kept, so that newer peers can say more;
a newer *version* is refused, because then what we know has changed its meaning. Golden letters of every
shipped version lie in tests/golden/wire and are read for ever.
"""

from collections.abc import Collection
from typing import Any

import cbor2
import zstandard

from dossier.errors import KernelError
from dossier.exchange.cbor_guard import check_shape, unreadable
from dossier.exchange.context import ALONE, Context
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
from dossier.exchange.packing import (
    names,
    pack,
    pack_node,
    receipt_members,
    too_large,
    unpack,
    unpack_node,
    whole,
)

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
_VERSION, _SENDER, _INCARNATION, _SEQ, _ADDRESSEE, _ACK = range(6)
_REGISTER, _DEVICE_MS, _HUB_MS, _CAPS, _FRAMES, _MORE = range(6, 12)


def encode_letter(letter: Letter, peer_caps: Collection[str] = (), context: Context = ALONE) -> bytes:  # noqa: ARG001
    """The letter's bytes, in the smallest form that a peer with these capabilities reads; without any in the form
    of version 1, equal for equal letters. `context.held`: what the peer holds. Raises
    KernelError(LETTER_TOO_LARGE)."""
    if len(letter.frames) > LIMITS["frames"]:
        raise too_large()
    body: dict[int, Any] = {
        _VERSION: letter.version,
        _SENDER: pack_node(letter.sender),
        _INCARNATION: letter.incarnation,
        _SEQ: letter.seq,
        _ADDRESSEE: pack_node(letter.addressee),
        _ACK: letter.ack,
        _REGISTER: letter.register,
        _DEVICE_MS: letter.device_ms,
        _HUB_MS: letter.hub_ms,
        _CAPS: sorted(letter.caps),
        _FRAMES: [pack(frame) for frame in letter.frames],
        _MORE: letter.more,
    }
    plain = cbor2.dumps({member: value for member, value in body.items() if value})
    if len(plain) > LIMITS["letter_bytes"]:
        raise too_large()
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def decode_letter(data: bytes, context: Context = ALONE) -> Letter:  # noqa: ARG001
    """Read a letter of any form. Raises KernelError: LETTER_UNREADABLE, LETTER_TOO_LARGE, LETTER_NEWER_VERSION,
    LETTER_LEANS (it leans on changes that `context.held` does not know: the sender must write it anew, leaning on
    nothing)."""
    plain = _decompress(data)
    check_shape(plain, LIMITS["items"], LIMITS["depth"])
    try:
        body = cbor2.loads(plain, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise unreadable() from error
    if not isinstance(body, dict):
        raise unreadable()
    if whole(body.get(_VERSION)) > VERSION:
        hint = "Thư do phiên bản chương trình mới hơn viết; hãy cập nhật chương trình rồi nhận lại."
        raise KernelError("LETTER_NEWER_VERSION", hint)
    return _letter(body)


def receipt_message(receipt: Receipt) -> bytes:
    """The bytes that the hub signs for a receipt; its `signature` member plays no part."""
    return _RECEIPT_TAG + cbor2.dumps(receipt_members(receipt))


def _letter(body: dict[Any, Any]) -> Letter:
    frames = body.get(_FRAMES, [])
    if not isinstance(frames, list) or len(frames) > LIMITS["frames"]:
        raise unreadable()
    return Letter(
        sender=unpack_node(body.get(_SENDER)),
        incarnation=whole(body.get(_INCARNATION)),
        seq=whole(body.get(_SEQ, 0)),
        addressee=unpack_node(body.get(_ADDRESSEE)),
        ack=whole(body.get(_ACK, 0)),
        register=whole(body.get(_REGISTER, 0)),
        device_ms=whole(body.get(_DEVICE_MS, 0)),
        hub_ms=whole(body.get(_HUB_MS, 0)),
        caps=frozenset(names(body.get(_CAPS, []), "caps")),
        frames=tuple(map(unpack, frames)),
        more=body.get(_MORE, False) is True,
        version=whole(body[_VERSION]),
    )


def _decompress(data: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(data)
        if size > LIMITS["letter_bytes"]:
            raise too_large()
        if size < 0:  # not said: we always say it, so that it can be looked at before anything is allocated
            raise unreadable()
        return zstandard.ZstdDecompressor().decompress(data, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise unreadable() from error
