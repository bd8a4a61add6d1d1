"""Both ends over a line that loses, doubles and reorders, with crashes that forget what was not durable.

Invariants, at every step: a receipt speaks of a letter that the hub holds durably; a node's cursor never
passes an item that it does not hold durably. In the end: nothing written is lost, both ends agree.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from dossier.exchange.frames import GREETING, Letter, Receipt
from dossier.exchange.machine_edge import (
    Answer,
    Edge,
    Failed,
    ItemsStored,
    LostTrack,
    MarkReceipted,
    Send,
    StoreItems,
    Wake,
    WriteLetter,
    Written,
    step_edge,
)
from dossier.exchange.machine_hub import Append, Arrived, Line, Reply, Stored, step_hub
from tests.dossier.exchange.letters import HUB, NODE

STEPS, PER_LETTER = 400, 3


class Violation(AssertionError):
    """An invariant does not hold."""


def _assure(holds: bool, what: str) -> None:
    if not holds:
        raise Violation(what)


@dataclass
class World:
    """One node, one hub, the line between them. `disk_*` survive a crash, everything else does not."""

    seed: int
    step: Callable = step_edge
    edge: Edge = field(default_factory=lambda: Edge(NODE, 1))
    line: Line = field(default_factory=Line)
    letters: dict[int, Letter] = field(default_factory=dict)  # disk of the node: its outbox
    receipted: set[int] = field(default_factory=set)
    held: list[int] = field(default_factory=list)  # disk of the node: mailbox items, in order of storing
    cursor: int = 0  # disk of the node, one transaction with `held`
    merged: set[int] = field(default_factory=set)  # disk of the hub
    mailbox: int = 0  # disk of the hub: items are the numbers 1..mailbox
    wire: list[tuple[str, Letter]] = field(default_factory=list)
    writing: list[tuple[str, Any, Any]] = field(
        default_factory=list
    )  # events that become true when the disk is done
    lossy: bool = True

    def __post_init__(self) -> None:
        self.pick = random.Random(self.seed)

    def node_event(self, event) -> None:
        self.edge, effects = self.step(self.edge, event)
        for effect in effects:
            self._node_does(effect)
        _assure(set(range(1, self.edge.cursor + 1)) <= set(self.held), "acknowledged before it was durable")

    def _node_does(self, effect) -> None:
        match effect:
            case Send(seq, ack):
                letter = self.letters.get(seq) or Letter(NODE, 1, GREETING, HUB, ack=ack)
                self._post("hub", letter)
            case WriteLetter(seq, ack):
                self.writing.append(("outbox", seq, ack))
            case StoreItems(letter, upto):
                self.writing.append(("items", letter.ack, upto))
            case MarkReceipted(receipts):
                _assure({one.seq for one in receipts} <= self.merged, "receipt for what is not durable")
                self.receipted |= {one.seq for one in receipts}
            case LostTrack():
                raise Violation("lost track without a rollback")

    def hub_event(self, event) -> None:
        self.line, effects = step_hub(self.line, event, 0)
        for effect in effects:
            match effect:
                case Append(letter):
                    self.writing.append(("merge", letter, 0))
                case Reply(receipt_of, after):
                    upto = min(self.mailbox, after + PER_LETTER)
                    receipt = (Receipt(NODE, 1, receipt_of, 0),) if receipt_of in self.merged else ()
                    more = upto < self.mailbox
                    self._post("node", Letter(HUB, 1, upto, NODE, ack=after, frames=receipt, more=more))

    def disk_done(self) -> None:
        if not self.writing:
            return
        kind, what, more = self.writing.pop(0)
        if kind == "outbox":
            self.letters[what] = Letter(NODE, 1, what, HUB, ack=more)
            self.node_event(Written(what))
        elif kind == "items":
            _assure(what <= self.cursor, "a mailbox number was skipped")
            self.held += range(max(what, self.cursor) + 1, more + 1)
            self.cursor = max(self.cursor, more)
            self.node_event(ItemsStored(more))
        else:
            if what.seq not in self.merged:
                self.merged.add(what.seq)
                self.mailbox += 1
            self.hub_event(Stored(what))

    def arrive(self) -> None:
        if not self.wire:
            return
        to, letter = self.wire.pop(self.pick.randrange(len(self.wire)))
        if to == "hub":
            self.hub_event(Arrived(letter, letter.seq in self.merged))
        else:
            self.node_event(Answer(letter))

    def crash(self, who: str) -> None:
        kinds = {"node": {"outbox", "items"}, "hub": {"merge"}}[who]
        self.writing = [one for one in self.writing if one[0] not in kinds]
        if who == "node":
            pending = tuple(sorted(set(self.letters) - self.receipted))
            self.edge = Edge(NODE, 1, max(self.letters, default=0), pending, self.cursor)

    def _post(self, to: str, letter: Letter) -> None:
        copies = self.pick.choice([0, 1, 1, 1, 2]) if self.lossy else 1
        self.wire += [(to, letter)] * copies

    def one_step(self) -> None:
        roll = self.pick.random()
        if roll < 0.35:
            self.arrive()
        elif roll < 0.65:
            self.disk_done()
        elif roll < 0.80:
            self.node_event(Wake(news=self.pick.random() < 0.5))
        elif roll < 0.90:
            self.node_event(Failed())
        elif roll < 0.94:
            self.mailbox += 1  # news from another node
        else:
            self.crash(self.pick.choice(["node", "hub"]))

    def heal(self) -> None:
        self.lossy = False
        for _ in range(5_000):
            self.arrive()
            self.disk_done()
            if not self.wire and not self.writing:
                if not self.edge.pending and self.edge.cursor == self.mailbox:
                    return
                self.node_event(Failed() if self.edge.flying is not None else Wake())
        raise Violation("the ends never agree")


def run(seed: int, step=step_edge) -> World:
    world = World(seed, step)
    for _ in range(STEPS):
        world.one_step()
    world.heal()
    _assure(set(world.letters) == world.merged == world.receipted, "a letter was lost")
    _assure(world.held == list(range(1, world.mailbox + 1)), "a mailbox item was lost or doubled")
    return world


@pytest.mark.parametrize("block", range(4))
def test_nothing_is_lost_whatever_the_line_does(block):
    worlds = [run(seed) for seed in range(block * 50, block * 50 + 50)]
    assert sum(len(world.letters) for world in worlds) > 300
    assert sum(world.mailbox for world in worlds) > 1_000


def test_a_seed_always_gives_the_same_run():
    assert run(7) == run(7)


def _acknowledges_at_once(edge, event):
    edge, effects = step_edge(edge, event)
    return (replace(edge, cursor=edge.storing) if edge.storing else edge), effects


def _takes_any_answer_for_a_receipt(edge, event):
    after, effects = step_edge(edge, event)
    if isinstance(event, Answer) and edge.flying in edge.pending:
        receipt = Receipt(NODE, 1, edge.flying, 0)
        pending = tuple(seq for seq in after.pending if seq != edge.flying)
        return replace(after, pending=pending), (MarkReceipted((receipt,)), *effects)
    return after, effects


def _follows_any_number(edge, event):
    if isinstance(event, Answer):
        event = Answer(replace(event.letter, ack=0, seq=event.letter.seq + 1))
    return step_edge(edge, event)


@pytest.mark.parametrize(
    "planted", [_acknowledges_at_once, _takes_any_answer_for_a_receipt, _follows_any_number]
)
def test_planted_mistakes_are_caught(planted):
    def caught(seed: int) -> bool:
        try:
            run(seed, planted)
        except Violation:
            return True
        return False

    assert any(map(caught, range(20)))
