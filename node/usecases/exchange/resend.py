"""All that is here of some dossiers goes to the hub once more, with the seals that prove it.

The hub lacks something of them, or has set something aside. It knows changes by their hash, so a double does no harm.
"""

from collections.abc import Iterable

from node.ports import Tables
from node.usecases.workplace import Workplace


def send_again(place: Workplace, tables: Tables, dossiers: Iterable[str]) -> None:
    """Queue every change of ours, and every other that its author's seal proves."""
    own, now = place.identity.node, place.clock.now_ms()
    for dossier in dossiers:
        for change, author, raw in tables.changes.listed(dossier):
            root = tables.seals.covering(change, author)
            seal = root.hex() if root is not None and author != own else ""
            if seal or author == own:
                tables.outbox.send_again(dossier, change, len(raw), now, seal)
