"""Rows of units and the ways to look them up.

A table is a large set of rows that never changes and a small one laid over it. Every entry of the upper set
replaces the entry of the lower one under the same key, so a register that grows by a few rows shares the
many thousand below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from dossier.register.names import bare_name, name_key, plain_key
from dossier.register.unit_values import LegalBasis, Relation, Unit, UnitChange

V = TypeVar("V")
Many = dict[str, tuple[V, ...]]


def by_start(unit: Unit) -> tuple[date, date, str]:
    """Order of versions in time; an open start comes first."""
    return (unit.valid_from or date.min, unit.valid_to or date.max, unit.unit_id)


def grouped(pairs: Iterable[tuple[str, V]]) -> Many[V]:
    """Tuples of values by key, in the order given."""
    lists: dict[str, list[V]] = {}
    for key, value in pairs:
        lists.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in lists.items()}


class Rows:
    """Units, relations, aliases and documents with their indices; built once and never changed."""

    def __init__(
        self,
        versions: Many[Unit],
        codes: Many[Unit],
        children: Many[Unit],
        out: Many[Relation],
        into: Many[Relation],
        aliases: Many[str],
        documents: dict[str, LegalBasis],
    ) -> None:
        self.versions = versions
        self.codes = codes
        self.children = children
        self.out = out
        self.into = into
        self.aliases = aliases
        self.documents = documents

    @cached_property
    def named(self) -> Many[Unit]:
        """Versions by the key of their bare name and of their aliases; built on the first search."""
        return grouped(self._name_pairs())

    @cached_property
    def plain_names(self) -> Many[str]:
        """Name keys by their form without marks, for suggestions."""
        return grouped((plain_key(key), key) for key in self.named)

    def _name_pairs(self) -> Iterator[tuple[str, Unit]]:
        for unit_id, versions in self.versions.items():
            also = {name_key(bare_name(alias)) for alias in self.aliases.get(unit_id, ())}
            for unit in versions:
                for key in sorted(also | {name_key(bare_name(unit.name))}):
                    yield key, unit


def index_rows(
    units: Iterable[Unit],
    relations: Iterable[Relation],
    aliases: Mapping[str, tuple[str, ...]],
    documents: Iterable[LegalBasis],
) -> Rows:
    """The lower set of a table, from rows in any order."""
    ordered = sorted(units, key=by_start)
    linked = sorted(relations, key=lambda r: (r.on, r.old_id, r.new_id))
    return Rows(
        versions=grouped((u.unit_id, u) for u in ordered),
        codes=grouped((u.code, u) for u in ordered),
        children=grouped((u.parent_code, u) for u in ordered if u.parent_code),
        out=grouped((r.old_id, r) for r in linked),
        into=grouped((r.new_id, r) for r in linked),
        aliases=dict(aliases),
        documents={d.number: d for d in documents},
    )


def laid_over(base: Rows, upper: Rows, change: UnitChange) -> Rows:
    """A new upper set: the old one with a change's rows in their place. `base` is only read."""
    # A unit with a new alias moves up whole, so that one set alone answers for its names.
    moved = {i: _get(base.versions, upper.versions, i) for i in change.aliases} | change.versions
    was = {unit for i in moved for unit in _get(base.versions, upper.versions, i)}
    now = {unit for versions in moved.values() for unit in versions}
    codes, children = dict(upper.codes), dict(upper.children)
    for code in {u.code for u in was | now}:
        kept = [u for u in _get(base.codes, upper.codes, code) if u not in was]
        codes[code] = tuple(sorted([*kept, *(u for u in now if u.code == code)], key=by_start))
    for parent in {u.parent_code for u in was | now if u.parent_code}:
        kept = [u for u in _get(base.children, upper.children, parent) if u not in was]
        children[parent] = tuple(sorted([*kept, *(u for u in now if u.parent_code == parent)], key=by_start))
    out, into = dict(upper.out), dict(upper.into)
    for relation in change.relations:
        out[relation.old_id] = (*_get(base.out, out, relation.old_id), relation)
        into[relation.new_id] = (*_get(base.into, into, relation.new_id), relation)
    return Rows(
        versions=upper.versions | moved,
        codes=codes,
        children=children,
        out=out,
        into=into,
        aliases=upper.aliases | change.aliases,
        documents=upper.documents | {d.number: d for d in change.documents},
    )


def _get(base: Many[V], upper: Many[V], key: str) -> tuple[V, ...]:
    found = upper.get(key)
    return base.get(key, ()) if found is None else found
