"""One signing child for many requests in a row that hold no key: loaded once, kept for a while, replaced in time.

A file that kills or hangs the child costs its own answer; the next one gets a new child.
"""

from __future__ import annotations

import threading
from typing import Any

from node.sign.outside import NOWHERE, Outside
from node.sign.problems import SigningProblem
from node.sign.spare import FreshWorkers
from node.sign.talk import Talk

_IDLE_SECONDS = 600.0
_MOST_FILES = 50  # what one hostile file left behind in the child does not live long


class KeptChild:
    """Answers one request at a time."""

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._idle, self._lock = idle_seconds, threading.Lock()
        self._talk: Talk | None = None
        self._left = 0
        self._retire: threading.Timer | None = None

    def ask(
        self, header: dict[str, Any], parts: list[bytes], seconds: float, outside: Outside = NOWHERE
    ) -> tuple[dict[str, Any], list[bytes]]:
        """See `Talk.ask`."""
        with self._lock:
            talk = self._ready()
            try:
                return talk.ask(header, parts, seconds, outside)
            except SigningProblem:
                if talk.is_over:
                    self._talk = None
                raise
            finally:
                self._rest()

    def close(self) -> None:
        """End the child. The next request starts another."""
        with self._lock:
            if self._talk is not None:
                self._talk.close()
                self._talk = None

    def _ready(self) -> Talk:
        if self._talk is not None and self._left == 0:
            self._talk.close()
            self._talk = None
        if self._talk is None:
            self._talk, self._left = Talk(FreshWorkers()), _MOST_FILES
        self._left -= 1
        return self._talk

    def _rest(self) -> None:
        """Nobody asked for a while: the memory is given back."""
        if self._retire is not None:
            self._retire.cancel()
        self._retire = threading.Timer(self._idle, self.close)
        self._retire.daemon = True
        self._retire.start()
