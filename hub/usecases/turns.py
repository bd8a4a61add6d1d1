"""Fair share: no device, however fast, slow or hostile, delays another by more than one letter.

Work on letters is done in turns. Whoever waits is served by device, round and round, not by request; one device may
have a few requests here at a time, and more of them are sent away at once with the word to come back later. Only
requests whose signature was proved take part, so nobody can use up another's turns.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from plumbing.problem import Problem

MOST_OF_ONE = 3
"""Requests of one device at the hub at once: its letters, its mail, and one that the line made it repeat."""


class FairShare:
    """`permits` letters are worked on at once; SQLite has one writer, so one is enough there."""

    def __init__(self, permits: int = 1, most_of_one: int = MOST_OF_ONE) -> None:
        self._free, self._most = permits, most_of_one
        self._changed = threading.Condition()
        self._here: Counter[str] = Counter()
        self._waiting: dict[str, deque[object]] = {}
        self._round: deque[str] = deque()

    @contextmanager
    def turn(self, node: str) -> Iterator[None]:
        """Wait for this device's turn and hold it to the end of the block. Raises Problem(NODE_BUSY)."""
        with self._changed:
            self._come(node)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._here[node] -= 1
                self._changed.notify_all()

    def waiting(self) -> int:
        """How many requests wait for their turn."""
        with self._changed:
            return sum(len(tickets) for tickets in self._waiting.values())

    def _come(self, node: str) -> None:
        if self._here[node] >= self._most:
            hint = "Máy này đang có nhiều yêu cầu cùng lúc tại trung tâm tỉnh; máy sẽ tự gửi lại sau ít giây."
            raise Problem("NODE_BUSY", hint, "later", node)
        self._here[node] += 1
        ticket = object()
        if not self._waiting.get(node):
            self._round.append(node)
        self._waiting.setdefault(node, deque()).append(ticket)
        while not (self._free and self._waiting[self._round[0]][0] is ticket):
            self._changed.wait()
        self._free -= 1
        self._round.popleft()
        self._waiting[node].popleft()
        if self._waiting[node]:
            self._round.append(node)
        else:
            del self._waiting[node]
        self._changed.notify_all()
