"""Page models of one dossier: the five steps, the receipt ladder, papers, time line, what has no effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossier.lifecycle import FINAL, STAGE_VI
from dossier.register.unit_values import UnitNames
from dossier.state import SignedDocument, Stage, TimelineEntry, WithdrawnPage
from node.api.withdrawn_page import history_note
from node.api.words import SIGNATURE_VI, kind_vi, size_vi, when_vi
from node.usecases.models import DossierView, WorkRow
from node.usecases.page_models import PageView
from node.usecases.show.ladder import LadderRung

STEPS = ("Tiếp nhận", "Thẩm định", "Phê duyệt", "Ký số", "Trả kết quả")
_STEP_OF: dict[Stage, int] = {
    Stage.DRAFT: 0,
    Stage.AWAITING_INTAKE: 0,
    Stage.REFUSED: 0,
    Stage.RECEIVED: 0,
    Stage.AWAITING_SUPPLEMENT: 1,
    Stage.IN_APPRAISAL: 1,
    Stage.STOPPED: 1,
    Stage.SUBMITTED: 2,
    Stage.APPROVED: 3,
    Stage.ISSUED: 4,
    Stage.DECLINED: 4,
    Stage.COMPLETED: 5,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps; `state` is done | now | stopped | next."""

    name: str
    state: str
    note: str


