"""Fold: from a set of facts to the state of a dossier. The same pure code on node and hub.

`fold` depends on the set alone: not on order, repetition or grouping of merges. It never raises for a bad fact
and never chooses silently between two people: what excludes each other comes back as a dispute, what had no
mandate as void with its reason, what misses its predecessor as waiting.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dossier.authors import author_of
from dossier.crdt import NOTE, Entry
from dossier.errors import KernelError
from dossier.facts import Fact, FactKind, Hlc, fact_from_text, fact_to_text
from dossier.facts import FactKind as K
from dossier.fold_data import Data, fold_data
from dossier.judge import judge_author, void
from dossier.lifecycle import CUSTODY_KINDS, SPINE_KINDS
from dossier.readable import is_readable
from dossier.register.view import RegisterView
from dossier.result_draft import draft_of
from dossier.spine import Walked, walk
from dossier.state import Dispute, DossierState, Option, Outcome, SealedFact, Stage, TimelineEntry, Void

_KNOWN = frozenset(FactKind)
_NO_DAY = date.min


def sealed_facts(entries: Iterable[Entry]) -> list[SealedFact]:
    """Facts of a document's entries with the author that each entry's actor proves. An entry that cannot be
    read becomes a fact of kind "" (void when folded), never an exception."""
    return [_sealed(entry) for entry in entries if entry.key != NOTE]


def fold(dossier: str, facts: Iterable[SealedFact], register: RegisterView) -> DossierState:
    """State of `dossier`, judged by `register`. See the module's promise."""
    unique = _unique(facts)
    authentic, refused = _sift(dossier, unique.values(), register)
    known = [fact for fact in authentic if fact.kind in _KNOWN]
    walked = walk(
        [fact for fact in known if fact.kind in SPINE_KINDS],
        [fact for fact in known if fact.kind in CUSTODY_KINDS],
        [fact for fact in known if fact.kind == K.DISPUTE_SETTLED],
        register,
    )
    data = fold_data(known, walked, register)
    unknown = tuple(sorted(fact.key for fact in authentic if fact.kind not in _KNOWN))
    return _assemble(dossier, walked, data, refused, unknown, len(unique))


def _sealed(entry: Entry) -> SealedFact:
    try:
        author = author_of(entry.actor)
    except KernelError:
        author = ""
    try:
        return SealedFact(fact_from_text(entry.key, entry.text), author)
    except KernelError:
        from_nobody = Fact(entry.key, "", "", "", "", "", _NO_DAY, Hlc(0, 0), 0)
        return SealedFact(from_nobody, author)


def _unique(facts: Iterable[SealedFact]) -> dict[str, SealedFact]:
    """One fact a key. A document holds each key once; should two texts ever claim one, the proved author's goes
    first and the rest is decided by content, so that every replica picks the same."""
    unique: dict[str, SealedFact] = {}
    for sealed in facts:
        other = unique.setdefault(sealed.fact.key, sealed)
        if other != sealed:
            unique[sealed.fact.key] = min(other, sealed, key=_claim)
    return unique


def _claim(sealed: SealedFact) -> tuple[bool, str]:
    return (sealed.author != sealed.fact.node, fact_to_text(sealed.fact))


def _sift(dossier: str, facts: Iterable[SealedFact], register: RegisterView) -> tuple[list[Fact], list[Void]]:
    authentic: list[Fact] = []
    refused: list[Void] = []
    for sealed in sorted(facts, key=lambda s: s.fact.order):
        verdict = (
            judge_author(sealed, dossier, register)
            if sealed.fact.kind and is_readable(sealed.fact)
            else void(sealed.fact.key, "UNREADABLE")
        )
        if verdict is None:
            authentic.append(sealed.fact)
        else:
            refused.append(verdict)
    return authentic, refused


