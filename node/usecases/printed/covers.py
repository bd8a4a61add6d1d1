"""Cover sheets of a dossier: one for each of its papers, to be laid in front of it before the stack is scanned."""

from dossier.cover import Cover, cover_text
from dossier.state import DossierState
from node.ports.tray import CoverPrinter, CoverSheet
from node.usecases.printed.receipt import procedure_name
from node.usecases.record.enact import known_state
from node.usecases.workplace import Workplace
from plumbing.problem import Problem


class Covers:
    """Prints them."""

    def __init__(self, place: Workplace, printer: CoverPrinter) -> None:
        self._place, self._printer = place, printer

    def print(self, dossier: str, component: str = "") -> bytes:
        """A PDF with the sheet of one paper, or of all papers of the dossier when `component` is "". Raises Problem
        DOSSIER_UNKNOWN, COMPONENT_UNKNOWN."""
        with self._place.store.reading() as tables:
            state = known_state(self._place, tables, dossier)
        wanted = [
            (str(paper.get("code", "")), str(paper.get("name", "")))
            for paper in state.components
            if component in ("", paper.get("code"))
        ]
        if not wanted:
            hint = "Hồ sơ không có thành phần này; hãy tải lại trang hồ sơ."
            raise Problem("COMPONENT_UNKNOWN", hint)
        return self._printer.covers([self._sheet(state, code, name) for code, name in wanted])

    def _sheet(self, state: DossierState, code: str, name: str) -> CoverSheet:
        place, day = self._place, self._place.clock.today()
        return CoverSheet(
            code_text=cover_text(Cover(state.dossier, code, place.identity.short)),
            dossier_code=state.code or state.dossier,
            component=code,
            component_name=name,
            procedure_name=procedure_name(place, state),
            applicant=str(state.applicant.get("name", "")),
            unit_name=place.register.unit_name(place.our_unit(day), day),
        )