def steps(stage: Stage) -> tuple[Step, ...]:
    """Tiếp nhận → thẩm định → phê duyệt → ký số → trả kết quả, with where the dossier stands."""
    here = _STEP_OF[stage]
    broken = stage in (Stage.REFUSED, Stage.STOPPED)

    def state(index: int) -> str:
        if index < here:
            return "done"
        if index > here:
            return "next"
        return "stopped" if broken else "now"

    return tuple(
        Step(name, state(index), STAGE_VI[stage] if index == here else "") for index, name in enumerate(STEPS)
    )


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the receipt ladder; `state` is done | part | open."""

    icon: str
    state: str
    title: str


def row_rungs(row: WorkRow) -> tuple[Rung, ...]:
    """The ladder as far as a list knows it."""
    return _rungs(1, int(row.signed), int(row.left or row.received), int(row.received), "")


def ladder_rungs(ladder: tuple[LadderRung, ...]) -> tuple[Rung, ...]:
    """The whole ladder with its instants. Only a hub-signed receipt lights the fourth rung."""
    icons = {"saved": "disk", "signed": "pen", "left": "truck", "received": "centre", "timestamped": "clock"}
    return tuple(Rung(icons[one.rung], "done" if one.done else "open", _rung_vi(one)) for one in ladder)


def _rung_vi(one: LadderRung) -> str:
    name = one.name_vi[0].upper() + one.name_vi[1:]
    return _told(f"{name} ({one.detail_vi})" if one.detail_vi else name, one.at_ms)


def _rungs(saved: int, signed: int, left: int, received: int, road: str) -> tuple[Rung, ...]:
    by = {"https": " qua mạng", "usb": " bằng USB", "lan": " qua mạng nội bộ"}.get(road, "")
    return (
        Rung("disk", "done" if saved else "open", _told("Đã lưu tại máy này", saved)),
        Rung("pen", "done" if signed else "open", "Đã ký số tại xã" if signed else "Chưa ký số bản quét"),
        Rung("truck", "done" if left else "open", _told(f"Đã giao đi{by}", left) if left else "Chưa gửi đi"),
        Rung(
            "centre",
            "done" if received else "open",
            _told("Trung tâm tỉnh đã nhận (có biên nhận ký số)", received)
            if received
            else "Trung tâm tỉnh chưa xác nhận đã nhận",
        ),
    )


def _told(what: str, at_ms: int) -> str:
    return f"{what} – {when_vi(at_ms)}" if at_ms > 1 else what


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the checklist with what is there of it. `state` is signed | scanned | reused | missing | kept."""

    code: str
    name: str
    copy_kind: str
    must_digitise: bool
    state: str
    pages: tuple[PageView, ...]
    signatures: tuple["Signature", ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signed document: who signed, how strongly, the fact key its PDF is fetched by, and why its bytes (`blob`) are
    no longer good ("" = they are)."""

    key: str
    title: str
    verdict_vi: str
    signer: str
    size_vi: str
    blob: str
    revoked: str


def papers(view: DossierView) -> tuple[Paper, ...]:
    """The checklist in its own order, then papers that are on no list."""
    listed = {str(c.get("code") or c.get("name")): c for c in view.state.components}
    others = dict.fromkeys(p.component for p in view.pages if p.component not in listed)
    return tuple(
        _paper(view, code, str(listed.get(code, {}).get("name") or code), listed.get(code, {}))
        for code in (*listed, *others)
    )


def _paper(view: DossierView, code: str, name: str, entry: Mapping[str, Any]) -> Paper:
    pages = tuple(page for page in view.pages if page.component == code)
    signed = _signatures(view, code)
    state = (
        "signed" if signed else "scanned" if pages else "reused" if code in view.state.reused else "missing"
    )
    if state == "missing" and not entry.get("must_digitise"):
        state = "kept"
    return Paper(
        code, name, str(entry.get("copy_kind", "")), bool(entry.get("must_digitise")), state, pages, signed
    )


def _signatures(view: DossierView, component: str) -> tuple[Signature, ...]:
    return tuple(_signature(view, d) for d in view.state.documents if d.component == component)


def _signature(view: DossierView, document: SignedDocument) -> Signature:
    said = f"{SIGNATURE_VI.get(document.role, document.role)}, mức {document.level}"
    signer = officer_name(view, document.signer)
    revoked = view.state.revoked.get(document.blob, "")
    return Signature(
        document.key, document.title, said, signer, size_vi(document.size), document.blob, revoked
    )


def results(view: DossierView) -> tuple[Signature, ...]:
    """The paper that says how it ended, then signed documents that are not on the checklist."""
    shown = {paper.code for paper in papers(view)}
    others = tuple(_signature(view, d) for d in view.state.documents if d.component not in shown)
    outcome = view.state.outcome
    if outcome is None or not outcome.blob:
        return others
    said, revoked = SIGNATURE_VI["seal"], view.state.revoked.get(outcome.blob, "")
    result = Signature("outcome", "Văn bản kết quả", said, "", size_vi(outcome.size), outcome.blob, revoked)
    return (result, *others)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the time line."""

    what: str
    who: str
    where: UnitNames
    when: str
    note: str
    stage: str


def timeline(view: DossierView) -> tuple[Moment, ...]:
    """Acts that count and pages that were taken out, newest first, each with the unit as of the act and today's."""
    told = [
        (entry.device_ms, _moment(view, entry, kind_vi(entry.kind), entry.note, STAGE_VI[entry.stage]))
        for entry in reversed(view.state.timeline)
    ]
    told += [
        (out.device_ms, _moment(view, out, *history_note(view, out), "")) for out in view.state.withdrawn
    ]
    return tuple(moment for _, moment in sorted(told, key=lambda one: one[0], reverse=True))


def _moment(
    view: DossierView, fact: TimelineEntry | WithdrawnPage, what: str, note: str, stage: str
) -> Moment:
    who, where = officer_name(view, fact.officer), unit_names(view, fact.unit)
    return Moment(what, who, where, when_vi(fact.device_ms), note, stage)


def officer_name(view: DossierView, officer: str) -> str:
    """Name of a person in the dossier, her id when the register does not know her."""
    return view.officers.get(officer, officer)


def unit_names(view: DossierView, unit: str) -> UnitNames:
    """Names of a unit in the dossier, its id when unknown."""
    return view.units.get(unit) or UnitNames(unit, unit)


def is_over(view: DossierView) -> bool:
    """Whether nothing more can happen to it."""
    return view.state.stage in FINAL


def is_reading(view: DossierView) -> bool:
    """Whether the machine still has pages of the dossier before it."""
    return any(page.reading in ("queued", "running") for page in view.pages)


#: The ladder as the help page explains it: all rungs reached.
EXAMPLE_RUNGS = _rungs(1, 1, 1, 1, "")
