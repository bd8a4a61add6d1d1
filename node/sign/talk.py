"""A conversation with one signing child: requests one after another, a time limit for each, and an end in any case.

A child that dies or hangs is not asked again: whoever talked with it is told, and it is ended.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from node.sign.framing import read_frame, write_frame
from node.sign.outside import NOWHERE, Outside
from node.sign.problems import CODES, SigningProblem
from node.sign.spare import Worker, Workers, end_worker

DIED = "the worker died"


class Talk:
    """One child from its first request to its end. Not for two threads at once."""

    def __init__(self, workers: Workers) -> None:
        self._worker, self.is_over = workers.take(), False

    def ask(
        self, header: dict[str, Any], parts: list[bytes], seconds: float, outside: Outside = NOWHERE
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The child's answer; what it asks in between is answered by `outside`. Its problems become ours; when it died
        or was late (SIGNING_FAILED, SIGNING_TIMEOUT) the conversation is over."""
        if self.is_over:
            raise SigningProblem("SIGNING_FAILED", DIED)
        with self._limited(seconds) as is_late:
            try:
                answer, attached = _converse(self._worker, header, parts, outside)
            except (ValueError, KeyError, OSError):
                self.close()
                if is_late.is_set():
                    raise SigningProblem("SIGNING_TIMEOUT") from None
                raise SigningProblem("SIGNING_FAILED", DIED) from None
        if not answer["ok"]:
            code = answer["code"] if answer["code"] in CODES else "SIGNING_FAILED"
            raise SigningProblem(code, answer["detail"])
        return answer, attached

    def close(self) -> None:
        """End the child, whatever it is doing. Safe to call twice."""
        self.is_over = True
        end_worker(self._worker)

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _limited(self, seconds: float) -> Iterator[threading.Event]:
        """A time limit, after which the child is killed. The event says whether that happened."""
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            self._worker.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            yield is_late
        finally:
            timer.cancel()


def _converse(
    worker: Worker, header: dict[str, Any], parts: list[bytes], outside: Outside
) -> tuple[dict[str, Any], list[bytes]]:
    if worker.stdin is None or worker.stdout is None:
        raise ValueError("no pipes")
    write_frame(worker.stdin, header, parts)
    while "ask" in (heard := read_frame(worker.stdout))[0]:
        told, body = outside.answer(heard[0]["ask"], heard[0].get("url", ""), heard[1][0])
        write_frame(worker.stdin, {"told": told}, [body])
    return heard
