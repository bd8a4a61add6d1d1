"""Administrative units as they stood, stand and will stand.

The reorganisation of 1 July 2025 (NQ 202/2025/QH15 and 34 resolutions of the Standing Committee) and every
later one is data here: each question carries a day. The table is immutable; `extended` shares all rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dossier.errors import MalformedValue
from dossier.register import lineage
from dossier.register.names import TYPE_WORDS, bare_name, name_key, plain_key, readings
from dossier.register.unit_rows import Rows, index_rows, laid_over
from dossier.register.unit_values import (
    LEVELS,
    Current,
    Gone,
    Kin,
    LegalBasis,
    Level,
    Relation,
    Resolution,
    Split,
    Unit,
    UnitChange,
    UnitNames,
)

__all__ = [
    "Current",
    "Gone",
    "Kin",
    "LegalBasis",
    "Level",
    "Relation",
    "Resolution",
    "Split",
    "Unit",
    "UnitChange",
    "UnitNames",
    "UnitTable",
    "table_of",
]


_MOST_KEPT = 4096


def table_of(
    units: Iterable[Unit],
    relations: Iterable[Relation] = (),
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    documents: Iterable[LegalBasis] = (),
) -> UnitTable:
    """A table from plain rows, in any order."""
    return UnitTable(index_rows(units, relations, aliases or {}, documents), _nothing())


class UnitTable:
    """Units with their versions and lineage, asked by day."""

    __slots__ = ("_base", "_over", "_standing")

    def __init__(self, base: Rows, over: Rows) -> None:
        self._base = base
        self._over = over
        self._standing: dict[tuple[str, date], tuple[str, ...]] = {}  # answers given before

    def extended(self, change: UnitChange) -> UnitTable:
        """A table with more rows; this one stays as it is."""
        return UnitTable(self._base, laid_over(self._base, self._over, change))

    def by_code(self, code: str, on: date, level: Level | None = None) -> Unit | None:
        """The unit that carries `code` on that day (of that level, where one is named)."""
        for unit in self.named_by(code):
            if unit.holds(on) and (level is None or unit.level == level):
                return unit
        return None

    def by_id(self, unit_id: str, on: date) -> Unit | None:
        """The version of a unit that holds on that day."""
        for unit in self.versions(unit_id):
            if unit.holds(on):
                return unit
        return None

    def versions(self, unit_id: str) -> tuple[Unit, ...]:
        """All versions of a unit, oldest first; empty for an unknown id."""
        found = self._over.versions.get(unit_id)
        return self._base.versions.get(unit_id, ()) if found is None else found

    def named_by(self, code: str) -> tuple[Unit, ...]:
        """All versions that ever carried `code`, oldest first."""
        found = self._over.codes.get(code)
        return self._base.codes.get(code, ()) if found is None else found

    def children(self, code: str, on: date) -> tuple[Unit, ...]:
        """The units directly under `code` on that day, ordered by code."""
        found = self._over.children.get(code)
        rows = self._base.children.get(code, ()) if found is None else found
        return tuple(sorted((u for u in rows if u.holds(on)), key=lambda u: u.code))

    def parent(self, unit: Unit, on: date) -> Unit | None:
        """The unit that stands directly over `unit` on that day."""
        return self.by_code(unit.parent_code, on) if unit.parent_code else None

    def relations_from(self, unit_id: str) -> tuple[Relation, ...]:
        """Where (shares of) a unit went, by day."""
        found = self._over.out.get(unit_id)
        return self._base.out.get(unit_id, ()) if found is None else found

    def relations_into(self, unit_id: str) -> tuple[Relation, ...]:
        """What a unit was made of or took over, by day."""
        found = self._over.into.get(unit_id)
        return self._base.into.get(unit_id, ()) if found is None else found

    def aliases(self, unit_id: str) -> tuple[str, ...]:
        """Other spellings under which a unit may be found."""
        found = self._over.aliases.get(unit_id)
        return self._base.aliases.get(unit_id, ()) if found is None else found

    def document(self, number: str) -> LegalBasis | None:
        """A resolution by its number, with both its dates."""
        return self._over.documents.get(number) or self._base.documents.get(number)

    def successor_kin(self, unit_id: str, on: date, at: date) -> tuple[Kin, ...]:
        """Successors with the relation by which each was reached; `at` before `on` raises MalformedValue."""
        _in_order(on, at)
        return lineage.heirs(self, unit_id, on, at) if self.by_id(unit_id, on) else ()

    def predecessor_kin(self, unit_id: str, on: date, at: date) -> tuple[Kin, ...]:
        """Predecessors with the relation; `at` after `on` raises MalformedValue."""
        _in_order(at, on)
        return lineage.forebears(self, unit_id, on, at) if self.by_id(unit_id, on) else ()

    def successors(self, unit_id: str, on: date, at: date) -> tuple[Unit, ...]:
        """The units that hold on `at` what `unit_id` was on `on`; an unchanged unit answers itself."""
        return tuple(kin.unit for kin in self.successor_kin(unit_id, on, at))

    def resolve(self, unit_id: str, at: date) -> Resolution:
        """Who answers on `at` for the matters that a unit had in hand."""
        return lineage.resolution(self, unit_id, at)

    def standing(self, unit_id: str, at: date) -> tuple[str, ...]:
        """The ids that stand on `at` for what `unit_id` names: itself, its one successor, several after a split,
        none when it is unknown or did not exist yet. Asked for every fact, so answers are kept."""
        known = self._standing.get((unit_id, at))
        if known is None:
            if len(self._standing) >= _MOST_KEPT:
                self._standing.clear()
            known = self._standing[unit_id, at] = self._who_stands(unit_id, at)
        return known

    def _who_stands(self, unit_id: str, at: date) -> tuple[str, ...]:
        if self.by_id(unit_id, at) is not None:
            return (unit_id,)
        match self.resolve(unit_id, at):
            case Current(successor):
                return (successor.unit_id,)
            case Split(successors):
                return tuple(sorted(successor.unit_id for successor in successors))
        return ()

    def find(self, name: str, on: date, within: str | None = None) -> tuple[Unit, ...]:
        """Units of that exact name key on that day, with or without the type word, ordered by code.

        `within` narrows to what lies under the unit of that code on that day.
        """
        hits = {
            unit.unit_id: unit
            for word, key in readings(name)
            for unit in self._named(key, on)
            if (word is None or unit.type == word) and (within is None or self.lies_in(unit, within, on))
        }
        return tuple(sorted(hits.values(), key=lambda u: (LEVELS.index(u.level), u.code)))

    def suggest(self, name: str, on: date, within: str | None = None) -> tuple[Unit, ...]:
        """Units whose names differ from `name` in marks only. Suggestions: a person must choose."""
        plain = {plain_key(key) for _, key in readings(name)}
        keys = {
            key
            for rows in (self._base, self._over)
            for word in plain
            for key in rows.plain_names.get(word, ())
        }
        hits = {u.unit_id: u for key in keys for u in self._named(key, on)}
        inside = (u for u in hits.values() if within is None or self.lies_in(u, within, on))
        return tuple(sorted(inside, key=lambda u: (LEVELS.index(u.level), u.code)))

    def lies_in(self, unit: Unit, code: str, on: date) -> bool:
        """Whether `unit` lies under the unit of that code on that day, at any depth."""
        above = self.parent(unit, on)
        while above is not None:
            if above.code == code:
                return True
            above = self.parent(above, on)
        return False

    def counts(self, on: date) -> dict[Level, dict[str, int]]:
        """How many units of each level and type hold on that day."""
        tally = Counter((u.level, u.type) for u in self.all_units() if u.holds(on))
        return {level: {t: tally[level, t] for t in TYPE_WORDS if tally[level, t]} for level in LEVELS}

    def all_units(self) -> Iterator[Unit]:
        """Every version of every unit."""
        over = self._over.versions
        for unit_id, versions in self._base.versions.items():
            if unit_id not in over:
                yield from versions
        for versions in over.values():
            yield from versions

    def names(self, unit_id: str, act_day: date, today: date) -> UnitNames:
        """What a unit was called on the day of an act (its last name where it did not stand), and who stands for it
        today under another name. An unknown unit is called by its id."""
        known = self.by_id(unit_id, act_day) or next(reversed(self.versions(unit_id)), None)
        if known is None:
            return UnitNames(unit_id, unit_id)
        standing = [self.by_id(heir, today) for heir in self.standing(unit_id, today)]
        heirs = [heir for heir in standing if heir is not None]
        if len(heirs) == 1 and self._same_name(known, heirs[0]):
            return UnitNames(unit_id, known.name)
        return UnitNames(unit_id, known.name, ", ".join(heir.name for heir in heirs), len(heirs) > 1)

    def _same_name(self, then: Unit, now: Unit) -> bool:
        if then.type != now.type:
            return False
        also = self.aliases(then.unit_id) if then.unit_id == now.unit_id else ()
        return name_key(bare_name(now.name)) in {name_key(bare_name(n)) for n in (then.name, *also)}

    def _named(self, key: str, on: date) -> Iterator[Unit]:
        over = self._over
        for unit in self._base.named.get(key, ()):
            if unit.holds(on) and unit.unit_id not in over.versions:
                yield unit
        for unit in over.named.get(key, ()):
            if unit.holds(on):
                yield unit


def _in_order(earlier: date, later: date) -> None:
    if later < earlier:
        raise MalformedValue(
            "UNIT_DAYS_REVERSED",
            "Hai ngày bị đảo: hỏi đơn vị kế thừa thì ngày sau (--at) không được trước --on; "
            "hỏi đơn vị tiền thân thì ngược lại.",
        )


def _nothing() -> Rows:
    return index_rows((), (), {}, ())
