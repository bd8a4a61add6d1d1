"""Signed papers that nobody is going to raise: signed before there were levels, before a setting was changed, or with
their work lost in a restore. They are found page by page and queued like those that are signed today.

Only what this node signed is its to raise: another's papers are raised where they were signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dossier.facts import FactKind
from dossier.local_time import DAY_MS
from dossier.state import DossierState
from node.ports import Tables
from node.usecases.record.enact import known_state
from node.usecases.signing.levels import LEVEL_JOB, LEVELS, OUTCOME, is_result_raised, queue_levels
from node.usecases.workplace import Workplace

PAGE = 200
SWEEP_SECONDS = 3600
_PLACE = "levels_swept"
_RENEW_MS = 30 * DAY_MS  # when its stamp ends is not known here; asking early costs one timestamp


@dataclass(frozen=True, slots=True)
class _Signed:
    """`key` as `queue_levels` knows it; `author` the fact's own key."""

    key: str
    author: str
    blob: str
    level: str
    officer: str


class LevelSweep:
    """Looks at so many dossiers at a time, and begins anew at the end."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def look(self) -> int:
        """Queue what is missing in the next page of dossiers; gives how many papers."""
        place = self._place
        with place.store.reading() as tables:
            start = tables.meta.number(_PLACE)
            rows = tables.projections.rows({}, PAGE, start)
            found = [one for row in rows for one in self._missing(tables, row.dossier)]
        with place.store.writing() as tables:
            tables.meta.put(_PLACE, start + PAGE if len(rows) == PAGE else 0)
            for state, paper in found:
                self._queue(tables, state, paper)
        return len(found)

    def _missing(self, tables: Tables, dossier: str) -> Iterator[tuple[DossierState, _Signed]]:
        jobs = [job for job in tables.jobs.of_dossier(dossier) if job.kind == LEVEL_JOB]
        known, state = {str(job.args.get("key")) for job in jobs}, known_state(self._place, tables, dossier)
        ours, wanted = f"{self._place.identity.short}-", LEVELS.index(self._place.config.sign_level)
        for paper in _signed(state):
            is_due = paper.level == LEVELS[-1] or LEVELS.index(paper.level) < wanted
            if paper.author.startswith(ours) and paper.key not in known and is_due:
                yield state, paper

    def _queue(self, tables: Tables, state: DossierState, paper: _Signed) -> None:
        now = self._place.clock.now_ms()
        if paper.level == LEVELS[-1]:
            queue_levels(tables, state, paper.blob, paper.officer, now + _RENEW_MS, renews=paper.blob)
        else:
            queue_levels(tables, state, paper.blob, paper.officer, now)


def _signed(state: DossierState) -> Iterator[_Signed]:
    """Its signed papers; a result stands among them once it was raised."""
    for one in state.documents:
        if one.level in LEVELS:
            yield _Signed(one.key, one.key, one.blob, one.level, one.signer)
    outcome = state.outcome
    if outcome is None or not outcome.blob or is_result_raised(state):
        return
    for entry in state.timeline:
        if entry.kind in (FactKind.ISSUED, FactKind.DECLINED):
            yield _Signed(OUTCOME, entry.key, outcome.blob, "B-B", entry.officer)
            return
