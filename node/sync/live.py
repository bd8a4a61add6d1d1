"""The live exchange: one lane for what leaves, one for what comes, as long as the node runs.

A local act wakes the first lane; the second keeps one request waiting at the hub, which answers when there is mail.
Each lane has a connection of its own, so that neither waits behind the other, and tries again after 1 s, doubling to
5 min. The lane on which the line holds again wakes the other.
"""

import logging
import threading
from collections.abc import Callable

from dossier.exchange.machine_edge import FIRST_WAIT_MS, LONGEST_WAIT_MS
from node.sync.dialogue import Talked

_log = logging.getLogger(__name__)
COALESCE_SECONDS = 0.03  # acts in quick succession share a letter


class Lane:
    """Talks again and again in a thread of its own. `has_work` says whether there is anything to talk about."""

    def __init__(self, name: str, talk: Callable[[], Talked], has_work: Callable[[], bool]) -> None:
        self._name, self._talk, self._has_work = name, talk, has_work
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lane {name}", daemon=True)
        self._failures = 0
        self.on_held: Callable[[], None] = _nothing

    def start(self) -> None:
        """Begin to talk."""
        self._thread.start()

    def wake(self) -> None:
        """There may be something to say, or the line may hold again: do not wait any longer."""
        self._woken.set()

    def end(self) -> None:
        """Talk no more; the caller has closed the line."""
        self._ended.set()
        self._woken.set()

    def join(self) -> None:
        """Wait for the end."""
        if self._thread.is_alive():
            self._thread.join()

    @property
    def holds(self) -> bool:
        """Whether it talks, and the last dialogue got through."""
        return self._thread.is_alive() and not self._failures

    @property
    def pause(self) -> float | None:
        """Seconds until the next try; None = until somebody wakes it."""
        if self._failures:
            return min(FIRST_WAIT_MS << min(self._failures - 1, 20), LONGEST_WAIT_MS) / 1000
        return None

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            if not self._has_work():
                self._woken.wait()
                self._ended.wait(COALESCE_SECONDS)
                continue
            if self._round():
                continue
            self._woken.wait(self.pause)

    def _round(self) -> bool:
        """One dialogue; gives whether the line held."""
        try:
            talked = self._talk()
        except Exception:  # a bug, or a full disk, must not end the lane: it is written down and tried again
            _log.exception("dialogue failed", extra={"lane": self._name})
            self._failures += 1
            return False
        if talked.problem is not None:
            self._failures += 1
            return False
        if self._failures:
            self._failures = 0
            self.on_held()
        return True


class Live:
    """Both lanes."""

    def __init__(self, out: Lane, mail: Lane, close: Callable[[], None]) -> None:
        self._out, self._mail, self._close = out, mail, close
        out.on_held, mail.on_held = mail.wake, out.wake

    def start(self) -> None:
        """Begin both lanes."""
        self._out.start()
        self._mail.start()

    def wake(self) -> None:
        """Something has been queued, or a person wants it now."""
        self._out.wake()
        self._mail.wake()

    @property
    def holds(self) -> bool:
        """Whether both lanes talk with the hub."""
        return self._out.holds and self._mail.holds

    def stop(self) -> None:
        """End both lanes; what is under way is cut off and will be sent again."""
        for lane in (self._out, self._mail):
            lane.end()
        self._close()
        for lane in (self._out, self._mail):
            lane.join()


def _nothing() -> None:
    """Nobody to tell."""
