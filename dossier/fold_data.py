"""Data that merges freely: fields, pages, documents, reuse, codes, fees, the one extension; without what was withdrawn.

Such facts count whichever spine act their author had seen, if their unit works on the dossier: the unit that
received it, one that held it, or the one it is offered to or meant for. A person's value stands before a machine's; two
persons' different values for one field are a dispute.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dossier.facts import Fact, canonical
from dossier.facts import FactKind as K
from dossier.judge import judge_role, overlaps, stands_for, void
from dossier.lifecycle import CUSTODY_KINDS, DATA_ROLES, SPINE_KINDS
from dossier.register.view import NodeKind, RegisterView
from dossier.spine import Walked
from dossier.state import (
    AskedAgain,
    Dispute,
    FieldValue,
    Option,
    Page,
    Reused,
    SignedDocument,
    Void,
    WithdrawnPage,
)
from dossier.withdrawals import without_withdrawn


@dataclass(frozen=True, slots=True)
class Data:
    """What the data facts of one dossier amount to."""

    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    withdrawn: tuple[WithdrawnPage, ...] = ()
    documents: tuple[SignedDocument, ...] = ()
    reused: tuple[str, ...] = ()
    reuses: tuple[Reused, ...] = ()
    asked_again: tuple[AskedAgain, ...] = ()
    revoked: Mapping[str, str] = field(default_factory=dict)
    official_code: str = ""
    fees_paid: int = 0
    extended_due_ms: int = 0
    disputes: tuple[Dispute, ...] = ()
    void: tuple[Void, ...] = ()
    waiting: tuple[str, ...] = ()


def fold_data(facts: Sequence[Fact], walked: Walked, register: RegisterView) -> Data:
    """Fold the data facts among `facts` (authentic ones) beside a walked spine."""
    data = [fact for fact in facts if fact.kind not in SPINE_KINDS and fact.kind not in CUSTODY_KINDS]
    if not walked.steps:
        return Data(waiting=tuple(fact.key for fact in data))
    verdicts = [(fact, _judge(fact, walked, register)) for fact in data]
    good = [fact for fact, verdict in verdicts if verdict is None]
    by_kind = _group(good)
    extensions, late = _extensions(by_kind[K.DEADLINE_EXTENDED], walked, register)
    kept = without_withdrawn(by_kind)
    fields, disputes = _fields(kept.fields)
    return Data(
        fields=fields,
        pages=_pages(kept.pages, kept.first),
        withdrawn=kept.withdrawn,
        documents=tuple(_document(fact) for fact in _standing(kept.documents)),
        reused=tuple(str(fact.values.get("component", "")) for fact in by_kind[K.COMPONENT_REUSED]),
        reuses=tuple(_reused(fact) for fact in by_kind[K.COMPONENT_REUSED]),
        asked_again=tuple(_asked_again(fact) for fact in by_kind[K.PAPER_ASKED_AGAIN]),
        revoked=_revoked(by_kind[K.PAPER_REVOKED]),
        official_code=next((str(f.values.get("code", "")) for f in by_kind[K.CODE_ASSIGNED]), ""),
        fees_paid=sum(int(fact.values.get("amount", 0)) for fact in by_kind[K.FEE_PAID]),
        extended_due_ms=extensions,
        disputes=disputes,
        void=(*(verdict for _, verdict in verdicts if verdict), *late, *kept.void),
        waiting=kept.waiting,
    )


def _group(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda f: f.order):
        groups[fact.kind].append(fact)
    return groups


def _judge(fact: Fact, walked: Walked, register: RegisterView) -> Void | None:
    position = walked.position
    node = register.node(fact.node)
    custody = position.custody
    competent = tuple(str(step.values.get("competent_unit", "")) for step, _ in walked.steps[:2])
    concerned = (position.receiving, *position.holders, *competent, custody.offered_to if custody else "")
    if not (node and node.kind is NodeKind.HUB) and not overlaps(fact.unit, concerned, fact.day, register):
        return void(fact.key, "NOT_CONCERNED")
    return judge_role(fact, frozenset(DATA_ROLES.get(fact.kind, frozenset())), register)


def _standing(facts: Sequence[Fact]) -> list[Fact]:
    """Those that no other of the same kind replaces."""
    replaced = {key for fact in facts for key in fact.supersedes if key != fact.key}
    return [fact for fact in facts if fact.key not in replaced]


def _fields(facts: Sequence[Fact]) -> tuple[dict[str, FieldValue], tuple[Dispute, ...]]:
    by_name: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_name[str(fact.values.get("field", ""))].append(fact)
    fields: dict[str, FieldValue] = {}
    disputes: list[Dispute] = []
    for name, recorded in sorted(by_name.items()):
        sides = _sides(recorded)
        if len(sides) == 1:
            fields[name] = _field(name, sides[0])
        else:
            disputes.append(Dispute("field", name, tuple(_option(fact) for fact in sides)))
    return fields, tuple(disputes)


def _sides(recorded: Sequence[Fact]) -> list[Fact]:
    """One fact for each different value that stands; a person's before a machine's. What a person confirmed is
    hers, even when a machine read it first: or one of two people would win silently."""
    standing = _standing(recorded)
    if len(standing) == 1:
        return standing
    by_person = [f for f in standing if f.values.get("source") != "machine" or f.values.get("confirmed")]
    distinct: dict[str, Fact] = {}
    for fact in by_person or standing:
        distinct.setdefault(_comparable(fact.values.get("value")), fact)
    return list(distinct.values())


def _comparable(value: Any) -> str:
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", " ".join(value.split()))
    return canonical(value)


def _field(name: str, fact: Fact) -> FieldValue:
    values = fact.values
    return FieldValue(
        name=name,
        value=values.get("value"),
        key=fact.key,
        source=str(values.get("source", "person")),
        confirmed=bool(values.get("confirmed", False)),
        officer=fact.officer,
        page=str(values.get("page", "")),
        box=tuple(int(n) for n in values.get("box", ())),
    )


def _option(fact: Fact) -> Option:
    return Option(
        key=fact.key,
        value=fact.values.get("value"),
        officer=fact.officer,
        unit=fact.unit,
        node=fact.node,
        device_ms=fact.device_ms,
        source=str(fact.values.get("source", "person")),
        page=str(fact.values.get("page", "")),
    )


def _pages(facts: Sequence[Fact], first: Mapping[str, Fact]) -> tuple[Page, ...]:
    pages = [
        Page(
            key=fact.key,
            component=str(fact.values.get("component", "")),
            number=int(fact.values.get("number", 0)),
            blob=str(fact.values.get("blob", "")),
            media_type=str(fact.values.get("media_type", "")),
            size=int(fact.values.get("size", 0)),
            scanned_by=first[fact.key].node,
            unit=first[fact.key].unit,
        )
        for fact in _standing(facts)
    ]
    return tuple(sorted(pages, key=lambda page: (page.component, page.number, page.key)))


def _document(fact: Fact) -> SignedDocument:
    values = fact.values
    return SignedDocument(
        key=fact.key,
        component=str(values.get("component", "")),
        title=str(values.get("title", "")),
        blob=str(values.get("blob", "")),
        size=int(values.get("size", 0)),
        pages=int(values.get("pages", 0)),
        role=str(values.get("role", "")),
        level=str(values.get("level", "")),
        signer=str(values.get("signer", "")),
    )


def _reused(fact: Fact) -> Reused:
    values = fact.values
    return Reused(
        key=fact.key,
        component=str(values.get("component", "")),
        blob=str(values.get("blob", "")),
        size=int(values.get("size", 0)),
        basis=str(values.get("basis", "")),
        source=str(values.get("source", "")),
    )


def _asked_again(fact: Fact) -> AskedAgain:
    named = (str(fact.values.get(name, "")) for name in ("component", "blob", "reason", "note"))
    return AskedAgain(*named)


def _revoked(facts: Sequence[Fact]) -> dict[str, str]:
    """Blob → reason. Who revoked first is heard; nobody can make a paper good again but by digitising it anew."""
    reasons: dict[str, str] = {}
    for fact in facts:
        reasons.setdefault(str(fact.values.get("blob", "")), str(fact.values.get("reason", "")))
    return reasons


def _extensions(facts: Sequence[Fact], walked: Walked, register: RegisterView) -> tuple[int, list[Void]]:
    """At most one extension counts: the first (NĐ 61/2018 art. 19(9)), by a unit that held the dossier."""
    held = [
        fact
        for fact in facts
        if any(stands_for(fact.unit, holder, fact.day, register) for holder in walked.position.holders)
    ]
    strangers = [void(fact.key, "NOT_HOLDER") for fact in facts if fact not in held]
    late = [void(fact.key, "SECOND_EXTENSION") for fact in held[1:]]
    return (int(held[0].values.get("due_ms", 0)) if held else 0), strangers + late
