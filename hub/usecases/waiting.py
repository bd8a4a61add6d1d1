"""Requests that wait for mail: the node asks once and hears at the moment when there is something.

A waiting request costs no thread and no transaction. Each device has one; a newer one sends the older away, so that a
line that was cut and came back leaves nothing behind. Their number is bounded, because memory is.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

MOST_WAITING = 5_000
"""Beyond this a request is answered at once: the device asks again at its usual interval."""

Ring = Callable[[], None]


class Bells:
    """Who waits for mail in this process. A ring may come from any thread and must return at once."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._waiting: dict[str, Ring] = {}
        self._closed = False
        self._lock = threading.RLock()  # `close` may come from a signal, in the midst of the rest

    @contextmanager
    def waiting(self, node: str, ring: Ring) -> Iterator[bool]:
        """Be rung when mail for the node is committed, or when a newer request takes this one's place; gives
        whether there was room."""
        with self._lock:
            older = self._waiting.get(node)
            has_room = not self._closed and (older is not None or len(self._waiting) < self._most)
            if has_room:
                self._waiting[node] = ring
        if older is not None:
            older()
        try:
            yield has_room
        finally:
            with self._lock:
                if self._waiting.get(node) is ring:
                    del self._waiting[node]

    def still_waits(self, node: str, ring: Ring) -> bool:
        """Whether no newer request took its place."""
        return self._waiting.get(node) is ring

    def close(self) -> None:
        """The hub stops: nobody waits any longer."""
        with self._lock:
            self._closed = True
            rings = list(self._waiting.values())
            self._waiting.clear()
        for one in rings:
            one()

    def ring(self, nodes: Iterable[str]) -> None:
        """Mail for these devices has been committed."""
        with self._lock:
            rings = [self._waiting[node] for node in nodes if node in self._waiting]
        for one in rings:
            one()
