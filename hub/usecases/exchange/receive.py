"""What a letter holds goes into the books, dossier by dossier, and comes out as a signed receipt."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from dossier.exchange.wire import Blobs, Changes, Letter, Receipt, SealFrame, receipt_message
from dossier.register.register import Register
from hub.ports import Transaction
from hub.usecases.context import Hub
from hub.usecases.record.merge import Merged, merge
from hub.usecases.record.seals import SealBook
from hub.usecases.scope.route import Routed, route

FrameT = TypeVar("FrameT", Blobs, Changes, SealFrame)


def receive(hub: Hub, tx: Transaction, letter: Letter) -> Receipt:
    """Merge everything in the letter, route what came of it, and sign for it. Never raises for the letter's
    contents; frames that this version does not know are passed over."""
    register = hub.register.current(tx)
    merged = _merge(hub, tx, register, letter)
    routed = [
        Routed(one.state, one.fresh, one.authors, one.whole, one.released)
        for one in merged
        if one.state is not None
    ]
    route(hub, tx, register, routed, letter.sender)
    return sign_receipt(hub, letter, merged)


def salvage(hub: Hub, tx: Transaction, letter: Letter) -> None:
    """Keep the work in a letter of the sender's earlier life, and send it to everybody, the sender included: after
    a disaster a stick may hold the only copy. No receipt: the device is refused all the same."""
    register = hub.register.current(tx)
    merged = _merge(hub, tx, register, letter)
    brought = [(one.state, (*one.fresh, *one.released)) for one in merged if one.state is not None]
    route(hub, tx, register, [Routed(state, changes) for state, changes in brought])


def _merge(hub: Hub, tx: Transaction, register: Register, letter: Letter) -> list[Merged]:
    seals = SealBook(_of(letter, SealFrame), register)
    announced = {name: size for frame in _of(letter, Blobs) for name, size, _ in frame.refs}
    tx.dossiers.expect_blobs(letter.sender, announced)
    return merge(hub, tx, register, _by_dossier(_of(letter, Changes)), seals, letter.sender)


def sign_receipt(hub: Hub, letter: Letter, merged: Iterable[Merged] = ()) -> Receipt:
    """The hub's word that this letter is durable (it is sent only after the transaction has committed)."""
    done = list(merged)
    receipt = Receipt(
        node=letter.sender,
        incarnation=letter.incarnation,
        seq=letter.seq,
        hub_ms=hub.clock.now_ms(),
        heads=tuple((one.dossier, one.digest) for one in done if one.digest),
        outcomes=tuple((one.dossier, one.code) for one in done if one.code),
    )
    return replace(receipt, signature=hub.keys.sign(receipt_message(receipt)))


def _of(letter: Letter, kind: type[FrameT]) -> list[FrameT]:
    return [frame for frame in letter.frames if isinstance(frame, kind)]


def _by_dossier(frames: Iterable[Changes]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for frame in frames:
        found.setdefault(frame.dossier, []).extend(frame.raw)
    return found
