"""What a result paper says: the office and its people as of today, the dossier's data, and the words of whoever
decides. One place for the paper that is signed and for the draft that is looked at before."""

from datetime import date

from dossier.result_draft import GRANTED
from dossier.state import DossierState
from node.usecases.models import IssueForm, ResultSheet
from node.usecases.printed.receipt import office_of, procedure_name
from node.usecases.workplace import Workplace
from plumbing.problem import Problem


def result_sheet(
    place: Workplace, state: DossierState, form: IssueForm, number: str, officer: str, day: date
) -> ResultSheet:
    """The sheet. Raises Problem OFFICER_UNKNOWN."""
    register = place.register
    leader = register.officer(form.leader)
    if leader is None:
        raise Problem(
            "OFFICER_UNKNOWN", "Không có lãnh đạo này trong danh bạ; hãy chọn lại người ký.", "operator"
        )
    unit = place.actor(officer, day).unit
    office = office_of(place, unit, day)
    granted = form.verdict == GRANTED
    return ResultSheet(
        number=number,
        title="Thông báo kết quả giải quyết" if granted else "Thông báo không giải quyết",
        unit_name=register.unit_name(unit, day),
        place=office.place,
        day=day,
        code=state.code,
        procedure_name=procedure_name(place, state),
        applicant={**state.applicant, "full_name": state.applicant.get("name", "")},
        verdict=form.verdict,
        content=form.content or form.reason,
        leader_name=leader.name,
        leader_title=leader.title,
        then_now=_then_now(place, state, day),
    )


def _then_now(place: Workplace, state: DossierState, day: date) -> str:
    """Both names of the unit that received the dossier, when it was reorganised since."""
    names = place.register.units.names(state.receiving_unit, state.received_day or day, day)
    return f"Hồ sơ do {names.text_vi} tiếp nhận." if names.now else ""
