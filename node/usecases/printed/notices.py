"""Forms 02–06 of one dossier out of what its facts say (Thông tư 03/2025/TT-VPCP, Phụ lục I).

Printed as of the act: the office as it was named on that day. What no fact knows stays a line to fill in by hand.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from dossier.facts import Fact, FactKind
from dossier.form_text import FormHead, FormText
from dossier.forms import Refusal, SupplementRequest, refusal_form, supplement_form
from dossier.forms_processing import (
    Apology,
    ControlSheet,
    Hop,
    StopNotice,
    apology_form,
    control_sheet_form,
    stop_form,
)
from dossier.lifecycle import FINAL, KIND_VI, STAGE_VI
from dossier.limit import Unit, parse_limit
from dossier.local_time import local
from dossier.punctuality import Category, finish_category
from dossier.state import DossierState, TimelineEntry
from dossier.vietnamese import money_in_words, money_vi
from node.usecases.printed.receipt import code_line, office_of, person_of, procedure_name
from node.usecases.workplace import Workplace

NOTICE_VI: Mapping[str, str] = {
    FactKind.SUPPLEMENT_REQUESTED: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)",
    FactKind.INTAKE_REFUSED: "Phiếu từ chối tiếp nhận (mẫu 03)",
    FactKind.DEADLINE_EXTENDED: "Văn bản xin lỗi và hẹn lại (mẫu 04)",
    FactKind.WITHDRAWN: "Thông báo dừng giải quyết (mẫu 05)",
    FactKind.STOPPED: "Thông báo dừng giải quyết (mẫu 05)",
    FactKind.SUPPLEMENT_EXPIRED: "Thông báo dừng giải quyết (mẫu 05)",
}
"""Acts that a paper tells the citizen of, and the paper's name."""


def notice_of(place: Workplace, state: DossierState, fact: Fact) -> FormText:
    """The paper of one act of `NOTICE_VI`."""
    return _DRAWN[fact.kind](place, state, fact)


def _head(place: Workplace, state: DossierState, fact: Fact) -> FormHead:
    return FormHead(
        office_of(place, fact.unit, fact.day),
        fact.day,
        code_line(state) if state.code else None,
        person_of(state),
        procedure_name(place, state),
    )


def _supplement(place: Workplace, state: DossierState, fact: Fact) -> FormText:
    return supplement_form(
        SupplementRequest(
            head=_head(place, state, fact),
            missing=tuple(str(name) for name in fact.values.get("missing", ())),
            corrections=tuple(line for line in str(fact.values["content"]).splitlines() if line.strip()),
            reason=str(fact.values.get("reason", "")),
            officer=place.register.officer_name(fact.officer),
        )
    )


def _refusal(place: Workplace, state: DossierState, fact: Fact) -> FormText:
    return refusal_form(
        Refusal(
            head=_head(place, state, fact),
            reasons=tuple(line for line in str(fact.values["reason"]).splitlines() if line.strip()),
            signer=place.register.officer_name(fact.officer),
        )
    )


def _apology(place: Workplace, state: DossierState, fact: Fact) -> FormText:
    return apology_form(
        Apology(
            head=_head(place, state, fact),
            received_at=local(state.received_ms),
            original_due=local(state.original_due_ms or state.due_ms),
            new_due=local(int(fact.values["due_ms"])),
            reason=str(fact.values["reason"]),
            responsible=place.register.unit_name(fact.unit, fact.day),
        )
    )


def _stop(place: Workplace, state: DossierState, fact: Fact) -> FormText:
    return stop_form(
        StopNotice(
            head=_head(place, state, fact),
            stage=_stage_before(state, fact.key),
            asked_by_citizen=fact.kind == FactKind.WITHDRAWN,
            ground=str(fact.values.get("reason", "")),
            refund=_refund(state.fees_paid),
            originals_returned=_originals(state),
        )
    )


_DRAWN: Mapping[str, Callable[[Workplace, DossierState, Fact], FormText]] = {
    FactKind.SUPPLEMENT_REQUESTED: _supplement,
    FactKind.INTAKE_REFUSED: _refusal,
    FactKind.DEADLINE_EXTENDED: _apology,
    FactKind.WITHDRAWN: _stop,
    FactKind.STOPPED: _stop,
    FactKind.SUPPLEMENT_EXPIRED: _stop,
}


def _stage_before(state: DossierState, key: str) -> str:
    return next((STAGE_VI[one.stage] for one, then in pairwise(state.timeline) if then.key == key), "")


def _refund(paid: int) -> str:
    """What was taken; whether it is given back, sector law says."""
    return f"Đã thu {money_vi(paid)} ({money_in_words(paid)})" if paid else ""


def _originals(state: DossierState) -> tuple[str, ...]:
    handed_in = (one for one in state.components if one.get("copy_kind", "original") == "original")
    return tuple(str(one.get("name", "")) for one in handed_in if one.get("satisfied", True))


def control_sheet(place: Workplace, state: DossierState, limit: str) -> FormText:
    """Form 06: every hand-over so far, by the acts that have effect. `limit` is the promised one ("3wd", "" = none)."""
    last = state.timeline[-1]
    papers = ", ".join(str(one.get("name", "")) for one in state.components)
    return control_sheet_form(
        ControlSheet(
            head=FormHead(
                office_of(place, state.receiving_unit, last.day),
                last.day,
                code_line(state),
                person_of(state),
                procedure_name(place, state),
            ),
            enclosed=papers,
            hops=tuple(_hops(place, state, limit)),
        )
    )


def _hops(place: Workplace, state: DossierState, limit: str) -> Iterator[Hop]:
    """The citizen hands in; then each act that moves the dossier from one desk to the next."""
    giver = state.applicant.get("name", "")
    for entry in state.timeline:
        receiver = f"{place.register.officer_name(entry.officer)} – {place.register.unit_name(entry.unit, entry.day)}"
        note = KIND_VI[FactKind(entry.kind)]
        yield Hop(str(giver), receiver, local(entry.device_ms), _result(state, entry, limit), note)
        giver = receiver


def _result(state: DossierState, entry: TimelineEntry, limit: str) -> Category | None:
    if entry.stage not in FINAL or not (state.finished_ms and state.due_ms):
        return None
    unit = parse_limit(limit).unit if limit and not state.extended else Unit.DAYS
    return finish_category(local(state.due_ms), unit, local(state.finished_ms))
