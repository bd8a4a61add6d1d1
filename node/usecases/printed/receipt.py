"""Form 01 out of a folded dossier."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dossier.codes import parse_code
from dossier.deadline import parse_limit
from dossier.errors import KernelError
from dossier.facts import Fact, FactKind
from dossier.form_text import CodeLine, FormText, Office, Person
from dossier.forms import PaperLine, Receipt, receipt_form
from dossier.local_time import local
from dossier.register.procedures import Procedure
from dossier.state import DossierState
from node.usecases.workplace import Workplace

# NĐ 118/2025/NĐ-CP: centres of communes from 1 July 2025; before, the counter of Thông tư 01/2018/TT-VPCP's forms.
_CENTRES_SINCE = date(2025, 7, 1)
_CENTRE, _COUNTER_BEFORE = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"


def receipt_model(place: Workplace, state: DossierState, limit: str) -> FormText:
    """The receipt's text, as of the day of receipt; both names stand on it when the unit was reorganised since.
    `limit` is the one that was promised ("3wd"; "" = the procedure's)."""
    day = state.received_day or place.clock.today()
    today, register = place.clock.today(), place.register
    procedure = register.procedures.known(state.procedure, day)
    first = state.timeline[0] if state.timeline else None
    officer = register.officer(first.officer) if first else None
    receiving_now = register.units_on(state.receiving_unit, today) or (state.receiving_unit,)
    competent_now = register.units_on(state.competent_unit, today) or (state.competent_unit,)
    return receipt_form(
        Receipt(
            office=office_of(place, state.receiving_unit, day),
            code=code_line(state),
            applicant=person_of(state),
            procedure=procedure_name(place, state),
            papers=tuple(_paper(component) for component in state.components),
            sets=1,
            limit_vi=parse_limit(limit).text_vi if limit else _limit_vi(procedure),
            received_at=local(state.received_ms),
            due_at=local(state.original_due_ms or state.due_ms),
            receiving_unit=register.unit_name(state.receiving_unit, day),
            receiving_unit_now=register.unit_name(receiving_now[0], today),
            competent_unit=register.unit_name(state.competent_unit, day),
            competent_unit_now=register.unit_name(competent_now[0], today),
            return_place=f"Trung tâm Phục vụ hành chính công {register.unit_name(receiving_now[0], today)}",
            officer=officer.name if officer else "",
        )
    )


def limit_given(facts: Iterable[Fact]) -> str:
    """The limit that the dossier was received with, as it was written then ("3wd"), "" when none was."""
    received = (fact for fact in facts if fact.kind == FactKind.RECEIVED)
    return next((str(fact.values.get("limit", "")) for fact in received), "")


def office_of(place: Workplace, unit: str, day: date) -> Office:
    """The counter of a unit as all was named on `day`, with who stands for the unit today where that has changed."""
    today, register = place.clock.today(), place.register
    names, version = register.units.names(unit, day, today), register.units.by_id(unit, day)
    parent = register.units.parent(version, day) if version else None
    return Office(
        parent_agency=f"Ủy ban nhân dân {parent.name}" if parent else "",
        agency=f"Ủy ban nhân dân {names.then}",
        agency_now=names.now,
        place=_locality(names.then, version.type if version else ""),
        centre=_CENTRE if day >= _CENTRES_SINCE else _COUNTER_BEFORE,
    )


def _locality(name: str, kind: str) -> str:
    """The name without its kind: Quảng Yên of xã Quảng Yên."""
    return name[len(kind) :].strip() if kind and name.casefold().startswith(kind.casefold()) else name


def person_of(state: DossierState) -> Person:
    """The applicant as printed."""
    given = {name: str(value) for name, value in state.applicant.items()}
    return Person(
        name=given.get("name", ""),
        id_number=given.get("id_number", ""),
        address=given.get("address", ""),
        phone=given.get("phone", ""),
        email=given.get("email", ""),
    )


def code_line(state: DossierState) -> CodeLine:
    """The mã hồ sơ as printed."""
    return CodeLine(state.code, _is_official(state))


def procedure_name(place: Workplace, state: DossierState) -> str:
    """The procedure as it was named on the day of receipt, its code when the register does not know it."""
    procedure = place.register.procedures.known(state.procedure, state.received_day or place.clock.today())
    return procedure.name if procedure else state.procedure


def _paper(values: Mapping[str, Any]) -> PaperLine:
    return PaperLine(
        str(values.get("name", "")), str(values.get("copy_kind", "original")), int(values.get("count", 1))
    )


def _limit_vi(procedure: Procedure | None) -> str:
    return procedure.limit.text_vi if procedure and procedure.limit else ""


def _is_official(state: DossierState) -> bool:
    try:
        return parse_code(state.code).is_official
    except KernelError:
        return not state.provisional
