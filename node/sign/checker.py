"""Judging many PDFs in a row: one child that has loaded everything, kept for a while, replaced after so many files.

A file that kills or hangs the child costs its own verdict; the next one gets a new child.
"""

from __future__ import annotations

import datetime
import threading

from node.sign.child import SECONDS
from node.sign.problems import SigningProblem
from node.sign.report import Report, report_from_json
from node.sign.spare import FreshWorkers
from node.sign.talk import Talk

_IDLE_SECONDS = 600.0
_MOST_FILES = 50  # what one hostile file left behind in the child does not live long


class Checker:
    """Judges one file at a time."""

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._idle, self._lock = idle_seconds, threading.Lock()
        self._talk: Talk | None = None
        self._left = 0
        self._retire: threading.Timer | None = None

    def verify(self, pdf: bytes, trust_pem: bytes, moment: datetime.datetime) -> Report:
        """See `node.sign.child.verify_pdf`."""
        header = {"op": "verify", "moment": moment.isoformat()}
        with self._lock:
            talk = self._ready()
            try:
                answer, _ = talk.ask(header, [pdf, trust_pem], SECONDS)
            except SigningProblem:
                if talk.is_over:
                    self._talk = None
                raise
            finally:
                self._rest()
        return report_from_json(answer["report"])

    def close(self) -> None:
        """End the child. The next file starts another."""
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
