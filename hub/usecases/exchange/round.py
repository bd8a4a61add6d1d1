"""One round of the exchange at the hub: an envelope in, an envelope out, over whatever road it came.

The envelope may be refused (unknown or revoked device, bad signature, size, clock, an old copy of the node); what it
holds may not. A letter that was merged before is answered with the same receipt again. Everything happens in one
transaction: changes, projections, mailboxes, receipt.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dossier.errors import KernelError
from dossier.exchange.frames import Digest, Frame
from dossier.exchange.machine_hub import (
    Append,
    Arrived,
    HubEvent,
    Line,
    Reply,
    StartIncarnation,
    Stored,
    TurnAway,
    step_hub,
)
from dossier.exchange.wire import Letter, Receipt, decode_letter, encode_letter
from dossier.register.view import NodeEntry
from hub.ports import Transaction
from hub.records import ContactRow, LetterRow
from hub.usecases.context import HUB_INCARNATION, Hub
from hub.usecases.devices.enrol import require_active, start_incarnation
from hub.usecases.exchange.beside import accompany, heed
from hub.usecases.exchange.deliver import answer
from hub.usecases.exchange.leaning import reader, writer
from hub.usecases.exchange.receive import receive, salvage
from hub.usecases.refusals import letter_reused, mislabelled, turned_away
from plumbing.envelopes import Header, open_envelope, peek, seal_envelope
from plumbing.problem import Problem

Mail = Callable[[Hub, Transaction, str, int, Sequence[Receipt]], Letter]


@dataclass(frozen=True, slots=True)
class Answered:
    """The envelope for `node`; `is_empty` when it says nothing that silence would not say too, which is that nothing
    lies behind `cursor`, the number that the node has acknowledged, and that both ends hold the same."""

    node: str
    envelope: bytes
    is_empty: bool
    cursor: int


def exchange(hub: Hub, envelope: bytes) -> bytes:
    """Merge one envelope and answer it with receipt and mail. Raises Problem or KernelError for an envelope that is
    refused as a whole; what was stored before is intact."""
    return converse(hub, envelope, answer).envelope


def converse(hub: Hub, envelope: bytes, mail: Mail) -> Answered:
    """As `exchange`; `mail` says what of the mailbox goes with the receipt (`deliver.answer`, or
    `deliver.receipts_only` for a device that has another request waiting for its mail)."""
    entry = _register_entry(hub, peek(envelope).sender)
    key = bytes.fromhex(entry.public_key) if entry else None
    header, plain = open_envelope(envelope, hub.keys, lambda _: key)
    with hub.turns.turn(header.sender):
        return _converse(hub, header, plain, mail)


def _converse(hub: Hub, header: Header, plain: bytes, mail: Mail) -> Answered:
    try:
        letter = _checked(hub, header, plain)
        with hub.store.write() as tx:
            sender = require_active(hub, tx, header.sender)
            reply = _round(hub, tx, sender, letter, plain, mail)
    except (Problem, KernelError) as refusal:
        _note_refusal(hub, header.sender, refusal.code)
        if refusal.code == "INCARNATION_OLD":
            with hub.store.write() as tx:
                salvage(hub, tx, letter)
        raise
    sealed = seal_envelope(
        _written(hub, reply, letter),
        hub.keys,
        sender.node,
        bytes.fromhex(sender.public_key),
        reply.incarnation,
        reply.seq,
    )
    is_empty = all(map(_goes_without_saying, reply.frames)) and reply.ack == letter.ack and not reply.more
    return Answered(sender.node, sealed, is_empty, reply.ack)


def _goes_without_saying(frame: Frame) -> bool:
    """Whether it only says that the node's root is ours too."""
    return isinstance(frame, Digest) and not frame.vector


def has_mail(hub: Hub, node: str, after: int) -> bool:
    """Whether anything lies in the mailbox behind `after`, or a growing scope is still to be brought."""
    with hub.store.read() as tx:
        growth = tx.scope.growth(node)
        return growth.held < growth.last or bool(tx.mailboxes.after(node, after, 1))


