"""Where scanned pages may go: dossiers with their papers, what each has of them, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from node.ports import Tables
from node.usecases.record.enact import known_state
from node.usecases.scans.stack import Group
from node.usecases.workplace import Workplace

_MOST_FOUND, _MOST_LACKING, _LOOKED_AT = 6, 5, 20
_LATELY_MS = int(timedelta(days=7).total_seconds() * 1000)
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a dossier as a choice: its code, its name, how many pages are scanned already, whether it has none."""

    code: str
    name: str
    scanned: int
    missing: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A dossier that pages may be placed into."""

    dossier: str
    code: str
    applicant: str
    papers: tuple[Paper, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Its papers that have no page, here or in the tray."""
        return tuple(paper.name or paper.code for paper in self.papers if paper.missing)


def target_of(place: Workplace, tables: Tables, dossier: str, groups: Sequence[Group] = ()) -> Target:
    """One dossier; `groups` are pages in the tray that cover sheets sort. Raises Problem DOSSIER_UNKNOWN."""
    state = known_state(place, tables, dossier)
    here = [page.component for page in state.pages] + [document.component for document in state.documents]
    elsewhere = {group.component for group in groups if group.dossier == dossier} | set(state.reused)

    def paper(code: str, name: str) -> Paper:
        count = here.count(code)
        return Paper(code, name, count, not count and code not in elsewhere)

    papers = tuple(paper(str(c.get("code", "")), str(c.get("name", ""))) for c in state.components)
    return Target(dossier, state.code, str(state.applicant.get("name", "")), papers)


def found_targets(place: Workplace, tables: Tables, words: str) -> tuple[Target, ...]:
    """What a clerk may mean by an id, a code, a name or a number, the likeliest first."""
    if tables.projections.get(words) is not None:
        return (target_of(place, tables, words),)
    found = tables.projections.search(words, _MOST_FOUND)
    return tuple(target_of(place, tables, row.dossier) for row in found)


def lacking_targets(place: Workplace, tables: Tables) -> tuple[Target, ...]:
    """The dossiers taken in last that lack a paper: where pages from the scanner most likely belong."""
    since = place.clock.now_ms() - _LATELY_MS
    rows = tables.projections.rows({"open": 1, "received_from": since}, _MOST_ROWS, 0)
    newest = sorted(rows, key=lambda row: row.received_ms, reverse=True)[:_LOOKED_AT]
    targets = (target_of(place, tables, row.dossier) for row in newest)
    return tuple(target for target in targets if target.missing)[:_MOST_LACKING]
