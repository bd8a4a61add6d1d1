"""From what the packages say to units with identities, versions and relations.

Identity is decided in `transition`. A type that differs today from that of 1 July 2025 changed on the day
on which the last resolution named for the unit begins to operate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dossier.register.names import TYPE_WORDS, bare_name, name_key
from dossier.register.unit_values import LegalBasis, Relation, Unit, first_id, level_of_code
from plumbing.problem import Problem
from provisioning.units.sources import Corrections, NewRow, OldRow, Sources, Today
from provisioning.units.transition import REORGANISED, Transition, transition_of

PROVINCES_BASIS: Final = "202/2025/QH15"
Documents = Mapping[str, LegalBasis]


@dataclass(frozen=True, slots=True)
class Register:
    """The rows that the committed files hold, in their order."""

    units: tuple[Unit, ...]
    relations: tuple[Relation, ...]
    aliases: tuple[tuple[str, str], ...]


def compose(sources: Sources, corrections: Corrections, documents: Documents) -> Register:
    """The whole register; raises Problem (UNIT_SOURCES_UNCLEAR) for what the rules do not cover."""
    pairs = (sources.pairs - corrections.remove) | corrections.add
    communes = transition_of(pairs, never_kept=_special_zones(sources.new))
    provinces = transition_of(_province_pairs(sources, pairs))
    basis = _commune_basis(sources, documents)
    units = [
        *_old_units(sources.old),
        *_new_provinces(sources, provinces, documents),
        *_new_communes(sources, communes, basis, documents),
    ]
    relations = (
        *provinces.relations(dict.fromkeys(provinces.sources, PROVINCES_BASIS)),
        *communes.relations(basis),
    )
    return Register(
        units=tuple(_in_time(units)),
        relations=tuple(sorted(relations, key=lambda r: (len(r.old_id), r.old_id, r.new_id))),
        aliases=tuple(sorted(_spellings(sources, communes))),
    )


def _special_zones(rows: Iterable[NewRow]) -> frozenset[str]:
    return frozenset(r.code for r in rows if _split_name(r.name)[0] == "đặc khu")


def _province_pairs(sources: Sources, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    old_of = {r.holder: r.province_code for r in sources.old}
    new_of = {r.code: r.province_code for r in sources.new}
    return {(old_of[old], new_of[new]) for old, new in pairs}


def _commune_basis(sources: Sources, documents: Documents) -> dict[str, str]:
    """The resolution that arranged each commune: the one that the notes of its province name."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in sources.new:
        document = documents.get(sources.communes_today[row.code].resolution or "")
        if document and document.operates == REORGANISED:
            found[row.province_code].add(document.number)
    for province, numbers in found.items():
        if len(numbers) != 1:
            raise _unclear(f"province {province} has the resolutions {sorted(numbers)}")
    return {row.code: min(found[row.province_code]) for row in sources.new}


def _old_units(rows: tuple[OldRow, ...]) -> Iterator[Unit]:
    """Provinces, districts and communes as they stood to 30 June 2025."""
    seen: set[tuple[str, str, str | None]] = set()
    for row in rows:
        seen.add((row.province_code, row.province, None))
        seen.add((row.district_code, row.district, row.province_code))
        if row.code:
            seen.add((row.code, row.name, row.district_code))
    for code, name, parent in seen:
        yield _unit(first_id(code, None), code, name, parent, (None, REORGANISED), None)


def _new_provinces(sources: Sources, provinces: Transition, documents: Documents) -> Iterator[Unit]:
    for code, name in {(r.province_code, r.province) for r in sources.new}:
        first = _unit(provinces.new_id(code), code, name, None, (REORGANISED, None), PROVINCES_BASIS)
        yield from _until_today(first, sources.provinces_today[code], documents)


def _new_communes(
    sources: Sources, communes: Transition, basis: dict[str, str], documents: Documents
) -> Iterator[Unit]:
    for row in sources.new:
        period = (REORGANISED, None)
        first = _unit(
            communes.new_id(row.code), row.code, row.name, row.province_code, period, basis[row.code]
        )
        today = sources.communes_today[row.code]
        if today.parent_code != row.province_code:
            raise _unclear(f"{row.code} lies in {row.province_code} and in {today.parent_code}")
        yield from _until_today(first, today, documents)


def _until_today(first: Unit, today: Today, documents: Documents) -> tuple[Unit, ...]:
    """One version, or two where the type has changed since; the spelling stays that of the first."""
    word, bare = _split_name(today.name)
    if name_key(bare) != name_key(bare_name(first.name)):
        raise _unclear(f"{first.code} is {first.name} and {today.name}")
    if word == first.type:
        return (first,)
    document = documents.get(today.resolution or "")
    if document is None or document.operates is None or document.operates <= REORGANISED:
        raise _unclear(f"{first.code}: no resolution with a day makes it {today.name}")
    name = f"{word.capitalize()} {bare_name(first.name)}"
    later = replace(first, name=name, type=word, valid_from=document.operates, basis=document.number)
    return replace(first, valid_to=document.operates), later


def _in_time(units: Iterable[Unit]) -> Iterator[Unit]:
    """All versions by level, code and day; a version that repeats the one before it is joined to it."""
    last: Unit | None = None
    for unit in sorted(units, key=lambda u: (len(u.code), u.code, u.unit_id, u.valid_from or date.min)):
        if last and _says_the_same(last, unit):
            last = replace(last, valid_to=unit.valid_to)
            continue
        if last:
            yield last
        last = unit
    if last:
        yield last


def _says_the_same(one: Unit, next_one: Unit) -> bool:
    facts = [(u.unit_id, u.code, u.name, u.type, u.parent_code) for u in (one, next_one)]
    return facts[0] == facts[1] and one.valid_to == next_one.valid_from


def _spellings(sources: Sources, communes: Transition) -> Iterator[tuple[str, str]]:
    """Both catalogues' spellings of a commune that no resolution renamed."""
    old_names = {r.code: r.name for r in sources.old}
    for row in sources.new:
        if row.code not in communes.kept or not sources.communes_today[row.code].as_it_was:
            continue
        if name_key(row.name) != name_key(old_names[row.code]):
            yield communes.new_id(row.code), bare_name(row.name)
            yield communes.new_id(row.code), bare_name(old_names[row.code])


def _unit(
    unit_id: str,
    code: str,
    name: str,
    parent: str | None,
    period: tuple[date | None, date | None],
    basis: str | None,
) -> Unit:
    word, bare = _split_name(name)
    level = level_of_code(code)
    if level is None:
        raise _unclear(f"{code!r} is the code of no level")
    return Unit(unit_id, code, f"{word.capitalize()} {bare}", word, level, parent, *period, basis)


def _split_name(name: str) -> tuple[str, str]:
    """The type word and the rest: the word in the name is right where the type column errs."""
    bare = bare_name(name)
    word = name[: len(name) - len(bare)].strip().casefold()
    if word not in TYPE_WORDS:
        raise _unclear(f"{name!r} has no type word")
    return word, bare


def _unclear(detail: str) -> Problem:
    return Problem(
        "UNIT_SOURCES_UNCLEAR",
        "Dữ liệu nguồn về đơn vị hành chính có điểm chưa có quy tắc xử lý; cần người xem lại trước khi dựng.",
        retry="operator",
        detail=detail,
    )