def _assemble(
    dossier: str, walked: Walked, data: Data, refused: Sequence[Void], unknown: tuple[str, ...], count: int
) -> DossierState:
    received, first = _began(walked)
    values: dict[str, Any] = dict(first.values) if first else {}
    finish = _finish(walked)
    original_due = int(values.get("due_ms", 0))
    return DossierState(
        dossier=dossier,
        stage=walked.position.stage or Stage.DRAFT,
        sub="" if walked.position.sub == "CHO_NOP_PHI" and data.fees_paid else walked.position.sub,
        code=data.official_code or str(values.get("code", "")),
        provisional=bool(values.get("provisional", False)) and not data.official_code,
        procedure=str(values.get("procedure", "")),
        procedure_version=str(values.get("procedure_version", "")),
        applicant=dict(values.get("applicant", {})),
        components=tuple(dict(component) for component in values.get("components", ())),
        channel=int(values.get("channel", 1)),
        receiving_unit=walked.position.receiving,
        competent_unit=str(values.get("competent_unit", "")) or walked.position.receiving,
        received_day=received.day if received else None,
        received_ms=int(values.get("received_ms", first.device_ms if first else 0)) if received else 0,
        due_ms=data.extended_due_ms or _restarted_due(walked) or original_due,
        original_due_ms=original_due,
        extended=data.extended_due_ms > 0,
        custody=walked.position.custody,
        holders=walked.position.holders,
        fields=data.fields,
        pages=data.pages,
        withdrawn=data.withdrawn,
        documents=data.documents,
        reused=data.reused,
        reuses=data.reuses,
        asked_again=data.asked_again,
        revoked=data.revoked,
        archived=values if first and first.kind == K.RESULT_ARCHIVED else {},
        draft=draft_of(fact for fact, _ in walked.steps),
        outcome=_outcome(walked),
        finished_ms=finish.device_ms if finish else 0,
        finish_kind=finish.kind if finish else "",
        supplements=_supplements(walked),
        fees_paid=data.fees_paid,
        disputes=(*_transition_dispute(walked), *data.disputes),
        void=tuple(sorted((*refused, *walked.void, *data.void), key=lambda v: v.key)),
        waiting=tuple(sorted((*walked.waiting, *data.waiting))),
        unknown=unknown,
        spine=tuple(fact.key for fact, _ in walked.steps),
        timeline=_timeline(walked),
        facts=count,
    )


def _began(walked: Walked) -> tuple[Fact | None, Fact | None]:
    """(its receipt, the act that tells what it is about)."""
    received = next((fact for fact, _ in walked.steps if fact.kind == K.RECEIVED), None)
    return received, received or (walked.steps[0][0] if walked.steps else None)


def _finish(walked: Walked) -> Fact | None:
    """The act that ends the dossier for the index, by its priority: processed (9) before returned (10) before
    stopped, refused or withdrawn (QĐ 766/QĐ-TTg as the portal computes it)."""
    ranks = (
        (K.ISSUED, K.DECLINED),
        (K.RETURNED, K.RESULT_ARCHIVED),
        (K.STOPPED, K.INTAKE_REFUSED, K.WITHDRAWN, K.SUPPLEMENT_EXPIRED),
    )
    for kinds in ranks:
        for fact, _ in walked.steps:
            if fact.kind in kinds:
                return fact
    return None


def _outcome(walked: Walked) -> Outcome | None:
    for fact, _ in walked.steps:
        if fact.kind in (K.ISSUED, K.DECLINED):
            return Outcome(
                kind="granted" if fact.kind == K.ISSUED else "declined",
                number=str(fact.values.get("number", "")),
                blob=str(fact.values.get("blob", "")),
                size=int(fact.values.get("size", 0)),
                at_ms=fact.device_ms,
                day=fact.day,
                unit=fact.unit,
            )
        if fact.kind == K.RESULT_ARCHIVED:
            return _old_result(fact)
    return None


def _old_result(fact: Fact) -> Outcome:
    """An old result as its paper says; the unit that issued it may be gone long since."""
    values = fact.values
    return Outcome(
        kind="granted",
        number=str(values.get("number", "")),
        blob=str(values.get("blob", "")),
        size=int(values.get("size", 0)),
        at_ms=fact.device_ms,
        day=day_of(str(values.get("day", ""))) or fact.day,
        unit=str(values.get("issuing_unit", "")) or fact.unit,
    )


def day_of(text: str) -> date | None:
    """An ISO day, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _restarted_due(walked: Walked) -> int:
    """A supplemented dossier carries the new day that a person confirmed (nothing moves it by itself)."""
    days = [int(f.values.get("due_ms", 0)) for f, _ in walked.steps if f.kind == K.SUPPLEMENTED]
    return next((day for day in reversed(days) if day), 0)


def _supplements(walked: Walked) -> tuple[tuple[int, int], ...]:
    periods: list[tuple[int, int]] = []
    for fact, _ in walked.steps:
        if fact.kind == K.SUPPLEMENT_REQUESTED:
            periods.append((fact.device_ms, 0))
        elif fact.kind == K.SUPPLEMENTED and periods:
            periods[-1] = (periods[-1][0], fact.device_ms)
    return tuple(periods)


def _transition_dispute(walked: Walked) -> tuple[Dispute, ...]:
    if not walked.options:
        return ()
    options = tuple(
        Option(fact.key, fact.kind, fact.officer, fact.unit, fact.node, fact.device_ms)
        for fact in walked.options
    )
    return (Dispute("transition", "transition", options),)


def _timeline(walked: Walked) -> tuple[TimelineEntry, ...]:
    return tuple(
        TimelineEntry(
            key=fact.key,
            kind=fact.kind,
            stage=position.stage or DossierState("").stage,
            officer=fact.officer,
            unit=fact.unit,
            day=fact.day,
            device_ms=fact.device_ms,
            note=str(
                fact.values.get("comment") or fact.values.get("opinion") or fact.values.get("reason") or ""
            ),
        )
        for fact, position in walked.steps
    )
