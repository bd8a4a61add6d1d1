"""The calling end of the exchange, a node or a kit, as values: `(state, event) → (state, effects)`.

The shell does what the effects say, over whatever road, and reports back what has *happened*. Letters go one
at a time, oldest first, and are sent again as they were until their receipt is here. A letter with seq
`GREETING` carries no changes, is kept by nobody, and asks for the mailbox only. Two rules live here:

* nothing counts before it is durable: a mailbox number is acknowledged only after `ItemsStored`;
* a mailbox number is never skipped: the hub's letter says after which number its items begin (`ack`), and if
  that lies beyond our cursor we have lost something and say so instead of going on.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from dossier.exchange.frames import GREETING, Digest, Growth, Letter, Receipt, Scope, Want

FIRST_WAIT_MS, LONGEST_WAIT_MS = 1_000, 300_000


@dataclass(frozen=True, slots=True)
class Edge:
    """What a node must know of its exchange with one peer.

    `last_seq`, `pending` (letters without a receipt, oldest first) and `cursor` (mailbox number held durably)
    are in the node's database; the rest is of the moment. `flying` is the letter under way (None = none),
    `storing` the mailbox number being stored (0 = none).
    """

    node: str
    incarnation: int
    last_seq: int = 0
    pending: tuple[int, ...] = ()
    cursor: int = 0
    flying: int | None = None
    storing: int = 0
    more: bool = False
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Wake:
    """Time to look; `news` when something waits to be written into a letter."""

    news: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Letter `seq` lies durably in the outbox."""

    seq: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter of the hub; the shell has checked its envelope and the signatures of its receipts. `held`: the mailbox
    number that is durable now (another lane may have raised it since this dialogue began)."""

    letter: Letter
    held: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hub has nothing to say: our greeting waited for mail, and none came."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The letter under way did not get through, or was refused as a whole."""

    retry: Literal["never", "later", "operator"] = "later"


@dataclass(frozen=True, slots=True)
class ItemsStored:
    """Everything of the mailbox up to this number is durable."""

    upto: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send letter `seq` as it was written, or a greeting that acknowledges `ack`."""

    seq: int
    ack: int


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """Write what has piled up into letter `seq`, durably, then report `Written`."""

    seq: int
    ack: int


@dataclass(frozen=True, slots=True)
class StoreItems:
    """Store the letter's frames and the number in one transaction, then report `ItemsStored`."""

    letter: Letter
    upto: int


@dataclass(frozen=True, slots=True)
class MarkReceipted:
    """These receipts of ours have come."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """The peer will never take this letter: a person must look; what follows flows on."""

    seq: int


@dataclass(frozen=True, slots=True)
class LostTrack:
    """The mailbox begins after `begins`, but we hold only up to `have`: this node was restored from an old copy
    and must come back as a new incarnation before it exchanges anything more."""

    have: int
    begins: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do for so many milliseconds, or until something happens; 0 = the usual interval."""

    ms: int = 0


EdgeEvent: TypeAlias = Wake | Written | Answer | Quiet | Failed | ItemsStored
EdgeEffect: TypeAlias = Send | WriteLetter | StoreItems | MarkReceipted | SetAside | LostTrack | Wait


def step_edge(edge: Edge, event: EdgeEvent) -> tuple[Edge, tuple[EdgeEffect, ...]]:
    """The node's next state, and what it must do now, in order."""
    match event:
        case Wake(news):
            return _next(edge, news=news)
        case Written(seq):
            pending = tuple(sorted({*edge.pending, seq}))
            return _next(replace(edge, last_seq=max(edge.last_seq, seq), pending=pending))
        case Answer(letter, held):
            return _answered(replace(edge, cursor=max(edge.cursor, held)), letter)
        case ItemsStored(upto):
            stored = replace(edge, cursor=max(edge.cursor, upto), storing=0)
            return _next(stored) if stored.pending or stored.more else (stored, (Wait(),))
        case Quiet():
            return replace(edge, flying=None, failures=0), (Wait(),)
        case Failed(retry):
            return _failed(edge, retry)


def _next(edge: Edge, *, news: bool = False) -> tuple[Edge, tuple[EdgeEffect, ...]]:
    if edge.flying is not None or edge.storing:
        return edge, ()
    if not edge.pending and news:
        return edge, (WriteLetter(edge.last_seq + 1, edge.cursor),)
    seq = edge.pending[0] if edge.pending else GREETING
    return replace(edge, flying=seq, more=False), (Send(seq, edge.cursor),)


def _answered(edge: Edge, letter: Letter) -> tuple[Edge, tuple[EdgeEffect, ...]]:
    ours = tuple(
        frame
        for frame in letter.frames
        if isinstance(frame, Receipt)
        and (frame.node, frame.incarnation) == (edge.node, edge.incarnation)
        and frame.seq in edge.pending
    )
    done = {receipt.seq for receipt in ours}
    pending = tuple(seq for seq in edge.pending if seq not in done)
    edge = replace(edge, pending=pending, flying=None, more=letter.more, failures=0)
    marked: tuple[EdgeEffect, ...] = (MarkReceipted(ours),) if ours else ()
    if letter.ack > edge.cursor:
        return edge, (*marked, LostTrack(edge.cursor, letter.ack))
    if (letter.seq > edge.cursor or _has_more_than_mail(letter)) and not edge.storing:
        upto = max(letter.seq, edge.cursor)
        return replace(edge, storing=upto), (*marked, StoreItems(letter, upto))
    if not edge.more and not (done and edge.pending):
        return edge, (*marked, Wait())
    edge, effects = _next(edge)
    return edge, (*marked, *effects)


def _has_more_than_mail(letter: Letter) -> bool:
    """Whether something is to be stored that has no mailbox number: word of the scope, parts of its growth."""
    return any(isinstance(frame, Digest | Want | Scope | Growth) for frame in letter.frames)


def _failed(edge: Edge, retry: str) -> tuple[Edge, tuple[EdgeEffect, ...]]:
    flying, failures = edge.flying, edge.failures + 1
    edge = replace(edge, flying=None, failures=failures)
    wait = Wait(min(FIRST_WAIT_MS << min(failures - 1, 20), LONGEST_WAIT_MS))
    if retry == "never" and flying in edge.pending:
        pending = tuple(seq for seq in edge.pending if seq != flying)
        return replace(edge, pending=pending), (SetAside(flying or GREETING), wait)
    return edge, (wait if retry == "later" else Wait(LONGEST_WAIT_MS),)
