"""One round of the exchange at the hub: an envelope in, an envelope out, over whatever road it came.

The envelope may be refused (unknown or revoked device, bad signature, size, clock, an old copy of the node); what it
holds may not. A letter that was merged before is answered with the same receipt again. Everything happens in one
transaction: changes, projections, mailboxes, receipt.
"""

import hashlib
from dataclasses import replace

from dossier.errors import KernelError
from dossier.exchange.wire import Letter, Receipt, decode_letter, encode_letter
from dossier.register.view import NodeEntry
from hub.ports import Transaction
from hub.records import ContactRow, LetterRow
from hub.usecases.context import HUB_INCARNATION, Hub
from hub.usecases.deliver import answer
from hub.usecases.enrol import require_active, start_incarnation
from hub.usecases.receive import receive
from hub.usecases.refusals import (
    CLOCK_TOLERANCE_MS,
    clock_ahead,
    incarnation_old,
    letter_reused,
    mislabelled,
)
from plumbing.envelopes import Header, open_envelope, peek, seal_envelope
from plumbing.problem import Problem


def exchange(hub: Hub, envelope: bytes) -> bytes:
    """Merge one envelope and answer it. Raises Problem or KernelError for an envelope that is refused as a whole;
    what was stored before is intact."""
    entry = _register_entry(hub, peek(envelope).sender)
    key = bytes.fromhex(entry.public_key) if entry else None
    header, plain = open_envelope(envelope, hub.keys, lambda _: key)
    try:
        letter = _checked(hub, header, plain)
        with hub.store.write() as tx:
            sender = require_active(hub, tx, header.sender)
            reply = _round(hub, tx, sender, letter, plain)
    except (Problem, KernelError) as refusal:
        _note_refusal(hub, header.sender, refusal.code)
        raise
    return seal_envelope(
        encode_letter(reply),
        hub.keys,
        sender.node,
        bytes.fromhex(sender.public_key),
        reply.incarnation,
        reply.seq,
    )


def _register_entry(hub: Hub, node: str) -> NodeEntry | None:
    with hub.store.read() as tx:
        return hub.register.current(tx).node(node)


def _note_refusal(hub: Hub, node: str, code: str) -> None:
    """So that the board shows a device that tries and never gets through."""
    with hub.store.write() as tx:
        tx.fleet.note_refusal(node, code, hub.clock.now_ms())


def _round(hub: Hub, tx: Transaction, sender: NodeEntry, letter: Letter, plain: bytes) -> Letter:
    contact = _contact(hub, tx, sender, letter)
    digest = hashlib.sha256(plain).digest()
    known = tx.letters.find(sender.node, letter.incarnation, letter.seq)
    if known is None:
        receipt = receive(hub, tx, letter)
        tx.letters.record(_row(hub, letter, receipt, digest))
    elif letter.frames and known.digest != digest:
        raise letter_reused(letter.seq)
    else:
        receipt = _receipt_of(known)
    tx.mailboxes.acknowledge(sender.node, letter.ack)
    tx.fleet.save(_heard(hub, contact, letter))
    return answer(hub, tx, sender.node, letter.ack, [receipt])


def _row(hub: Hub, letter: Letter, receipt: Receipt, digest: bytes) -> LetterRow:
    """The receipt is kept in the form of the wire, which is read for ever."""
    kept = encode_letter(Letter(hub.node, HUB_INCARNATION, 0, letter.sender, frames=(receipt,)))
    return LetterRow(letter.sender, letter.incarnation, letter.seq, digest, kept, receipt.hub_ms)


def _receipt_of(row: LetterRow) -> Receipt:
    receipt = decode_letter(row.receipt).frames[0]
    if not isinstance(receipt, Receipt):
        raise Problem("RECEIPT_DAMAGED", "Biên nhận đã lưu bị hỏng; báo quản trị trung tâm tỉnh.", "operator")
    return receipt


def _checked(hub: Hub, header: Header, plain: bytes) -> Letter:
    """The letter, when it is what the outside says and its clock is believable."""
    letter = decode_letter(plain)
    outside = (header.sender, header.addressee, header.incarnation, header.seq)
    if (letter.sender, letter.addressee, letter.incarnation, letter.seq) != outside:
        raise mislabelled(header.sender)
    ahead = letter.device_ms - hub.clock.now_ms()
    if ahead > CLOCK_TOLERANCE_MS:
        raise clock_ahead(ahead)
    return letter


def _contact(hub: Hub, tx: Transaction, sender: NodeEntry, letter: Letter) -> ContactRow:
    """What we know of the sender's line; a new incarnation starts a new count and brings its whole scope."""
    contact = tx.fleet.get(sender.node) or ContactRow(sender.node)
    if letter.incarnation < contact.incarnation:
        raise incarnation_old(letter.incarnation, contact.incarnation)
    if letter.incarnation > contact.incarnation:
        start_incarnation(hub, tx, sender, contact, letter.incarnation)
        contact = replace(contact, incarnation=letter.incarnation, last_seq=0)
    tx.mailboxes.open(sender.node)
    return contact


def _heard(hub: Hub, contact: ContactRow, letter: Letter) -> ContactRow:
    now = hub.clock.now_ms()
    return replace(
        contact,
        last_seq=max(contact.last_seq, letter.seq),
        last_ms=now,
        offset_ms=letter.device_ms - now if letter.device_ms else 0,
        register=letter.register,
        refusal="",
        refusal_ms=0,
    )
