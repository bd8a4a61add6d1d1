"""Who holds today what a unit held then, and the other way round.

Both directions walk the same chains of relations with strictly ordered days, so they are inverse: B is a
successor of A exactly when A is a predecessor of B. One case stands outside: a dissolved district has no
successor of its own kind, its matters went to the communes (and the province), so its successors are those
of the communes it had on its last day, while the predecessors of a commune are communes. The districts
without communes (islands that became special zones) are ordinary relations.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Protocol

from dossier.register.names import bare_name, name_key
from dossier.register.unit_values import Current, Gone, Kin, Relation, Resolution, Share, Split, Unit

Link = tuple[str, Share | None, Share | None]
Step = tuple[str, date, Link]

_SELF: Final[Link] = ("unchanged", "all", "all")


class Lookup(Protocol):
    """What lineage needs of a table."""

    def by_id(self, unit_id: str, on: date) -> Unit | None:
        """The version that holds on a day; None when none does."""
        ...

    def versions(self, unit_id: str) -> tuple[Unit, ...]:
        """All versions, the oldest first."""
        ...

    def children(self, code: str, on: date) -> tuple[Unit, ...]:
        """Units right below a code on a day."""
        ...

    def relations_from(self, unit_id: str) -> tuple[Relation, ...]:
        """Relations in which the unit is the old one."""
        ...

    def relations_into(self, unit_id: str) -> tuple[Relation, ...]:
        """Relations in which the unit is the new one."""
        ...

    def aliases(self, unit_id: str) -> tuple[str, ...]:
        """Other names of the unit."""
        ...


def heirs(table: Lookup, unit_id: str, on: date, at: date) -> tuple[Kin, ...]:
    """The units that hold on `at` what `unit_id` held on `on` (on ≤ at), ordered by code."""

    def onwards(step: Step) -> list[Step]:
        here, day, link = step
        later = [r for r in table.relations_from(here) if day < r.on <= at]
        return [(r.new_id, r.on, _compose(link, _link(r))) for r in later] or _by_communes(table, step, at)

    return _walk(table, (unit_id, on), at, onwards)


def forebears(table: Lookup, unit_id: str, on: date, at: date) -> tuple[Kin, ...]:
    """The units that held on `at` (a share of) what `unit_id` holds on `on` (at ≤ on), ordered by code."""

    def backwards(step: Step) -> list[Step]:
        here, day, link = step
        before = [r for r in table.relations_into(here) if at < r.on <= day]
        # A relation of the same day belongs to another chain: days must decrease.
        return [(r.old_id, r.on - timedelta(days=1), _compose(_link(r), link)) for r in before]

    return _walk(table, (unit_id, on), at, backwards)


def resolution(table: Lookup, unit_id: str, at: date) -> Resolution:
    """Who answers on `at` for what `unit_id` had in hand when it last existed.

    A unit that lives on keeps its matters even where it gave away a piece of land.
    """
    alive = table.by_id(unit_id, at)
    if alive is not None:
        return Current(alive)
    versions = table.versions(unit_id)
    end = versions[-1].valid_to if versions else None
    if end is None or at < end:
        return Gone()
    kin = heirs(table, unit_id, end - timedelta(days=1), at)
    if len(kin) == 1:
        return Current(kin[0].unit)
    return Split(tuple(k.unit for k in kin), _proposal(kin)) if kin else Gone()


def _proposal(kin: tuple[Kin, ...]) -> Unit | None:
    whole = [k.unit for k in kin if k.population == "all"]
    rest_empty = all(k.population in ("all", "none") for k in kin)
    return whole[0] if len(whole) == 1 and rest_empty else None


def _walk(
    table: Lookup, start: tuple[str, date], at: date, follow: Callable[[Step], list[Step]]
) -> tuple[Kin, ...]:
    found: dict[str, Kin] = {}
    steps: list[Step] = [(start[0], start[1], _SELF)]
    while steps:
        step = steps.pop()
        unit = table.by_id(step[0], at)
        if unit is not None:
            kin = Kin(unit, *(_own_link(table, start, unit, at) if step[2] == _SELF else step[2]))
            known = found.get(unit.unit_id)
            found[unit.unit_id] = kin if known is None else _joined(known, kin)
        steps.extend(follow(step))
    return _whole_if_alone(table, start, at, sorted(found.values(), key=lambda k: k.unit.code))


def _by_communes(table: Lookup, step: Step, at: date) -> list[Step]:
    unit_id, _, link = step
    versions = table.versions(unit_id)
    if not versions or versions[-1].level != "district":
        return []
    end = versions[-1].valid_to
    if end is None or at < end:
        return []
    last = end - timedelta(days=1)
    via = ("dissolve", None, None)
    return [(c.unit_id, last, _compose(link, via)) for c in table.children(versions[-1].code, last)]


def _link(relation: Relation) -> Link:
    return relation.kind, relation.area, relation.population


def _compose(first: Link, second: Link) -> Link:
    kinds = [k for k in (*first[0].split("+"), *second[0].split("+")) if k != "unchanged"]
    kind = "+".join(dict.fromkeys(kinds))
    return kind, _share(first[1], second[1]), _share(first[2], second[2])


def _share(first: Share | None, second: Share | None) -> Share | None:
    """The share of a share."""
    if "none" in (first, second):
        return "none"
    if first is None or second is None:
        return None
    return "all" if first == second == "all" else "part"


def _joined(one: Kin, other: Kin) -> Kin:
    """Two ways lead to the same unit: what they bring adds up."""
    kind = "+".join(dict.fromkeys([*one.kind.split("+"), *other.kind.split("+")]))
    return Kin(one.unit, kind, _sum(one.area, other.area), _sum(one.population, other.population))


def _sum(one: Share | None, other: Share | None) -> Share | None:
    if one == "none":
        return other
    if other == "none":
        return one
    return None


def _own_link(table: Lookup, start: tuple[str, date], unit: Unit, at: date) -> Link:
    """How a unit relates to itself: unchanged, retyped, recoded, renamed, or smaller by a piece."""
    low, high = sorted((start[1], at))
    if any(low < r.on <= high for r in table.relations_from(unit.unit_id)):
        return "boundary", "part", None
    then = table.by_id(*start)
    return (_attribute_kind(table, then, unit), "all", "all") if then else _SELF


def _attribute_kind(table: Lookup, then: Unit, now: Unit) -> str:
    if then.type != now.type:
        return "retype"
    if then.code != now.code:
        return "recode"
    spellings = {name_key(bare_name(n)) for n in (then.name, *table.aliases(then.unit_id))}
    return "unchanged" if name_key(bare_name(now.name)) in spellings else "rename"


def _whole_if_alone(table: Lookup, start: tuple[str, date], at: date, kin: list[Kin]) -> tuple[Kin, ...]:
    """A dissolved district whose communes all went to one unit went there whole."""
    first = table.by_id(*start)
    if len(kin) == 1 and at > start[1] and first and first.level == "district":
        return (Kin(kin[0].unit, kin[0].kind, "all", "all"),)
    return tuple(kin)
