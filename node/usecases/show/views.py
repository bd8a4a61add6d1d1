"""Lists and pages: what people look at. Nothing is written here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dossier.state import Stage
from node.usecases.models import DossierView, WorkFilter, WorkRow
from node.usecases.rows import Holding, holding, soon_ms, work_row
from node.usecases.show.dossier_view import DossierPage, dossier_page, dossier_view
from node.usecases.show.my_work import waits_for
from node.usecases.workplace import Workplace

_WHATS = ("all", "open", "new", "mine", "late", "soon", "offered", "disputes", "person", "done")
_MOST_FOUND = 50


class Views:
    """Work list, dossier page, search."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def worklist(self, which: WorkFilter) -> tuple[WorkRow, ...]:
        """Lines of the work list, most urgent first."""
        place, day, now = self._place, self._place.clock.today(), self._place.clock.now_ms()
        with place.store.reading() as tables:
            held = holding(place, tables, day)
            where = dict(_where(place, which.what, held, day, now, which.officer))
            if which.stage:
                where["stage"] = which.stage
            rows = tables.projections.rows(where, which.limit, which.offset)
            return tuple(work_row(place, tables, row, now, day) for row in rows)

    def counts(self, officer: str = "") -> dict[str, int]:
        """How many for each `what` of WorkFilter; `mine` is this officer's when she is named."""
        place, day, now = self._place, self._place.clock.today(), self._place.clock.now_ms()
        with place.store.reading() as tables:
            held = holding(place, tables, day)
            wheres = {what: _where(place, what, held, day, now, officer) for what in _WHATS}
            return {what: tables.projections.count(where) for what, where in wheres.items()}

    def dossier(self, dossier: str, officer: str) -> DossierView:
        """Everything about one dossier, with what this officer may do. Raises Problem DOSSIER_UNKNOWN."""
        with self._place.store.reading() as tables:
            return dossier_view(self._place, tables, dossier, officer)

    def page(self, dossier: str, officer: str) -> DossierPage:
        """The same with the receipt ladder and the papers to print. Raises Problem DOSSIER_UNKNOWN."""
        with self._place.store.reading() as tables:
            return dossier_page(self._place, tables, dossier, officer)

    def codes(self, dossiers: Iterable[str]) -> Mapping[str, str]:
        """The codes by which people know these dossiers; those that are not here, or have none, are left out."""
        with self._place.store.reading() as tables:
            found = (tables.projections.get(dossier) for dossier in set(dossiers))
            return {row.dossier: row.code for row in found if row is not None and row.code}

    def search(self, text: str) -> tuple[WorkRow, ...]:
        """By code, name, number or field value, with or without marks; at most 50."""
        place, day, now = self._place, self._place.clock.today(), self._place.clock.now_ms()
        with place.store.reading() as tables:
            found = tables.projections.search(text, _MOST_FOUND)
            return tuple(work_row(place, tables, row, now, day) for row in found)


def _where(
    place: Workplace, what: str, held: Holding, day: date, now_ms: int, officer: str
) -> Mapping[str, Any]:
    match what:
        case "open":
            return {"open": 1}
        case "new":
            return {"stage": Stage.RECEIVED, "open": 1}
        case "mine":
            entry = place.register.officer(officer) if officer else None
            return waits_for(entry.roles, held) if entry else {"open": 1, "holder": held.ours}
        case "late":
            return {"unfinished": 1, "open": 1, "due_before": now_ms}
        case "soon":
            return {"unfinished": 1, "open": 1, "due_from": now_ms, "due_before": soon_ms(place, day)}
        case "offered":
            return {"open": 1, "offered_to": held.ours}
        case "disputes":
            return {"disputes": 1}
        case "person":
            return {"open": 1, "holder": held.split}
        case "done":
            return {"open": 0}
    return {}
