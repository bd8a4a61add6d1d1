"""Who became whom on 1 July 2025, and which units stayed the same unit.

A unit keeps its identity when all of it, and nothing else, became one unit that carries the same code: 127
communes and 11 provinces stayed as they were, 4 communes only changed name or type. Everything else is a
new unit, whatever its code and name. A xã that became a special zone is a new unit too: NQ
1654/NQ-UBTVQH15 forms it by arrangement, like the five special zones made of districts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dossier.register.unit_values import Relation, Share, first_id

REORGANISED: Final = date(2025, 7, 1)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Transition:
    """One level's old and new codes: `heirs` of an old one, `sources` of a new one, `kept` identities."""

    heirs: dict[str, frozenset[str]]
    sources: dict[str, frozenset[str]]
    kept: frozenset[str]

    def new_id(self, code: str) -> str:
        """The identity of the unit that carries `code` from 1 July 2025."""
        return first_id(code, None if code in self.kept else REORGANISED)

    def relations(self, basis: dict[str, str]) -> Iterator[Relation]:
        """One relation for each pair that is not one and the same unit; `basis` by new code.

        All of a unit that went to one new unit is `all`; how a split shares it is not known here.
        """
        for old, heirs in self.heirs.items():
            share: Share | None = "all" if len(heirs) == 1 else None
            for new in heirs - (self.kept & {old}):
                kind = self._kind(old, new)
                yield Relation(
                    first_id(old, None), self.new_id(new), kind, REORGANISED, share, share, basis[new]
                )

    def _kind(self, old: str, new: str) -> str:
        if len(self.heirs[old]) > 1:
            return "split"
        return "merge" if len(self.sources[new]) > 1 else "retype"


def transition_of(pairs: Iterable[Pair], never_kept: frozenset[str] = frozenset()) -> Transition:
    """The transition that these (old code, new code) pairs describe."""
    heirs: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for old, new in pairs:
        heirs[old].add(new)
        sources[new].add(old)
    kept = {new for new in sources if sources[new] == {new} and heirs[new] == {new}} - never_kept
    return Transition(
        {old: frozenset(new) for old, new in heirs.items()},
        {new: frozenset(old) for new, old in sources.items()},
        frozenset(kept),
    )
