"""Papers printed from a dossier, and the tracking book (form 07, Thông tư 03/2025/TT-VPCP)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dossier.facts import Fact, FactKind
from dossier.forms_processing import RETURN_WAY_VI, BookLine, tracking_book_form
from dossier.local_time import instant_ms, local
from dossier.state import DossierState, Stage
from node.ports import Forms, Tables
from node.usecases.printed.notices import NOTICE_VI, control_sheet, notice_of
from node.usecases.printed.receipt import code_line, limit_given, office_of, person_of, procedure_name
from node.usecases.record.enact import known_document, state_and_facts
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_PAGE, _MOST_LINES = 500, 5_000


@dataclass(frozen=True, slots=True)
class Printable:
    """A paper that some act calls for; `key` is the fact's."""

    key: str
    name_vi: str
    at_ms: int


class Printing:
    """Forms 02–07. Form 01 belongs to the intake, results to the signing."""

    def __init__(self, place: Workplace, forms: Forms) -> None:
        self._place, self._forms = place, forms

    def notices(self, dossier: str) -> tuple[Printable, ...]:
        """Papers of acts that have effect, oldest first. Raises Problem DOSSIER_UNKNOWN."""
        return printables(*self._folded(dossier))

    def notice(self, dossier: str, key: str) -> bytes:
        """One of `notices` as PDF. Raises Problem DOSSIER_UNKNOWN, NOTICE_UNKNOWN."""
        state, facts = self._folded(dossier)
        for fact in facts:
            if fact.key == key and fact.kind in NOTICE_VI and _has_effect(state, fact):
                return self._forms.form(notice_of(self._place, state, fact))
        hint = "Hồ sơ không có phiếu này, hoặc việc đó không có hiệu lực; hãy tải lại trang hồ sơ."
        raise Problem("NOTICE_UNKNOWN", hint)

    def control_sheet(self, dossier: str) -> bytes:
        """Form 06 as PDF. Raises Problem DOSSIER_UNKNOWN."""
        state, facts = self._folded(dossier)
        return self._forms.form(control_sheet(self._place, state, limit_given(facts)))

    def tracking_book(self, first: date, last: date) -> bytes:
        """Form 07: what our counter received in these days, both included. Raises Problem BOOK_TOO_LONG."""
        place, today = self._place, self._place.clock.today()
        with place.store.reading() as tables:
            lines = list(_book_lines(place, tables, first, last))
        lines.sort(key=lambda line: (line.received, line.code.text))
        office = office_of(place, place.our_unit(today), today)
        return self._forms.form(tracking_book_form(office, first, last, lines))

    def _folded(self, dossier: str) -> tuple[DossierState, list[Fact]]:
        with self._place.store.reading() as tables:
            return _folded(self._place, tables, dossier)


def printables(state: DossierState, facts: Iterable[Fact]) -> tuple[Printable, ...]:
    """Papers of acts that have effect, oldest first."""
    named = (fact for fact in facts if fact.kind in NOTICE_VI and _has_effect(state, fact))
    ordered = sorted(named, key=lambda fact: fact.order)
    return tuple(Printable(fact.key, NOTICE_VI[fact.kind], fact.device_ms) for fact in ordered)


def _folded(place: Workplace, tables: Tables, dossier: str) -> tuple[DossierState, list[Fact]]:
    return state_and_facts(place, known_document(place, tables, dossier), dossier)


def _has_effect(state: DossierState, fact: Fact) -> bool:
    if fact.kind == FactKind.DEADLINE_EXTENDED:  # beside the spine
        return fact.key not in {void.key for void in state.void}
    return fact.key in state.spine


def _book_lines(place: Workplace, tables: Tables, first: date, last: date) -> Iterator[BookLine]:
    where = {"received_from": instant_ms(first), "received_before": instant_ms(last + timedelta(days=1))}
    if tables.projections.count(where) > _MOST_LINES:
        hint = f"Sổ của khoảng này quá {_MOST_LINES} hồ sơ; hãy chọn khoảng ngày ngắn hơn."
        raise Problem("BOOK_TOO_LONG", hint)
    today, offset = place.clock.today(), 0
    while page := tables.projections.rows(where, _PAGE, offset):
        for row in page:
            if place.serves(row.receiving_unit, today):
                yield _book_line(place, *_folded(place, tables, row.dossier))
        offset += _PAGE


def _book_line(place: Workplace, state: DossierState, facts: list[Fact]) -> BookLine:
    day = state.received_day or local(state.received_ms).date()
    handed = [fact for fact in facts if fact.kind == FactKind.RETURNED and fact.key in state.spine]
    returned = handed[-1] if handed and state.stage is Stage.COMPLETED else None
    way = str(returned.values.get("how", "counter")) if returned else ""
    return BookLine(
        code=code_line(state),
        procedure=procedure_name(place, state),
        sets=1,
        applicant=person_of(state),
        competent_unit=place.register.unit_name(state.competent_unit, day),
        received=local(state.received_ms).date(),
        due=local(state.due_ms).date(),
        returned=returned.day if returned else None,
        return_way=RETURN_WAY_VI.get(way, way),
    )
