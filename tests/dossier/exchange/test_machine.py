"""Both ends, event by event: what is durable counts, what is not does not."""

from typing import Any

import pytest

from dossier.exchange.frames import GREETING, Letter, Receipt
from dossier.exchange.machine_edge import (
    LONGEST_WAIT_MS,
    Answer,
    Edge,
    Failed,
    ItemsStored,
    LostTrack,
    MarkReceipted,
    Send,
    SetAside,
    StoreItems,
    Wait,
    Wake,
    WriteLetter,
    Written,
    step_edge,
)
from dossier.exchange.machine_hub import (
    CLOCK_TOLERANCE_MS,
    Append,
    Arrived,
    Line,
    Reply,
    StartIncarnation,
    Stored,
    TurnAway,
    step_hub,
)
from tests.dossier.exchange.letters import HUB, NODE

NOW = 1_751_302_800_000
RECEIPT = Receipt(NODE, 1, 3, NOW)


def edge(**members) -> Edge:
    return Edge(NODE, 1, **members)


def answer(seq=0, *receipts, more=False, after=0) -> Letter:
    return Letter(HUB, 1, seq, NODE, ack=after, frames=receipts, more=more)


TABLE: dict[str, tuple[Any, Any, Any, Any]] = {
    "nothing to say: one greeting": (
        edge(cursor=9),
        Wake(),
        edge(cursor=9, flying=GREETING),
        (Send(GREETING, 9),),
    ),
    "what the other lane has stored meanwhile is no loss": (
        edge(pending=(3,), cursor=0, flying=3),
        Answer(answer(24, RECEIPT, after=24), held=24),
        edge(cursor=24),
        (MarkReceipted((RECEIPT,)), Wait()),
    ),
    "news is written before it is sent": (
        edge(last_seq=3, cursor=9),
        Wake(True),
        edge(last_seq=3, cursor=9),
        (WriteLetter(4, 9),),
    ),
    "a written letter goes": (
        edge(last_seq=3),
        Written(4),
        edge(last_seq=4, pending=(4,), flying=4),
        (Send(4, 0),),
    ),
    "the oldest goes first": (
        edge(pending=(3,), last_seq=3),
        Wake(True),
        edge(pending=(3,), last_seq=3, flying=3),
        (Send(3, 0),),
    ),
    "one at a time": (edge(pending=(3, 4), flying=3), Wake(True), edge(pending=(3, 4), flying=3), ()),
    "nothing goes while items are stored": (
        edge(storing=5, pending=(3,)),
        Wake(),
        edge(storing=5, pending=(3,)),
        (),
    ),
    "a receipt ends a letter": (
        edge(pending=(3,), flying=3),
        Answer(answer(0, RECEIPT)),
        edge(),
        (MarkReceipted((RECEIPT,)), Wait()),
    ),
    "and brings the next": (
        edge(pending=(3, 4), flying=3),
        Answer(answer(0, RECEIPT)),
        edge(pending=(4,), flying=4),
        (MarkReceipted((RECEIPT,)), Send(4, 0)),
    ),
    "no receipt, no progress, no hammering": (
        edge(pending=(3,), flying=3),
        Answer(answer()),
        edge(pending=(3,)),
        (Wait(),),
    ),
    "another node's receipt is nothing": (
        edge(pending=(3,), flying=3),
        Answer(answer(0, Receipt(HUB, 1, 3, NOW))),
        edge(pending=(3,)),
        (Wait(),),
    ),
    "another life's receipt is nothing": (
        edge(pending=(3,), flying=3),
        Answer(answer(0, Receipt(NODE, 2, 3, NOW))),
        edge(pending=(3,)),
        (Wait(),),
    ),
    "items are stored before they are acknowledged": (
        edge(cursor=2, flying=GREETING),
        Answer(answer(5, after=2)),
        edge(cursor=2, storing=5),
        (StoreItems(answer(5, after=2), 5),),
    ),
    "stored items move the cursor": (edge(cursor=2, storing=5), ItemsStored(5), edge(cursor=5), (Wait(),)),
    "more is asked for with the new cursor": (
        edge(cursor=2, storing=5, more=True),
        ItemsStored(5),
        edge(cursor=5, flying=GREETING),
        (Send(GREETING, 5),),
    ),
    "an old answer stores nothing": (
        edge(cursor=7, flying=GREETING),
        Answer(answer(5)),
        edge(cursor=7),
        (Wait(),),
    ),
    "a hole in the mailbox stops": (
        edge(cursor=2, flying=GREETING),
        Answer(answer(9, after=6)),
        edge(cursor=2),
        (LostTrack(2, 6),),
    ),
    "a line that is down is tried again": (
        edge(pending=(3,), flying=3),
        Failed(),
        edge(pending=(3,), failures=1),
        (Wait(1_000),),
    ),
    "and ever more seldom": (
        edge(pending=(3,), flying=3, failures=3),
        Failed(),
        edge(pending=(3,), failures=4),
        (Wait(8_000),),
    ),
    "but not for ever": (edge(flying=0, failures=99), Failed(), edge(failures=100), (Wait(LONGEST_WAIT_MS),)),
    "what waits for a person waits long": (
        edge(flying=0),
        Failed("operator"),
        edge(failures=1),
        (Wait(LONGEST_WAIT_MS),),
    ),
    "a letter that is never taken is set aside": (
        edge(pending=(3, 4), flying=3),
        Failed("never"),
        edge(pending=(4,), failures=1),
        (SetAside(3), Wait(1_000)),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_calling_end_follows_its_table(name):
    state, event, expected, effects = TABLE[name]
    assert step_edge(state, event) == (expected, effects)


def letter(seq=3, incarnation=1, ack=0, device_ms=NOW) -> Letter:
    return Letter(NODE, incarnation, seq, HUB, ack=ack, device_ms=device_ms)


HUB_TABLE: dict[str, tuple[Any, Any, Any, Any]] = {
    "a new letter is appended, not answered": (Line(), Arrived(letter(), False), Line(), (Append(letter()),)),
    "it is answered when it is durable": (Line(), Stored(letter(ack=4)), Line(acked=4), (Reply(3, 4),)),
    "a known one is answered again": (Line(), Arrived(letter(), True), Line(), (Reply(3, 0),)),
    "a greeting is answered": (
        Line(acked=2),
        Arrived(letter(0, ack=5), False),
        Line(acked=5),
        (Reply(0, 5),),
    ),
    "an old acknowledgement takes nothing back": (
        Line(acked=7),
        Arrived(letter(0, ack=5), False),
        Line(acked=7),
        (Reply(0, 7),),
    ),
    "a new life begins with its scope": (
        Line(1, 7),
        Arrived(letter(1, 2), False),
        Line(2),
        (StartIncarnation(2), Append(letter(1, 2))),
    ),
    "an old life is turned away": (
        Line(2),
        Arrived(letter(), False),
        Line(2),
        (TurnAway("INCARNATION_OLD"),),
    ),
    "a clock within ten minutes will do": (
        Line(),
        Arrived(letter(0, device_ms=NOW + CLOCK_TOLERANCE_MS), False),
        Line(),
        (Reply(0, 0),),
    ),
    "a clock ahead is turned away": (
        Line(),
        Arrived(letter(device_ms=NOW + CLOCK_TOLERANCE_MS + 1), False),
        Line(),
        (TurnAway("CLOCK_AHEAD"),),
    ),
}


@pytest.mark.parametrize("name", HUB_TABLE)
def test_the_answering_end_follows_its_table(name):
    state, event, expected, effects = HUB_TABLE[name]
    assert step_hub(state, event, NOW) == (expected, effects)
