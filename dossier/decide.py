"""Decide: may this officer do this now, and which facts does it make?

The shell asks before it writes; the answer is facts to record or a refusal with a hint. The same judgements
(`dossier.judge`, `dossier.lifecycle`) are made again by every replica's fold, which trusts nobody's answer here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossier.authors import short_id
from dossier.errors import Refuse
from dossier.facts import Fact, FactKind, Hlc, fact_key
from dossier.facts import FactKind as K
from dossier.guards import guard
from dossier.judge import judge_author, judge_place, judge_role
from dossier.lifecycle import CUSTODY_KINDS, DATA_ROLES, FOUNDING, SPINE_KINDS, By
from dossier.register.view import RegisterView
from dossier.spine import Position, judge_spine
from dossier.state import DossierState, SealedFact, Void


@dataclass(frozen=True, slots=True)
class Command:
    """What an officer asks for. `supersedes` may be left empty: a new value replaces those that stand."""

    kind: FactKind
    values: Mapping[str, Any] = field(default_factory=dict)
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: officer, the unit she acts for today, the device."""

    officer: str
    unit: str
    node: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When: local day, instant (ms UTC) by the device's clock, last hub time seen (0 = never)."""

    day: date
    ms: int
    hub_ms: int = 0


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact that has no key and no stamp yet."""

    kind: FactKind
    values: Mapping[str, Any]
    after: tuple[str, ...]
    supersedes: tuple[str, ...] = ()


def decide(
    dossier: str,
    state: DossierState | None,
    command: Command,
    register: RegisterView,
    actor: Actor,
    moment: Moment,
) -> tuple[FactDraft, ...] | Refuse:
    """Facts to record for `command`, or why not. `state` None = a new dossier."""
    current = state or DossierState(dossier)
    draft = FactDraft(
        command.kind,
        command.values,
        _after(current, command.kind),
        command.supersedes or _replaced(current, command),
    )
    refused = _judged(dossier, current, draft, register, actor, moment) or guard(
        current, command.kind, command.values, register, actor.unit, actor.officer, moment.day, moment.ms
    )
    return refused or (draft,)


def allowed_kinds(
    dossier: str, state: DossierState | None, register: RegisterView, actor: Actor, moment: Moment
) -> tuple[FactKind, ...]:
    """Kinds of acts that table, role and custody let this officer do now (their values are not looked at)."""
    current = state or DossierState(dossier)
    drafts = (FactDraft(kind, {}, _after(current, kind)) for kind in FactKind)
    return tuple(
        draft.kind for draft in drafts if _judged(dossier, current, draft, register, actor, moment) is None
    )


def author_facts(
    drafts: Sequence[FactDraft],
    dossier: str,
    incarnation: int,
    next_count: int,
    actor: Actor,
    moment: Moment,
    hlc: Hlc,
) -> tuple[Fact, ...]:
    """Stamp drafts: keys count up from `next_count`, clocks tick from `hlc` (the last stamp this node gave)."""
    facts: list[Fact] = []
    for count, draft in enumerate(drafts, start=next_count):
        hlc = hlc.tick(moment.ms)
        key = fact_key(short_id(actor.node), incarnation, count)
        facts.append(_stamp(draft, key, dossier, actor, moment, hlc))
    return tuple(facts)


def _stamp(draft: FactDraft, key: str, dossier: str, actor: Actor, moment: Moment, hlc: Hlc) -> Fact:
    return Fact(
        key=key,
        kind=draft.kind,
        dossier=dossier,
        node=actor.node,
        officer=actor.officer,
        unit=actor.unit,
        day=moment.day,
        hlc=hlc,
        device_ms=moment.ms,
        hub_ms=moment.hub_ms,
        after=draft.after,
        supersedes=draft.supersedes,
        values=draft.values,
    )


def _after(state: DossierState, kind: str) -> tuple[str, ...]:
    head = (state.head,) if state.head else ()
    if kind == K.CUSTODY_ACCEPTED and state.custody and state.custody.offer:
        return tuple(dict.fromkeys((*head, state.custody.offer)))
    return head


def _replaced(state: DossierState, command: Command) -> tuple[str, ...]:
    """What a new value, a settlement, a withdrawal or the end of an offer replaces: the standing value, every other
    side of the dispute, the page, the offer."""
    if command.kind is K.FIELD_RECORDED:
        name = command.values.get("field")
        standing = state.fields.get(str(name))
        sides = [o.key for d in state.disputes if d.kind == "field" and d.subject == name for o in d.options]
        return (*((standing.key,) if standing else ()), *sides)
    if command.kind is K.DISPUTE_SETTLED:
        options = [o.key for d in state.disputes if d.kind == "transition" for o in d.options]
        return tuple(key for key in options if key != command.values.get("chosen"))
    if command.kind is K.PAGE_WITHDRAWN:
        return _page_and_copies(state, str(command.values.get("page", "")))
    if command.kind is K.PAGE_RESTORED:
        return (str(command.values.get("withdrawal", "")),)
    if command.kind in (K.CUSTODY_RECALLED, K.CUSTODY_DECLINED) and state.custody and state.custody.offer:
        return (state.custody.offer,)
    return ()


def _page_and_copies(state: DossierState, key: str) -> tuple[str, ...]:
    """A page, and the signed copies of its paper, which hold it too (revoked ones only: the guard sees to that)."""
    paper = next((page.component for page in state.pages if page.key == key), None)
    return (key, *(document.key for document in state.documents if document.component == paper))


def _judged(
    dossier: str, state: DossierState, draft: FactDraft, register: RegisterView, actor: Actor, moment: Moment
) -> Refuse | None:
    trial = _stamp(draft, fact_key(short_id(actor.node), 0, 0), dossier, actor, moment, Hlc(moment.ms, 0))
    verdict = judge_author(SealedFact(trial, actor.node), dossier, register)
    if verdict is None and trial.kind in SPINE_KINDS:
        verdict = judge_spine(trial, _position(state), register)
    elif verdict is None:
        verdict = judge_role(trial, frozenset(DATA_ROLES.get(trial.kind, frozenset())), register)
        if verdict is None and trial.kind in CUSTODY_KINDS:
            by = By.OFFERED if trial.kind == K.CUSTODY_DECLINED else By.HOLDER
            verdict = judge_place(trial, by, state.custody, state.receiving_unit, register)
    if verdict is not None:
        return _told(verdict, state, trial)
    return _not_now(state, trial)


def _told(verdict: Void, state: DossierState, trial: Fact) -> Refuse:
    """Why not; and where another way leads on, which."""
    last = state.timeline[-1].kind if state.timeline else ""
    if (verdict.code, trial.kind, last) == ("NOT_IN_TABLE", K.ISSUED, K.RETURNED_FOR_REVISION):
        hint = "Lãnh đạo đã trả hồ sơ lại để chỉnh sửa nên kết quả này không phát hành; đợi phê duyệt lại rồi ký."
        return Refuse("RESULT_SENT_BACK", hint)
    if (verdict.code, trial.kind) == ("NOT_IN_TABLE", K.RETURNED_FOR_REVISION) and state.outcome is not None:
        hint = "Kết quả đã ký phát hành nên không trả lại được; hãy thu hồi giấy tờ đó và ban hành văn bản thay thế."
        return Refuse("RESULT_STANDS", hint)
    return Refuse(verdict.code, verdict.reason_vi)


def _not_now(state: DossierState, trial: Fact) -> Refuse | None:
    founding = trial.kind in FOUNDING
    if not state.spine and not founding:
        return Refuse("NO_DOSSIER", "Hồ sơ chưa được tiếp nhận tại đây; hãy tiếp nhận hoặc đợi dữ liệu về.")
    if trial.kind not in SPINE_KINDS or founding:
        return None
    if any(dispute.kind == "transition" for dispute in state.disputes):
        return Refuse(
            "DISPUTE_OPEN", "Hồ sơ đang có hai bước xử lý mâu thuẫn; hãy giải quyết tranh chấp trước."
        )
    offered = state.custody is not None and state.custody.offered_to
    if offered and trial.kind not in (K.CUSTODY_ACCEPTED, K.ALLOCATED):
        return Refuse(
            "OFFER_OPEN", "Hồ sơ đang chờ đơn vị khác nhận; hãy rút lại việc chuyển trước khi xử lý."
        )
    return None


def _position(state: DossierState) -> Position:
    return Position(
        stage=state.stage if state.spine else None,
        sub=state.sub,
        custody=state.custody,
        receiving=state.receiving_unit,
        holders=state.holders,
    )
