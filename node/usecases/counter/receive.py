"""Taking a dossier in at the counter."""

from datetime import date
from typing import Any

from dossier.codes import DossierCode
from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.fold import sealed_facts
from dossier.local_time import local
from dossier.register.procedures import Procedure
from dossier.vietnamese import collation_key
from node.ports import Forms, Tables
from node.usecases.counter.applicant import applicant_values, particulars_warnings
from node.usecases.counter.due_day import DueDay, due_day, procedure_on
from node.usecases.counter.leases import next_code, numbers_left
from node.usecases.models import (
    ComponentEntry,
    IntakeForm,
    IntakePreview,
    ProcedureChoice,
    Received,
    ReusePaper,
)
from node.usecases.printed.receipt import limit_given, receipt_model
from node.usecases.record.enact import attempt, enact, known_document, state_of
from node.usecases.reuse.again import take_over
from node.usecases.reuse.papers import Person, offers_for
from node.usecases.workplace import Workplace

_MOST_UNITS = 20


class Intake:
    """Receives dossiers, with a code from the lease or a provisional one."""

    def __init__(self, place: Workplace, forms: Forms) -> None:
        self._place, self._forms = place, forms

    def procedures(self, text: str = "") -> tuple[ProcedureChoice, ...]:
        """Procedures in force today whose code, name or field match the text; all of them by name when ""."""
        day, table = self._place.clock.today(), self._place.register.procedures
        found = (
            table.search(text, day)
            if text
            else sorted(table.in_force(day), key=lambda p: collation_key(p.name))
        )
        return tuple(_choice(procedure) for procedure in found)

    def units(self, text: str) -> tuple[tuple[str, str], ...]:
        """(unit_id, name with its province) of communes that stand today and match the text; at most 20."""
        day, units = self._place.clock.today(), self._place.register.units
        found = units.suggest(text, day) if text.strip() else ()
        named = []
        for unit in found[:_MOST_UNITS]:
            parent = units.parent(unit, day)
            named.append((unit.unit_id, f"{unit.name}, {parent.name}" if parent else unit.name))
        return tuple(named)

    def preview(self, form: IntakeForm) -> IntakePreview | Refuse:
        """Due day with its reasons, competent unit, papers to reuse; stores nothing."""
        place, day = self._place, self._place.clock.today()
        procedure = procedure_on(place.register, form.procedure, day)
        if isinstance(procedure, Refuse):
            return procedure
        when = due_day(place.register, procedure, form.received_ms or place.clock.now_ms(), form.limit)
        if isinstance(when, Refuse):
            return when
        competent, applicant = form.competent_unit or place.our_unit(day), applicant_values(form.applicant)
        with place.store.reading() as tables:
            left = numbers_left(tables, day)
        return IntakePreview(
            procedure_name=procedure.name,
            limit_vi=when.limit.text_vi,
            due_ms=when.due_ms,
            steps=when.steps,
            warnings=(*when.warnings, *particulars_warnings(form.applicant, day), *_day_off(place, day)),
            competent_unit=competent,
            competent_name=place.register.unit_name(competent, day),
            code_left=left,
            reuse=self.reuse_for(applicant.get("id_number", ""), form.procedure, applicant.get("name", "")),
        )

    def receive(self, form: IntakeForm, officer: str) -> Received | Refuse:
        """Take it in. Durable when this returns `Received`."""
        return attempt(self._place, lambda tables: self._receive(tables, form, officer))

    def reuse_for(self, id_number: str, procedure: str = "", name: str = "") -> tuple[ReusePaper, ...]:
        """Papers that this person gave here before, and which of the procedure's papers they answer for."""
        place = self._place
        found = procedure_on(place.register, procedure, place.clock.today()) if procedure else None
        entries = _standard(found) if isinstance(found, Procedure) else ()
        with place.store.reading() as tables:
            asked = [(entry.code, entry.name) for entry in entries]
            return offers_for(place, tables, Person(id_number, name), asked)

    def receipt_pdf(self, dossier: str) -> bytes:
        """Form 01 (giấy tiếp nhận và hẹn trả). Raises Problem DOSSIER_UNKNOWN."""
        place = self._place
        with place.store.reading() as tables:
            document = known_document(place, tables, dossier)
            state = state_of(place, document, dossier)
        limit = limit_given(fact.fact for fact in sealed_facts(document.entries()))
        return self._forms.form(receipt_model(place, state, limit))

    def _receive(self, tables: Tables, form: IntakeForm, officer: str) -> Received | Refuse:
        place, moment = self._place, self._place.moment(tables)
        procedure = procedure_on(place.register, form.procedure, moment.day)
        if isinstance(procedure, Refuse):
            return procedure
        received_ms = form.received_ms or moment.ms
        when = due_day(place.register, procedure, received_ms, form.limit)
        if isinstance(when, Refuse):
            return when
        code = next_code(tables, place.identity.short, local(received_ms).date())
        values = _values(form, procedure, when, code, received_ms, place.actor(officer, moment.day).unit)
        values["calendar"] = place.register.calendar.version
        dossier = place.identity.dossier_id(tables.meta.take("dossiers"))
        command = Command(FactKind.RECEIVED, values)
        state = enact(place, tables, dossier, [command], officer, form.note or None)
        if not isinstance(state, Refuse):
            state = take_over(place, tables, state, form.components, officer)
        if isinstance(state, Refuse):
            return state
        return Received(
            dossier,
            code.text,
            not code.is_official,
            when.due_ms,
            when.steps,
            (*when.warnings, *particulars_warnings(form.applicant, moment.day), *_day_off(place, moment.day)),
            state,
        )


