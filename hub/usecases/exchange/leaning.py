"""What letters to and from a device may lean on: changes that the reader holds, dictionaries, capabilities."""

from collections.abc import Collection, Mapping, Sequence

from dossier.exchange.context import Context
from dossier.exchange.frames import split_hashes
from hub.ports import Transaction
from hub.usecases.scope.fill import still_coming
from plumbing.wire_dictionary import DICTIONARIES


def our_capabilities() -> frozenset[str]:
    """What the hub reads beyond version 1."""
    return Context(dictionaries=DICTIONARIES).capabilities()


def reader(tx: Transaction) -> Context:
    """For letters that come: all changes that are here."""

    def held(dossiers: Sequence[str]) -> Mapping[str, Collection[bytes]]:
        return {dossier: log.known for dossier, log in tx.changes.logs(dossiers).items()}

    return Context(held, DICTIONARIES)


def writer(tx: Transaction, node: str, after: int) -> Context:
    """For a letter to a device: of the dossiers that it is entitled to, all but what still lies in its mailbox behind
    `after` or is still to be brought to it."""

    def held(dossiers: Sequence[str]) -> Mapping[str, Collection[bytes]]:
        growth = tx.scope.growth(node)
        if growth.held < growth.last or still_coming(tx, node):
            return {}
        entitled = tx.dossiers.entitled(dossiers)
        whole, coming = set(), dict[str, set[bytes]]()
        for item in tx.mailboxes.about(node, after, dossiers):
            if item.kind == "changes":
                coming.setdefault(item.subject, set()).update(split_hashes(item.hashes))
            else:
                whole.add(item.subject)
        theirs = [one for one in dossiers if entitled.get((one, node)) and one not in whole]
        logs = tx.changes.logs(theirs)
        return {one: logs[one].applied - coming.get(one, set()) for one in theirs}

    return Context(held, DICTIONARIES)
