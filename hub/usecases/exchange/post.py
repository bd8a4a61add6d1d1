"""Envelopes that do not come over the sender's own line: by stick, or carried by another device.

The carrier vouches for nothing and reads nothing; the envelope alone says whose it is. What comes back is sealed for
the sender, so that any hand may take it there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dossier.exchange.parcels import Parcel, Piece, ScanTalk, decode_parcel, encode_parcel, is_parcel
from dossier.exchange.wire import encode_letter
from hub.usecases.context import HUB_INCARNATION, Hub
from hub.usecases.devices.enrol import require_active
from hub.usecases.exchange.blobs import bring, public_key_of, received
from hub.usecases.exchange.deliver import answer, receipts_only
from hub.usecases.exchange.round import converse, exchange
from hub.usecases.exchange.scan_talk import scan_talk, scans_for
from plumbing.envelopes import open_envelope, peek, seal_envelope
from plumbing.problem import Problem

_MOST_LETTERS = 50


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of an envelope: its sender, the answer for her (b"" = none), and scans that she waits for."""

    sender: str
    answer: bytes
    scans: tuple[str, ...] = ()


def carried(hub: Hub, carrier: str, envelope: bytes) -> bytes:
    """Take an envelope that `carrier` brought for its sender; the sender's answer, b"" when there is none. Raises
    Problem NODE_REVOKED (carrier or sender), and as `exchange`."""
    with hub.store.read() as tx:
        require_active(hub, tx, carrier)
    parcel = _parcel(hub, envelope)
    if parcel is None:
        return exchange(hub, envelope)
    return _take(hub, peek(envelope).sender, parcel).answer


def posted(hub: Hub, envelope: bytes) -> Posted:
    """Take an envelope off a stick; its receipt comes back alone, the mailbox goes in `mail`. Raises as `exchange`."""
    parcel = _parcel(hub, envelope)
    if parcel is None:
        done = converse(hub, envelope, receipts_only)
        return Posted(done.node, done.envelope)
    return _take(hub, peek(envelope).sender, parcel)


def mail(hub: Hub, node: str) -> Iterator[tuple[int, bytes]]:
    """(number, envelope) of the letters that hold the whole mailbox of a device, in order."""
    with hub.store.read() as tx:
        require_active(hub, tx, node)
        after = tx.mailboxes.state(node).acked
    for _ in range(_MOST_LETTERS):
        with hub.store.read() as tx:
            letter = answer(hub, tx, node, after, ())
        if not letter.frames:
            return
        yield letter.seq, _sealed(hub, node, encode_letter(letter), letter.seq)
        if not letter.more:
            return
        after = letter.seq


def pieces(hub: Hub, node: str, blobs: tuple[str, ...], part_bytes: int) -> Iterator[tuple[str, bytes]]:
    """(label, envelope) of the pieces of these scans for a device."""
    for blob in blobs:
        size = hub.blobs.size(blob)
        count = -(-size // part_bytes)
        for number in range(count):
            with hub.blobs.open(blob) as file:
                file.seek(number * part_bytes)
                data = file.read(part_bytes)
            piece = Piece(blob, size, "application/octet-stream", number * part_bytes, data)
            label = hub.keys.sign(f"{node}:{blob}:{number}".encode()).hex()[:12]
            yield f"{label}-{number + 1:04d}of{count:04d}", _sealed(hub, node, encode_parcel(piece), 0)


def _parcel(hub: Hub, envelope: bytes) -> Parcel | None:
    """The parcel inside, None when it is a letter. Raises Problem as `open_envelope`."""
    _, plain = open_envelope(envelope, hub.keys, lambda node: public_key_of(hub, node))
    return decode_parcel(plain) if is_parcel(plain) else None


def _take(hub: Hub, sender: str, parcel: Parcel) -> Posted:
    if isinstance(parcel, ScanTalk):
        reply = scan_talk(hub, sender, parcel)
        sealed = b"" if reply.empty else _sealed(hub, sender, encode_parcel(reply), 0)
        return Posted(sender, sealed, tuple(scans_for(hub, sender, parcel)))
    have, size = received(hub, sender, parcel.sha256)
    if size != parcel.size or parcel.offset > have:
        hint = "Thiếu phần trước của bản quét này; hãy nhận đủ các tệp trên USB rồi nhận lại."
        raise Problem("PARCEL_GAP", hint, "later", f"{have} < {parcel.offset}")
    fresh = parcel.data[have - parcel.offset :]
    if fresh and have < size:
        bring(hub, sender, parcel.sha256, have, fresh)
    return Posted(sender, b"")


def _sealed(hub: Hub, node: str, content: bytes, seq: int) -> bytes:
    key = public_key_of(hub, node)
    if key is None:
        raise Problem("NODE_UNKNOWN", "Không có máy này trong sổ đăng ký.", "operator", node)
    return seal_envelope(content, hub.keys, node, key, HUB_INCARNATION, seq)
