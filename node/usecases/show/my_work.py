"""What waits for one officer: read off the life cycle's own table, so that list and rules cannot drift apart."""

from collections.abc import Mapping
from typing import Any

from dossier.facts import FactKind as K
from dossier.lifecycle import TABLE, By
from node.usecases.rows import Holding

#: The step forward of each stage. Whoever may only stop, refuse or ask for more is not who it waits for.
_FORWARD = frozenset(
    {
        K.RECEIVED,
        K.ASSIGNED,
        K.APPRAISED,
        K.SUBMITTED_FOR_APPROVAL,
        K.APPROVED,
        K.ISSUED,
        K.RETURNED,
        K.CUSTODY_ACCEPTED,
    }
)
_NOBODY = ("",)


def waits_for(roles: frozenset[str], held: Holding) -> Mapping[str, Any]:
    """Condition on projections: dossiers whose next step belongs to one of these roles here. One that is being sent
    to another unit waits for that unit."""
    by: dict[By, set[str]] = {}
    for row in TABLE:
        if row.start is not None and row.kind in _FORWARD and row.roles & roles:
            by.setdefault(row.by, set()).add(row.start)
    stages = {who: tuple(sorted(found)) for who, found in by.items()}
    either: list[Mapping[str, Any]] = []
    if By.HOLDER in stages:
        either.append({"stages": stages[By.HOLDER], "holder": held.ours, "offered_to": _NOBODY})
    if By.RECEIVER in stages:
        here = ({"holder": held.ours}, {"receiving_unit": held.ours})
        either.append({"stages": stages[By.RECEIVER], "either": here})
    if By.OFFERED in stages:
        either.append({"offered_to": held.ours})
    return {"open": 1, "either": tuple(either)}
