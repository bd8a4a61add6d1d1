"""Scopes: which dossiers a node is to hold, told to it, brought to it, and compared with what it holds.

A node that becomes entitled to a few dossiers finds them in its mailbox. A scope that grows by many (a new device, a
reorganisation) is brought beside the mailbox, from a queue with a cursor, so that today's work is not kept waiting.
"""

from collections.abc import Iterable, Mapping, Sequence

from dossier.exchange.digest import mark_of
from hub.ports import Transaction
from hub.records import MailItem
from hub.usecases.context import Hub

GROWTH_FROM = 60
"""Whole dossiers for one node at once from which they go beside its mailbox."""
_BATCH = 2000


def settle(tx: Transaction, entitled: Mapping[tuple[str, str], bool]) -> None:
    """Bring the marks of (dossier, node) in step with who is entitled and with the dossiers' heads, in the
    transaction that changed either. Doing it twice changes nothing."""
    digests = tx.dossiers.digests(sorted({dossier for dossier, _ in entitled}))
    tx.scope.change(
        {
            (dossier, node): mark_of(dossier, digests[dossier]) if on and dossier in digests else None
            for (dossier, node), on in entitled.items()
        }
    )


def settle_all(hub: Hub) -> int:
    """Once, on a database from before there were marks: make them; how many dossiers."""
    with hub.store.read() as tx:
        if not tx.scope.is_empty():
            return 0
        dossiers = [row.dossier for row in tx.dossiers.all_figures()]
    for at in range(0, len(dossiers), _BATCH):
        with hub.store.write() as tx:
            settle(tx, tx.dossiers.entitled(dossiers[at : at + _BATCH]))
    return len(dossiers)


def post(tx: Transaction, node: str, items: Sequence[MailItem]) -> None:
    """Into the mailbox; whole dossiers in great number beside it."""
    whole = [item.subject for item in items if item.kind == "dossier"]
    if len(whole) >= GROWTH_FROM:
        tx.scope.grow(node, whole)
        items = [item for item in items if item.kind != "dossier"]
    tx.mailboxes.append(node, items)


def told(
    before: Mapping[tuple[str, str], bool], now: Mapping[tuple[str, str], bool]
) -> dict[str, list[MailItem]]:
    """What nodes must be told about their scope: who lost a dossier, and who sees one again that had left."""
    mail: dict[str, list[MailItem]] = {}
    for (dossier, node), on in now.items():
        if not on:
            mail.setdefault(node, []).append(MailItem("left", dossier))
        elif (dossier, node) in before:
            mail.setdefault(node, []).append(MailItem("joined", dossier))
    return mail


def spill(tx: Transaction, node: str) -> None:
    """For a device that does not know growth: what is left of it goes through the mailbox."""
    rest = [dossier for _, dossier in tx.scope.growing(node, 0, 10**9)]
    if rest:
        tx.scope.stop_growth(node)
        tx.mailboxes.append(node, _whole(rest))


def _whole(dossiers: Iterable[str]) -> list[MailItem]:
    return [MailItem("dossier", dossier) for dossier in dossiers]
