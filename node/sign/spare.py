"""Child processes for signing: a fresh one a request, started ahead of time where one is expected.

Loading pyHanko takes half a second, signing itself a tenth. A spare child has loaded it and waits for its one
request; it ends when the node ends, because its standard input does. No heavy imports.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from pathlib import Path

_IDLE_SECONDS = 600.0

Worker = subprocess.Popen[bytes]


def start_worker() -> Worker:
    """A child that serves one request."""
    return subprocess.Popen(
        [sys.executable, "-m", "node.sign.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )


def end_worker(worker: Worker) -> None:
    """End a child and close its pipes, whatever state it is in. Safe to call twice."""
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue


class FreshWorkers:
    """Starts a child when it is asked for one: for commands, which need no more than that."""

    def take(self) -> Worker:
        """A child of one's own; the taker ends it."""
        return start_worker()

    def get_ready(self) -> None:
        """Nothing is started ahead of time."""


class WarmWorkers:
    """Keeps one spare child while there is signing to do; after ten idle minutes the memory is given back."""

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._idle, self._lock = idle_seconds, threading.Lock()
        self._spare: Worker | None = None
        self._retire: threading.Timer | None = None
        atexit.register(self.close)

    def take(self) -> Worker:
        """The spare one, else a new one; the taker ends it. Another spare is started for whoever comes next."""
        with self._lock:
            worker, self._spare = self._spare, None
        if worker is not None and worker.poll() is not None:
            end_worker(worker)
            worker = None
        worker = worker or start_worker()
        self.get_ready()
        return worker

    def get_ready(self) -> None:
        """Somebody is about to sign: have a child ready."""
        with self._lock:
            if self._spare is None:
                self._spare = start_worker()
            if self._retire is not None:
                self._retire.cancel()
            self._retire = threading.Timer(self._idle, self.close)
            self._retire.daemon = True
            self._retire.start()

    def close(self) -> None:
        """End the spare child. The next request starts another."""
        with self._lock:
            worker, self._spare = self._spare, None
            if self._retire is not None:
                self._retire.cancel()
                self._retire = None
        if worker is not None:
            end_worker(worker)


Workers = FreshWorkers | WarmWorkers
