"""Candidates as a person gets them: what was read, judged again by the unit register and by what people corrected."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from dossier.register.addresses import place_of, today_vi, vouches
from dossier.register.units import UnitTable
from dossier.state import DossierState
from dossier.vietnamese import search_key
from node.ports import CandidateRow, Tables
from node.usecases.page_models import Candidate
from node.usecases.scans.learned import Spellings, better, parts_of, what_of

_UNPROVED = ("unproved", "low_confidence")


def candidates_of(
    tables: Tables, state: DossierState, units: UnitTable, today: date
) -> tuple[Candidate, ...]:
    """Field candidates of all pages that stand and were read, the most certain first for each field."""
    standing = {page.key for page in state.pages}
    kinds = {(row.page_key, row.page): row.kind for row in tables.learning.kinds(state.dossier)}
    found = [
        _candidate(row, field, state, kinds.get((row.page_key, row.page), ""))
        for row in tables.reading.of(state.dossier)
        if row.page_key in standing
        for field in json.loads(row.fields)
    ]
    known = {what: _known(tables, what, found) for what in ("address", "name")}
    judged = [_with_place(_with_learned(c, known), units, today) for c in found]
    return tuple(sorted(judged, key=lambda c: (c.field, c.review, -c.confidence, c.page_key, c.page)))


def kinds_of(tables: Tables, state: DossierState) -> dict[str, str]:
    """Page key → kind of paper, by the first sheet of the file that was recognised."""
    kinds: dict[str, str] = {}
    for row in tables.learning.kinds(state.dossier):
        if row.kind:
            kinds.setdefault(row.page_key, row.kind)
    return kinds


def _candidate(row: CandidateRow, field: dict[str, Any], state: DossierState, kind: str) -> Candidate:
    left, top, right, bottom = field["box"]
    candidate = Candidate(
        field=field["name"],
        value=field["value"],
        confidence=field["confidence"],
        page_key=row.page_key,
        page=row.page,
        box=(left, top, right, bottom),
        width=row.width,
        height=row.height,
        read=field["value"],
        type=field.get("type", ""),
        review=field.get("review", True),
        reason=field.get("reason", ""),
        kind=kind,
    )
    return _beside(candidate, state)


def _beside(candidate: Candidate, state: DossierState) -> Candidate:
    """With what stands now."""
    standing = state.fields.get(candidate.field)
    current = "" if standing is None else str(standing.value)
    return replace(candidate, current=current, differs=current != candidate.value)


def _known(tables: Tables, what: str, found: list[Candidate]) -> Spellings:
    values = [c.value for c in found if what_of(c.field) == what]
    return tables.learning.spellings(
        what, (search_key(part) for value in values for part in parts_of(what, value))
    )


def _with_learned(candidate: Candidate, known: dict[str, Spellings]) -> Candidate:
    """Marks of places as clerks confirmed them; for a name the other spelling is told and the name flagged."""
    what = what_of(candidate.field)
    other = better(what, candidate.value, known[what]) if what else None
    if other is None:
        return candidate
    if what == "name":
        why = f"ở máy này chữ này thường được sửa thành “{other.value}” ({other.times} lần)"
        return replace(candidate, review=True, reason="learned", why_vi=why)
    why = f"theo {other.times} lần cán bộ xác nhận cách viết này ở máy này"
    differs = candidate.current != other.value
    return replace(candidate, value=other.value, differs=differs, review=True, reason="learned", why_vi=why)


def _with_place(candidate: Candidate, units: UnitTable, today: date) -> Candidate:
    """What the register says of an address: known as written, known under a new name, or near another spelling."""
    if what_of(candidate.field) != "address":
        return candidate
    place = place_of(candidate.value, units, today)
    if place is None:
        return candidate
    said = (
        [f"đơn vị hành chính {place.unit.name}", today_vi(place, today)]
        if place.unit.level == "commune"
        else []
    )
    if place.spelled:
        said.append(f"danh mục viết “{place.spelled}”")
    why = "; ".join([part for part in (candidate.why_vi, *said) if part])
    vouched = candidate.reason in _UNPROVED and vouches(place, candidate.confidence)
    now = place.today[0].unit_id if len(place.today) == 1 and place.unit.level == "commune" else ""
    if vouched:
        return replace(candidate, review=False, reason="", why_vi=why, unit_today=now)
    if place.spelled and not candidate.review:
        return replace(candidate, why_vi=why, unit_today=now, review=True, reason="spelled")
    return replace(candidate, why_vi=why, unit_today=now)