def _register_entry(hub: Hub, node: str) -> NodeEntry | None:
    with hub.store.read() as tx:
        return hub.register.current(tx).node(node)


def _note_refusal(hub: Hub, node: str, code: str) -> None:
    """So that the board shows a device that tries and never gets through."""
    with hub.store.write() as tx:
        tx.fleet.note_refusal(node, code, hub.clock.now_ms())


def _round(hub: Hub, tx: Transaction, sender: NodeEntry, letter: Letter, plain: bytes, mail: Mail) -> Letter:
    """Do what the machine of this end says, in one transaction; the answer leaves only after its commit."""
    digest = hashlib.sha256(plain).digest()
    contact = tx.fleet.get(sender.node) or ContactRow(sender.node)
    tx.mailboxes.open(sender.node)
    known = tx.letters.find(sender.node, letter.incarnation, letter.seq)
    if known is not None and known.digest != digest:
        raise letter_reused(letter.seq)
    line = Line(contact.incarnation, tx.mailboxes.state(sender.node).acked)
    event: HubEvent = Arrived(letter, known is not None)
    while True:
        line, effects = step_hub(line, event, hub.clock.now_ms())
        for effect in effects:
            match effect:
                case TurnAway(code):
                    raise turned_away(code, letter, contact, hub.clock.now_ms())
                case StartIncarnation(incarnation):
                    start_incarnation(hub, tx, sender, contact, incarnation)
                    contact = replace(contact, incarnation=incarnation, last_seq=0)
                case Append():
                    known = _row(hub, letter, receive(hub, tx, letter), digest)
                    tx.letters.record(known)
                    event = Stored(letter)
                case Reply(_, after):
                    tx.mailboxes.acknowledge(sender.node, after)
                    tx.fleet.save(_heard(hub, contact, letter))
                    said = heed(hub, tx, letter)
                    reply = mail(hub, tx, sender.node, after, [_receipt_of(known)] if known else [])
                    return accompany(tx, reply, letter, said)


def _row(hub: Hub, letter: Letter, receipt: Receipt, digest: bytes) -> LetterRow:
    """The receipt is kept in the form of the wire, which is read for ever."""
    kept = encode_letter(Letter(hub.node, HUB_INCARNATION, 0, letter.sender, frames=(receipt,)))
    return LetterRow(letter.sender, letter.incarnation, letter.seq, digest, kept, receipt.hub_ms)


def _receipt_of(row: LetterRow) -> Receipt:
    receipt = decode_letter(row.receipt).frames[0]
    if not isinstance(receipt, Receipt):
        raise Problem("RECEIPT_DAMAGED", "Biên nhận đã lưu bị hỏng; báo quản trị trung tâm tỉnh.", "operator")
    return receipt


def _written(hub: Hub, reply: Letter, asked: Letter) -> bytes:
    """The answer in the smallest form that the device reads."""
    with hub.store.read() as tx:
        return encode_letter(reply, asked.caps, writer(tx, asked.sender, reply.ack))


def _checked(hub: Hub, header: Header, plain: bytes) -> Letter:
    """The letter, when it is what the outside says."""
    with hub.store.read() as tx:
        letter = decode_letter(plain, reader(tx))
    outside = (header.sender, header.addressee, header.incarnation, header.seq)
    if (letter.sender, letter.addressee, letter.incarnation, letter.seq) != outside:
        raise mislabelled(header.sender)
    return letter


def _heard(hub: Hub, contact: ContactRow, letter: Letter) -> ContactRow:
    now = hub.clock.now_ms()
    return replace(
        contact,
        last_seq=max(contact.last_seq, letter.seq),
        last_ms=now,
        offset_ms=letter.device_ms - now if letter.device_ms else 0,
        register=letter.register,
        unsent=int(letter.more),
        refusal="",
        refusal_ms=0,
    )
