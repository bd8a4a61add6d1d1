"""Every projection made again from the changes: after a repair, or when the register changed for days gone by.

In small transactions, because the counter must not wait. A dossier that cannot be folded keeps its row as it last
stood, is noted, and stops nothing.
"""

from dataclasses import dataclass

from node.ports import Tables
from node.usecases.record.unfoldable import UNFOLDABLE, refold_or_note
from node.usecases.workplace import Workplace

_BATCH = 100  # dossiers in one transaction


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Dossiers looked at, and how many of them could not be folded."""

    dossiers: int
    unfoldable: int


def rebuild(place: Workplace) -> Rebuilt:
    """Make everything anew. Doing it twice changes nothing; one that was cut off leaves only good rows."""
    with place.store.reading() as tables:
        dossiers = list(tables.changes.dossiers())
    bad: set[str] = set()
    for start in range(0, len(dossiers), _BATCH):
        with place.store.writing() as tables:
            part = dossiers[start : start + _BATCH]
            bad |= {dossier for dossier in part if not refold_or_note(place, tables, dossier)}
    with place.store.writing() as tables:
        tables.projections.drop_strays()
        _release_healed(tables, bad)
    return Rebuilt(len(dossiers), len(bad))


def _release_healed(tables: Tables, bad: set[str]) -> None:
    """What could be folded after all is noted no longer."""
    held = tables.desk.held(UNFOLDABLE)
    tables.desk.release(number for number, dossier, data in held if not data and dossier not in bad)
