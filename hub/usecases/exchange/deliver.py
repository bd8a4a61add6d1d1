"""From a numbered mailbox to the frames of one letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dossier.exchange.excerpt import from_kept
from dossier.exchange.frames import Scope, split_hashes
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
from hub.usecases.context import HUB_INCARNATION, Hub
from hub.usecases.exchange.leaning import our_capabilities
from hub.usecases.record.documents import whole

_AT_ONCE = 100  # items of a mailbox whose changes are read together


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
    for item, changes in _with_changes(tx, items[: hub.config.letter_items]):
        frames, size = frames_of(tx, node, item, seals, changes)
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


def _with_changes(
    tx: Transaction, items: Sequence[MailItem]
) -> Iterator[tuple[MailItem, Sequence[ChangeRow]]]:
    """Each item with the changes that it names, read for many at once, and no more of them than one letter may need."""
    for at in range(0, len(items), _AT_ONCE):
        part = items[at : at + _AT_ONCE]
        named = [(item.subject, split_hashes(item.hashes)) for item in part if item.kind == "changes"]
        found: dict[str, list[ChangeRow]] = {}
        for row in tx.changes.by_hashes([(name, digest) for name, hashes in named for digest in hashes]):
            found.setdefault(row.dossier, []).append(row)
        for item in part:
            mine = frozenset(split_hashes(item.hashes)) if item.kind == "changes" else frozenset()
            yield item, [row for row in found.get(item.subject, ()) if row.hash in mine]


def frames_of(
    tx: Transaction,
    node: str,
    item: MailItem,
    sent: set[tuple[str, bytes]],
    changes: Sequence[ChangeRow] = (),
) -> tuple[list[Frame], int]:
    """Frames of one item and their size in bytes; seals that the letter already has are left out. `changes`: those
    that an item of that kind names."""
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
    told = whole(tx, item.subject) if item.kind == "dossier" else changes
    return _changes(tx, item.subject, told, sent)


def _changes(
    tx: Transaction, dossier: str, rows: Sequence[ChangeRow], sent: set[tuple[str, bytes]]
) -> tuple[list[Frame], int]:
    missing = {(row.author, row.seal) for row in rows} - sent
    seals = tx.changes.seals(missing) if missing else ()
    frames: list[Frame] = [from_kept(seal.node, seal.root, seal.signature, seal.leaves) for seal in seals]
    most = LIMITS["changes"]
    frames += [
        Changes(dossier, tuple(row.raw for row in rows[at : at + most])) for at in range(0, len(rows), most)
    ]
    return frames, sum(len(row.raw) for row in rows) + sum(len(seal.leaves) for seal in seals)
