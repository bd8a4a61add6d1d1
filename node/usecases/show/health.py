"""How this machine is, for the clerk and for who looks after it: what came, what is left to give, what a person must
see. The page, the JSON and `motcua node status` say the same."""

from dataclasses import dataclass
from datetime import date

from node.ports import ReaderProbe, ReaderState, Tables
from node.usecases.counter.leases import is_low, left_of, usable_leases
from node.usecases.exchange.scope import growth_of
from node.usecases.exchange.trust_list import TrustState, trust_state
from node.usecases.life.missing import Missing, missing
from node.usecases.signing.key_ends import KeyEnd, keys_ending
from node.usecases.workplace import Workplace

MANY_CHANGES = 500
"""Changes of one dossier from which opening it gets slow: it was split wrongly, or a program runs wild."""
_MOST = 200


@dataclass(frozen=True, slots=True)
class Block:
    """A block of numbers that gives codes today."""

    organisation: str
    first: int
    last: int
    left: int
    expires: date


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a clerk must look at; `code` of its dossier."""

    dossier: str
    code: str
    kind: str
    reason_vi: str
    opened_ms: int


@dataclass(frozen=True, slots=True)
class Heavy:
    """A dossier with very many changes."""

    dossier: str
    code: str
    changes: int


@dataclass(frozen=True, slots=True)
class Health:
    """One snapshot. `compared_ms` 0 = not yet compared with the province; `same` what that said."""

    at_ms: int
    contact_ms: int
    clock_offset_ms: int
    grown: int
    growing: int
    compared_ms: int
    same: bool
    leaving: int
    hidden: int
    blocks: tuple[Block, ...]
    low: bool
    provisional: int
    tasks: tuple[Task, ...]
    heavy: tuple[Heavy, ...]
    aside: int
    trust: TrustState
    keys: tuple[KeyEnd, ...]
    missing: Missing
    readers: ReaderState


class HealthDesk:
    """Looks at one node."""

    def __init__(self, place: Workplace, probe: ReaderProbe) -> None:
        self._place, self._probe = place, probe

    def now(self) -> Health:
        """How it is."""
        place, day, now = self._place, self._place.clock.today(), self._place.clock.now_ms()
        readers = self._probe.readers()
        with place.store.reading() as tables:
            meta, (_, grown, growing) = tables.meta, growth_of(tables)
            departed = tables.scope.departed()
            return Health(
                at_ms=now,
                contact_ms=meta.number("last_contact_ms"),
                clock_offset_ms=meta.number("clock_offset_ms"),
                grown=grown,
                growing=growing,
                compared_ms=meta.number("digest_ms"),
                same=bool(meta.text("digest_same")),
                leaving=sum(not one.hidden_ms for one in departed),
                hidden=sum(bool(one.hidden_ms) for one in departed),
                blocks=_blocks(tables, day),
                low=is_low(tables, day),
                provisional=tables.projections.count({"provisional": 1, "open": 1}),
                tasks=_tasks(tables),
                heavy=_heavy(tables),
                aside=len(tables.desk.aside(_MOST)),
                trust=trust_state(tables, place.config.data, now),
                keys=keys_ending(place, tables),
                missing=missing(place, tables),
                readers=readers,
            )


def _blocks(tables: Tables, day: date) -> tuple[Block, ...]:
    return tuple(
        Block(one.org_identifier, one.first, one.last, left_of(tables, one, day), one.expires)
        for one in usable_leases(tables, day)
    )


def _tasks(tables: Tables) -> tuple[Task, ...]:
    return tuple(
        Task(one.dossier, _code(tables, one.dossier), one.kind, one.reason_vi, one.opened_ms)
        for one in tables.scope.tasks(_MOST)
    )


def _heavy(tables: Tables) -> tuple[Heavy, ...]:
    found = tables.scope.with_changes_from(MANY_CHANGES, _MOST)
    return tuple(Heavy(dossier, _code(tables, dossier), changes) for dossier, changes in found)


def _code(tables: Tables, dossier: str) -> str:
    row = tables.projections.get(dossier)
    return row.code if row else ""
