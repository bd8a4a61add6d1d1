"""What the result of a dossier is going to say, before anybody signs it: drafted by who submits it for approval, put
right by who approves it, else worded from what is known of the dossier.

The result itself is the signed paper; a draft binds nobody. Sentences follow the letter of NĐ 30/2020/NĐ-CP, Phụ lục I,
to which they are added as paragraphs.
"""

from collections.abc import Iterable

from dossier.facts import Fact
from dossier.facts import FactKind as K
from dossier.state import DossierState, ResultDraft, Stage

GRANTED, DECLINED = "granted", "declined"
_SUBJECTS = (
    ("child", "Người con"),
    ("husband", "Bên chồng"),
    ("wife", "Bên vợ"),
    ("person", "Người được giải quyết"),
    ("household_head", "Chủ hộ"),
)
_TOLD = (("birth_date", "sinh ngày"), ("id_number", "số định danh"), ("residence", "cư trú"))


def draft_of(acts: Iterable[Fact]) -> ResultDraft:
    """What stands after these effective acts, oldest first: the newest appraisal, and the newest text."""
    verdict, opinion, content = "", "", ""
    for act in acts:
        if act.kind == K.APPRAISED:
            verdict, opinion = str(act.values.get("verdict", "")), str(act.values.get("opinion") or "")
        elif act.kind in (K.SUBMITTED_FOR_APPROVAL, K.APPROVED):
            content = str(act.values.get("draft") or "") or content
    return ResultDraft(verdict, opinion, content)


def verdict_due(state: DossierState) -> str:
    """The result that waits for its signatures: granted once it is approved, declined where it was submitted with that
    opinion; "" = none waits."""
    if state.stage is Stage.APPROVED:
        return GRANTED
    return DECLINED if state.stage is Stage.SUBMITTED and state.draft.verdict == DECLINED else ""


def proposed_content(state: DossierState, result: str) -> str:
    """The paragraphs to begin with: the draft; else, of a refusal, the appraiser's reasons, and of anything else the
    procedure's `result` and for whom it is, by what a person has confirmed."""
    if state.draft.content:
        return state.draft.content
    if verdict_due(state) == DECLINED:
        return state.draft.opinion
    named = f"Kết quả giải quyết: {result[:1].lower()}{result[1:]}." if result else ""
    return "\n".join(line for line in (named, *_persons(state)) if line)


def _persons(state: DossierState) -> Iterable[str]:
    for subject, who in _SUBJECTS:
        name = _confirmed(state, f"{subject}_name")
        if name:
            told = (
                f"{word} {value}" for part, word in _TOLD if (value := _confirmed(state, f"{subject}_{part}"))
            )
            yield f"{who}: {', '.join((name, *told))}."


def _confirmed(state: DossierState, name: str) -> str:
    value = state.fields.get(name)
    return (
        str(value.value).strip() if value is not None and value.confirmed and value.value is not None else ""
    )
