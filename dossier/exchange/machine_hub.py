"""The answering end of the exchange, the hub, as values: `(state, event, now) → (state, effects)`.

One `Line` per node. The shell does what the effects say and reports back what has *happened*: a letter is
answered only after `Stored`, so that a receipt always speaks of something durable.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from dossier.exchange.frames import GREETING, Letter

CLOCK_TOLERANCE_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Line:
    """What the hub knows of one node: its incarnation, and the mailbox number that it has acknowledged."""

    incarnation: int = 1
    acked: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter from a node in good standing. `known` when its (node, incarnation, seq) is in the books."""

    letter: Letter
    known: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """The letter, what came of it and its receipt are durable."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class Append:
    """Merge the letter, put what came of it into the mailboxes of those entitled and sign its receipt, all in
    one transaction; then report `Stored`."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class StartIncarnation:
    """The node has come back from a disaster: its mailbox gets its whole scope anew."""

    incarnation: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer with the kept receipt of letter `receipt_of` (GREETING = none) and the mailbox after `after`, which
    the answer names as its `ack`."""

    receipt_of: int
    after: int


@dataclass(frozen=True, slots=True)
class TurnAway:
    """Refuse the letter as a whole; the sender keeps it. Codes: CLOCK_AHEAD, INCARNATION_OLD."""

    code: str


HubEvent: TypeAlias = Arrived | Stored
HubEffect: TypeAlias = Append | StartIncarnation | Reply | TurnAway


def step_hub(line: Line, event: HubEvent, now_ms: int) -> tuple[Line, tuple[HubEffect, ...]]:
    """The hub's next state for one node, and what it must do now, in order."""
    letter = event.letter
    if isinstance(event, Stored):
        return _reply(line, letter)
    if letter.device_ms - now_ms > CLOCK_TOLERANCE_MS:
        return line, (TurnAway("CLOCK_AHEAD"),)
    if letter.incarnation < line.incarnation:
        return line, (TurnAway("INCARNATION_OLD"),)
    started: tuple[HubEffect, ...] = ()
    if letter.incarnation > line.incarnation:
        line, started = Line(letter.incarnation), (StartIncarnation(letter.incarnation),)
    if letter.seq == GREETING or event.known:
        line, effects = _reply(line, letter)
        return line, (*started, *effects)
    return line, (*started, Append(letter))


def _reply(line: Line, letter: Letter) -> tuple[Line, tuple[HubEffect, ...]]:
    line = replace(line, acked=max(line.acked, letter.ack))
    return line, (Reply(letter.seq, line.acked),)