def _day_off(place: Workplace, day: date) -> tuple[str, ...]:
    """Offline, nobody else tells a clerk that the machine's clock is wrong: a day off is worth a second look."""
    calendar = place.register.calendar
    if not calendar.first <= day <= calendar.last or calendar.is_intake_day(day):
        return ()
    why = calendar.why_not_counting(day)
    return (
        f"Ngày {day:%d/%m/%Y} là {why}, không phải ngày tiếp nhận theo lịch; hãy xem lại ngày giờ của máy.",
    )


def _values(
    form: IntakeForm, procedure: Procedure, when: DueDay, code: DossierCode, received_ms: int, unit: str
) -> dict[str, Any]:
    applicant = applicant_values(form.applicant)
    values: dict[str, Any] = {
        "procedure": procedure.code,
        "procedure_version": str(procedure.version),
        "code": code.text,
        "provisional": not code.is_official,
        "channel": form.channel,
        "applicant": applicant,
        "components": [_component(entry, procedure) for entry in form.components or _standard(procedure)],
        "competent_unit": form.competent_unit or unit,
        "due_ms": when.due_ms,
        "limit": str(when.limit),
        "received_ms": received_ms,
    }
    if when.expired:
        values["calendar_expired"] = True
    return values


def _standard(procedure: Procedure) -> tuple[ComponentEntry, ...]:
    return tuple(
        ComponentEntry(f"TP{number}", part.name, part.kind, part.count)
        for number, part in enumerate(procedure.components, start=1)
    )


def _component(entry: ComponentEntry, procedure: Procedure) -> dict[str, Any]:
    must = any(part.must_digitise and part.name == entry.name for part in procedure.components)
    return {
        "code": entry.code,
        "name": entry.name,
        "copy_kind": entry.copy_kind,
        "count": entry.count,
        "satisfied": entry.satisfied,
        "must_digitise": must,
    }


def _choice(procedure: Procedure) -> ProcedureChoice:
    return ProcedureChoice(
        code=procedure.code,
        name=procedure.name,
        limit=str(procedure.limit) if procedure.limit else "",
        limit_vi=procedure.limit.text_vi if procedure.limit else procedure.limit_text,
        offline=procedure.offline_allowed,
        across_boundaries=procedure.phi_dia_gioi,
        components=tuple(part.name for part in procedure.components),
        entries=_standard(procedure),
    )
