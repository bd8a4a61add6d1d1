"""What letters of this node may lean on: changes that the reader certainly holds, dictionaries, its capabilities."""

from collections.abc import Collection, Mapping, Sequence

from dossier.exchange.context import Context
from node.ports import Tables
from node.usecases.exchange.trust import Hub
from node.usecases.workplace import Workplace
from plumbing.wire_dictionary import DICTIONARIES

PEER_CAPS = "hub_caps"
PLAIN = "lean_on_nothing"  # set when a letter of ours leaned on what the hub does not hold any longer


def reader(place: Workplace) -> Context:
    """For letters that come: all that is here."""

    def held(dossiers: Sequence[str]) -> Mapping[str, Collection[bytes]]:
        with place.store.reading() as tables:
            return tables.outbox.held_here(dossiers)

    return Context(held, DICTIONARIES)


def writer(tables: Tables) -> Context:
    """For a letter to the hub: what it has given a receipt for, or sent itself."""
    if tables.meta.number(PLAIN):
        return Context(dictionaries=DICTIONARIES)
    return Context(tables.outbox.held_by_hub, DICTIONARIES)


def our_capabilities() -> frozenset[str]:
    """What this node reads beyond version 1."""
    return Context(dictionaries=DICTIONARIES).capabilities()


def hub_capabilities(tables: Tables, hub: Hub) -> frozenset[str]:
    """What the hub said that it reads: in its last letter, or before the first at the enrolment."""
    return frozenset(tables.meta.text(PEER_CAPS).split()) or hub.caps


def note_hub_capabilities(tables: Tables, caps: Collection[str]) -> None:
    """Remember what the hub reads."""
    said = " ".join(sorted(caps))
    if said != tables.meta.text(PEER_CAPS):
        tables.meta.put(PEER_CAPS, said)
