"""Compaction: in a deep mailbox, what a later item says again is dropped. Numbers stay; only items go.

A letter covers a range of numbers, so a number without an item is no gap. One "dossier changed" replaces many: the
changes of a dossier are gathered in its last item, a whole dossier makes everything before it needless, and of
"left" and "joined" only the last word counts. What the node has been sent but not acknowledged is left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.exchange.frames import split_hashes
from hub.records import MailItem
from hub.usecases.context import Hub, joined

DEEP = 256
"""Items from which a mailbox is looked at: a node that comes every day never has so many."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """Numbers of items to drop, and the hashes that some are to hold instead of theirs."""

    dropped: tuple[int, ...]
    gathered: Mapping[int, bytes]


def compacted(items: Sequence[MailItem]) -> Compacted:
    """What to do with items in the order of their numbers."""
    dropped: list[int] = []
    gathered: dict[int, bytes] = {}
    last_news: dict[str, MailItem] = {}
    last_word: dict[str, MailItem] = {}
    for item in reversed(items):
        if item.kind in ("left", "joined"):
            if item.subject in last_word:
                dropped.append(item.number)
            last_word.setdefault(item.subject, item)
        elif item.kind in ("changes", "dossier"):
            later = last_news.get(item.subject)
            if later is None or (item.kind == "dossier" and later.kind == "changes"):
                last_news[item.subject] = item
                continue
            dropped.append(item.number)
            if later.kind == "changes":
                held = split_hashes(gathered.get(later.number, later.hashes))
                before = split_hashes(item.hashes)
                gathered[later.number] = joined(dict.fromkeys((*before, *held)))
    return Compacted(tuple(sorted(dropped)), gathered)


def compact_all(hub: Hub) -> int:
    """Compact every deep mailbox, each in a transaction of its own; how many items were dropped."""
    with hub.store.read() as tx:
        deep = tx.mailboxes.deeper_than(DEEP)
    dropped = 0
    for node in deep:
        with hub.store.write() as tx:
            tx.mailboxes.lock(node)
            handed_out = tx.mailboxes.state(node).acked + hub.config.letter_items
            found = compacted(tx.mailboxes.after(node, handed_out, 10**6))
            tx.mailboxes.rewrite(node, found.gathered)
            tx.mailboxes.drop(node, found.dropped)
            dropped += len(found.dropped)
    return dropped
