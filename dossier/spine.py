"""The spine: the acts that move a dossier, each following exactly one other.

The walk starts before the first act and asks at each step which acts, made in sight of this one, the table and
the mandates allow. None: we are at the head. One (or twins that say the same): go on. Several that differ: a
dispute, and the walk stops there until a person has settled it. It never chooses by time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dossier.facts import Fact, canonical
from dossier.facts import FactKind as K
from dossier.judge import judge_place, judge_role, void
from dossier.lifecycle import DATA_ROLES, FOUNDING, By, transition
from dossier.register.view import RegisterView
from dossier.state import Custody, Stage, Void

_CLOSING = (K.CUSTODY_RECALLED, K.CUSTODY_DECLINED)


@dataclass(frozen=True, slots=True)
class Position:
    """Where the walk stands: what the next act is judged against."""

    stage: Stage | None = None
    sub: str = ""
    custody: Custody | None = None
    receiving: str = ""
    asked_from: Stage | None = None
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walked:
    """The effective spine: acts with the position after each, and what was left beside it."""

    steps: tuple[tuple[Fact, Position], ...] = ()
    position: Position = Position()
    options: tuple[Fact, ...] = ()  # of an open dispute
    void: tuple[Void, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """Working memory of one walk."""

    register: RegisterView
    children: dict[str, list[Fact]]
    beside: dict[str, list[Fact]]
    settlements: Sequence[Fact]
    steps: list[tuple[Fact, Position]] = field(default_factory=list)
    void: list[Void] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def walk(
    spine: Iterable[Fact], beside: Iterable[Fact], settlements: Sequence[Fact], register: RegisterView
) -> Walked:
    """Walk the spine facts of one dossier. All facts passed are authentic (`judge_author` said nothing)."""
    spine = sorted(spine, key=lambda fact: fact.order)
    work = _Walk(register, _by_predecessor(spine), _by_predecessor(beside), settlements)
    position = Position()
    heads: tuple[str, ...] = ("",)
    options: tuple[Fact, ...] = ()
    while True:
        arrived, position = position, _attach_offers(work, position, heads)
        allowed = _allowed(work, position, heads)
        if not allowed:
            break
        winner, twins, options = _choose(work, position, allowed)
        if winner is None:
            break
        position = _advance(_before_leaving(work, arrived, position, heads, winner), winner)
        work.steps.append((winner, position))
        heads = (winner.key, *twins)
    position = _close_offers(work, arrived, position, heads)
    late, waiting = _leftovers(work, spine, options)
    return Walked(tuple(work.steps), position, options, (*work.void, *late), waiting)


def _by_predecessor(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    children: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda f: f.order):
        children[_predecessor(fact)].append(fact)
    return children


def _allowed(work: _Walk, position: Position, heads: Sequence[str]) -> list[Fact]:
    allowed = []
    for fact in (child for head in heads for child in work.children.get(head, ())):
        work.seen.add(fact.key)
        verdict = judge_spine(fact, position, work.register)
        if verdict is None:
            allowed.append(fact)
        else:
            work.void.append(verdict)
    return allowed


def judge_spine(fact: Fact, position: Position, register: RegisterView) -> Void | None:
    """May this act follow here: table, role, organisation?"""
    row = transition(position.stage, fact.kind)
    if row is None:
        return void(fact.key, "NOT_IN_TABLE")
    return judge_role(fact, frozenset(row.roles), register) or judge_place(
        fact, row.by, position.custody, position.receiving, register
    )


def _choose(
    work: _Walk, position: Position, allowed: list[Fact]
) -> tuple[Fact | None, tuple[str, ...], tuple[Fact, ...]]:
    """(winner, its twins, options still in dispute)."""
    if len(allowed) == 1:
        return allowed[0], (), ()
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in allowed:
        groups[canonical([fact.kind, fact.unit, dict(fact.values)])].append(fact)
    if len(groups) > 1:
        chosen = _settled(work, position, allowed)
        if chosen is None:
            return None, (), tuple(group[0] for group in groups.values())
        losers = [g for g in groups.values() if chosen not in {fact.key for fact in g}]
        work.void.extend(void(fact.key, "LOST_DISPUTE") for group in losers for fact in group)
        allowed = next(group for group in groups.values() if chosen in {fact.key for fact in group})
    winner = min(allowed, key=lambda fact: fact.order)
    return winner, tuple(fact.key for fact in allowed if fact is not winner), ()


def _settled(work: _Walk, position: Position, allowed: Sequence[Fact]) -> str | None:
    """Key chosen by the one standing settlement that covers every option, or None."""
    keys = {fact.key for fact in allowed}
    standing = [
        fact
        for fact in work.settlements
        if str(fact.values.get("chosen")) in keys and _may_settle(fact, position, work.register)
    ]
    replaced = {key for fact in standing for key in fact.supersedes}
    standing = [fact for fact in standing if fact.key not in replaced]
    choices = {str(fact.values["chosen"]) for fact in standing}
    if len(choices) != 1:
        return None
    chosen = choices.pop()
    covered = {chosen}.union(*(fact.supersedes for fact in standing))
    return chosen if keys <= covered else None


def _may_settle(fact: Fact, position: Position, register: RegisterView) -> bool:
    return (
        judge_role(fact, frozenset(DATA_ROLES[K.DISPUTE_SETTLED]), register)
        or judge_place(fact, By.HOLDER, position.custody, position.receiving, register)
    ) is None


def _advance(position: Position, fact: Fact) -> Position:
    row = transition(position.stage, fact.kind)
    stays = position.asked_from if fact.kind == K.SUPPLEMENTED else position.stage
    stage = row.to if row and row.to else stays
    asked_from = position.stage if fact.kind == K.SUPPLEMENT_REQUESTED else position.asked_from
    moved = replace(position, stage=stage, sub=_sub(fact.kind), asked_from=asked_from)
    return _move_custody(moved, fact)


def _sub(kind: str) -> str:
    return {K.FEE_REQUESTED: "CHO_NOP_PHI", K.APPRAISED: "DA_THAM_DINH"}.get(K(kind), "")


def _move_custody(position: Position, fact: Fact) -> Position:
    custody, receiving = position.custody, position.receiving
    if fact.kind in FOUNDING:
        competent = str(fact.values.get("competent_unit", "")) or fact.unit
        offered = competent if fact.kind == K.RECEIVED and competent != fact.unit else ""
        custody = Custody(fact.unit, fact.key, offered, fact.key if offered else "")
        receiving = fact.unit
    elif fact.kind == K.CUSTODY_ACCEPTED:
        custody = Custody(fact.unit, fact.key)
    elif fact.kind == K.ALLOCATED:
        custody = Custody(str(fact.values.get("to", "")), fact.key)
    if custody is None or custody is position.custody:
        return position
    holders = tuple(dict.fromkeys((*position.holders, custody.holder)))
    return replace(position, custody=custody, receiving=receiving, holders=holders)


def _attach_offers(work: _Walk, position: Position, heads: Sequence[str]) -> Position:
    for fact in _beside(work, heads, (K.CUSTODY_OFFERED,)):
        verdict = judge_role(fact, frozenset(DATA_ROLES[fact.kind]), work.register) or judge_place(
            fact, By.HOLDER, position.custody, position.receiving, work.register
        )
        if verdict is not None or position.custody is None:
            work.void.append(verdict or void(fact.key, "NOT_HOLDER"))
            continue
        custody = replace(position.custody, offered_to=str(fact.values.get("to", "")), offer=fact.key)
        position = replace(position, custody=custody)
    return position


def _before_leaving(
    work: _Walk, arrived: Position, offered: Position, heads: Sequence[str], winner: Fact
) -> Position:
    """The position that `winner` leaves: an acceptance, with the offers made; any other act, with those that stand."""
    if winner.kind != K.CUSTODY_ACCEPTED:
        return _close_offers(work, arrived, offered, heads)
    recalls = _beside(work, heads, _CLOSING)
    work.void.extend(void(fact.key, "ALREADY_ACCEPTED") for fact in recalls)
    return offered


def _close_offers(work: _Walk, arrived: Position, offered: Position, heads: Sequence[str]) -> Position:
    """Recalls and refusals close the offer that they name and those before it (all, when they name none); they act
    only where no acceptance followed: custody moves on acknowledgement. An offer made again after a recall stands."""
    closing = [fact for fact in _beside(work, heads, _CLOSING) if _may_close(work, offered, fact)]
    if not closing or offered.custody is None or arrived.custody is None:
        return offered
    closed = {key for fact in closing for key in fact.supersedes}
    refused = {verdict.key for verdict in work.void}
    offers = {fact.key: str(fact.values.get("to", "")) for fact in _beside(work, heads, (K.CUSTODY_OFFERED,))}
    standing = [(arrived.custody.offer, arrived.custody.offered_to), *offers.items()]
    keys = [key for key, _ in standing]
    last = max((keys.index(key) for key in closed if key in keys), default=len(keys) - 1)
    left = [(key, to) for key, to in standing[last + 1 :] if key not in refused]
    key, to = left[-1] if left and all(fact.supersedes for fact in closing) else ("", "")
    return replace(offered, custody=replace(offered.custody, offered_to=to, offer=key))


def _may_close(work: _Walk, position: Position, fact: Fact) -> bool:
    by = By.HOLDER if fact.kind == K.CUSTODY_RECALLED else By.OFFERED
    verdict = judge_role(fact, frozenset(DATA_ROLES[fact.kind]), work.register) or judge_place(
        fact, by, position.custody, position.receiving, work.register
    )
    if verdict is not None:
        work.void.append(verdict)
    return verdict is None


def _beside(work: _Walk, heads: Sequence[str], kinds: tuple[str, ...]) -> list[Fact]:
    return [fact for head in heads for fact in work.beside.get(head, ()) if fact.kind in kinds]


def _leftovers(
    work: _Walk, spine: Sequence[Fact], options: Sequence[Fact]
) -> tuple[list[Void], tuple[str, ...]]:
    """What the walk did not reach: it waits (for a missing predecessor, for a settlement) or follows a void act."""
    present = {fact.key for fact in spine} | {""}
    orphans = [fact.key for fact in spine if _predecessor(fact) not in present]
    held = _descendants(work, orphans) | set(orphans)
    held |= _descendants(work, [fact.key for fact in options])
    left = [fact.key for fact in spine if fact.key not in work.seen]
    late = [void(key, "FOLLOWS_VOID") for key in left if key not in held]
    return late, tuple(key for key in left if key in held)


def _predecessor(fact: Fact) -> str:
    return fact.after[0] if fact.after else ""


def _descendants(work: _Walk, keys: Sequence[str]) -> set[str]:
    held: set[str] = set()
    todo = list(keys)
    while todo:
        for child in work.children.get(todo.pop(), ()):
            if child.key not in held:
                held.add(child.key)
                todo.append(child.key)
    return held
