"""Workers that go from call to call, whichever thread calls: as many as there are calls at once, until they are sent
away."""

from __future__ import annotations

from threading import Lock
from typing import Any

from node.ocr.limits import Limits
from node.ocr.problems import ReadingProblem
from node.ocr.process.seat import Seat, may_come_from_before
from node.ocr.process.worker_process import Hear


class Seats:
    """Each call has a worker for itself: one that is free, or a new one."""

    def __init__(self, limits: Limits, priority: int) -> None:
        self._limits, self._priority = limits, priority
        self._free: list[Seat] = []
        self._change = Lock()

    def ask(self, request: dict[str, Any], hear: Hear | None) -> dict[str, Any]:
        """As `Seat.ask`. What came before must not count against a call: one that failed in a worker that had others,
        other than by taking too long, and of which nothing was heard, is asked once more of a new one."""
        seat, heard = self._taken(), list[bool]()

        def listen(message: dict[str, Any]) -> None:
            heard.append(True)
            if hear is not None:
                hear(message)

        is_used = seat.is_taken
        try:
            return seat.ask(request, listen)
        except ReadingProblem as problem:
            if heard or not is_used or not may_come_from_before(problem):
                raise
            return seat.ask(request, hear)
        finally:
            with self._change:
                self._free.append(seat)

    def leave(self) -> None:
        """End the workers that nobody asks just now."""
        with self._change:
            free, self._free = self._free, []
        for seat in free:
            seat.leave()

    def _taken(self) -> Seat:
        with self._change:
            return self._free.pop() if self._free else Seat(self._limits, self._priority)
