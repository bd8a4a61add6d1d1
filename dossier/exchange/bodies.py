"""The map inside a letter: members by number, as both forms of letters have them."""

from collections.abc import Iterable, Sequence
from typing import Any

import cbor2

from dossier.errors import KernelError
from dossier.exchange.cbor_guard import check_shape, unreadable
from dossier.exchange.frames import LIMITS, VERSION, Frame, Letter
from dossier.exchange.packing import names, pack, pack_node, too_large, unpack, unpack_node, whole

VERSION_MEMBER, SENDER, INCARNATION, SEQ, ADDRESSEE, ACK = range(6)
REGISTER, DEVICE_MS, HUB_MS, CAPS, FRAMES, MORE, CHANGES, SEALS = range(6, 14)


def body_of(letter: Letter, frames: Sequence[Frame]) -> dict[int, Any]:
    """The members of a letter, those that say nothing left out. Raises KernelError(LETTER_TOO_LARGE)."""
    if len(letter.frames) > LIMITS["frames"]:
        raise too_large()
    body: dict[int, Any] = {
        VERSION_MEMBER: letter.version,
        SENDER: pack_node(letter.sender),
        INCARNATION: letter.incarnation,
        SEQ: letter.seq,
        ADDRESSEE: pack_node(letter.addressee),
        ACK: letter.ack,
        REGISTER: letter.register,
        DEVICE_MS: letter.device_ms,
        HUB_MS: letter.hub_ms,
        CAPS: sorted(letter.caps),
        FRAMES: [pack(frame) for frame in frames],
        MORE: letter.more,
    }
    return {member: value for member, value in body.items() if value}


def plain_map(plain: bytes) -> dict[Any, Any]:
    """The map of these bytes, its version known. Raises KernelError: LETTER_UNREADABLE, LETTER_NEWER_VERSION."""
    check_shape(plain, LIMITS["items"], LIMITS["depth"])
    try:
        body = cbor2.loads(plain, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as error:
        raise unreadable() from error
    if not isinstance(body, dict):
        raise unreadable()
    version = whole(body.get(VERSION_MEMBER))
    if version > VERSION:
        hint = "Thư do phiên bản chương trình mới hơn viết; hãy cập nhật chương trình rồi nhận lại."
        raise KernelError("LETTER_NEWER_VERSION", hint)
    if version < 1:
        raise unreadable()
    return body


def letter_of(body: dict[Any, Any], more_frames: Iterable[Frame] = ()) -> Letter:
    """The letter of these members. Raises KernelError(LETTER_UNREADABLE)."""
    frames = body.get(FRAMES, [])
    if not isinstance(frames, list) or len(frames) > LIMITS["frames"]:
        raise unreadable()
    return Letter(
        sender=unpack_node(body.get(SENDER)),
        incarnation=whole(body.get(INCARNATION)),
        seq=whole(body.get(SEQ, 0)),
        addressee=unpack_node(body.get(ADDRESSEE)),
        ack=whole(body.get(ACK, 0)),
        register=whole(body.get(REGISTER, 0)),
        device_ms=whole(body.get(DEVICE_MS, 0)),
        hub_ms=whole(body.get(HUB_MS, 0)),
        caps=frozenset(names(body.get(CAPS, []), "caps")),
        frames=(*map(unpack, frames), *more_frames),
        more=body.get(MORE, False) is True,
        version=whole(body[VERSION_MEMBER]),
    )
