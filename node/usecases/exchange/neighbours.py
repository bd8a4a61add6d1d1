"""Whom this node may meet without the hub: devices of its own unit, by the signed register; and what they may have."""

from dossier.custody import entitled_units
from dossier.register.view import NodeEntry, NodeKind
from dossier.state import DossierState
from node.usecases.workplace import Workplace


def entitled_to(place: Workplace, state: DossierState, node: str) -> bool:
    """Whether the device's unit is entitled to the dossier today."""
    day, entry = place.clock.today(), place.register.node(node)
    theirs = set(place.register.units_on(entry.unit, day)) if entry else set()
    return bool(theirs & set(entitled_units(state, place.register, day)))


def is_valid(place: Workplace, node: str) -> bool:
    """Whether the register knows the device and has not revoked it."""
    return _standing(place, place.register.node(node))


def of_our_unit(place: Workplace, node: str) -> bool:
    """Whether it is another valid device (no hub) that serves a unit of ours today."""
    entry, day = place.register.node(node), place.clock.today()
    if entry is None or node == place.identity.node or entry.kind is NodeKind.HUB:
        return False
    if not _standing(place, entry):
        return False
    mine = place.register.node(place.identity.node)
    ours = set(place.register.units_on(mine.unit, day)) if mine else set()
    return bool(ours & set(place.register.units_on(entry.unit, day)))


def _standing(place: Workplace, entry: NodeEntry | None) -> bool:
    return entry is not None and (entry.valid_to is None or entry.valid_to > place.clock.today())
