"""Dossiers of this node with something in them that waits for a signature, most urgent first, each folded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier.state import DossierState
from node.ports import DossierRow, Tables
from node.usecases.record.enact import known_state
from node.usecases.rows import holding
from node.usecases.workplace import Workplace

_MOST_DOSSIERS = 300


def dossiers_here(
    place: Workplace, tables: Tables, where: Mapping[str, Any], dossier: str = ""
) -> Iterator[tuple[DossierRow, DossierState]]:
    """Those that our unit holds or received and that fit `where`, or the named one alone."""
    if dossier:
        one = tables.projections.get(dossier)
        rows: Sequence[DossierRow] = [one] if one else []
    else:
        ours = holding(place, tables, place.clock.today()).ours
        either = ({"holder": ours}, {"receiving_unit": ours})
        rows = tables.projections.rows({**where, "either": either}, _MOST_DOSSIERS, 0)
    for row in rows:
        yield row, known_state(place, tables, row.dossier)
