"""From a numbered mailbox to the frames of one letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dossier.exchange.excerpt import from_kept
from dossier.exchange.frames import Scope
from dossier.exchange.wire import (
    LIMITS,
    Changes,
    Frame,
    GrantFrame,
    Letter,
    Receipt,
    RegisterFrame,
    SealFrame,
)
from hub.ports import Transaction
from hub.records import ChangeRow, MailItem
from hub.usecases.context import HUB_INCARNATION, Hub, split_hashes
from hub.usecases.documents import whole
from hub.usecases.leaning import our_capabilities


@dataclass(frozen=True, slots=True)
class _Load:
    """Frames of the items taken so far; `number` is the last item's, `size` their bytes."""

    frames: tuple[Frame, ...]
    number: int
    size: int


def answer(hub: Hub, tx: Transaction, node: str, after: int, receipts: Sequence[Receipt]) -> Letter:
    """The hub's letter to a node: receipts first, then its mailbox after `after`, as much as one letter takes."""
    items = tx.mailboxes.after(node, after, hub.config.letter_items + 1)
    loads = _Load((), after, 0)
    taken = 0
    seals: set[tuple[str, bytes]] = set()
    for item in items[: hub.config.letter_items]:
        frames, size = frames_of(tx, node, item, seals)
        if taken and (
            loads.size + size > hub.config.letter_bytes
            or len(loads.frames) + len(frames) > LIMITS["frames"] - len(receipts)
        ):
            break
        loads = _Load((*loads.frames, *frames), item.number, loads.size + size)
        seals.update((frame.node, frame.root) for frame in frames if isinstance(frame, SealFrame))
        taken += 1
    letter = receipts_only(hub, tx, node, after, receipts)
    more = taken < len(items)
    return replace(letter, seq=loads.number, frames=(*receipts, *loads.frames), more=more)


def receipts_only(hub: Hub, tx: Transaction, node: str, after: int, receipts: Sequence[Receipt]) -> Letter:
    """The hub's letter without the mailbox: for a device whose mail goes by another request that waits for it."""
    now = hub.clock.now_ms()
    return Letter(
        sender=hub.node,
        incarnation=HUB_INCARNATION,
        seq=after,
        addressee=node,
        ack=after,
        register=hub.register.current(tx).number,
        device_ms=now,
        hub_ms=now,
        caps=our_capabilities(),
        frames=tuple(receipts),
    )


def frames_of(
    tx: Transaction, node: str, item: MailItem, sent: set[tuple[str, bytes]]
) -> tuple[list[Frame], int]:
    """Frames of one item and their size in bytes; seals that the letter already has are left out."""
    if item.kind == "register":
        rows = [row for row in tx.register.after(int(item.subject) - 1) if row.number == int(item.subject)]
        frames: list[Frame] = [RegisterFrame(row.number, row.text, row.signature) for row in rows]
        return frames, sum(len(row.text) for row in rows)
    if item.kind in ("joined", "left"):
        said = Scope(joined=(item.subject,)) if item.kind == "joined" else Scope(left=(item.subject,))
        return [said], len(item.subject)
    if item.kind == "trust":
        trust = tx.register.trust_list()
        return ([GrantFrame("trust", trust.text, trust.signature)], len(trust.text)) if trust else ([], 0)
    if item.kind == "grant":
        grant = tx.register.grant(node, item.subject)
        standing = grant is not None and not grant.void_ms
        return (
            ([GrantFrame(grant.kind, grant.text, grant.signature)], 1000) if grant and standing else ([], 0)
        )
    changes = (
        whole(tx, item.subject)
        if item.kind == "dossier"
        else tx.changes.by_hash(item.subject, split_hashes(item.hashes))
    )
    return _changes(tx, item.subject, changes, sent)


def _changes(
    tx: Transaction, dossier: str, rows: Sequence[ChangeRow], sent: set[tuple[str, bytes]]
) -> tuple[list[Frame], int]:
    seals = tx.changes.seals({(row.author, row.seal) for row in rows} - sent)
    frames: list[Frame] = [from_kept(seal.node, seal.root, seal.signature, seal.leaves) for seal in seals]
    most = LIMITS["changes"]
    frames += [
        Changes(dossier, tuple(row.raw for row in rows[at : at + most])) for at in range(0, len(rows), most)
    ]
    return frames, sum(len(row.raw) for row in rows) + sum(len(seal.leaves) for seal in seals)
