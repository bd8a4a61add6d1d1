"""What a crew reads next: the first page of every file, then the rest of a long file in shares for all of the crew.

How many pages a file has is known when its first page is read; until then nobody is started for the others.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from threading import Condition

from node.ocr.model import PageText
from node.ocr.problems import ReadingProblem

# Shares of a file for each worker: enough that they end at about the same time.
_SHARES_EACH = 4


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """Pages `first` to `last` (1-based) of the `file`-th file."""

    file: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FileRead:
    """What came of one file; `pages` are those before the problem."""

    pages: tuple[PageText, ...]
    problem: ReadingProblem | None
    ms: int


class Shares:
    """The work on some files, shared by threads. Earlier files come first, whoever is free takes the next share."""

    def __init__(self, files: int, workers: int) -> None:
        self._workers = workers
        self._waiting = [Share(number, 1, 1) for number in range(files)]
        self._underway = 0
        self._left = [1] * files  # shares of each file that are not read yet
        self._read: dict[Share, tuple[Sequence[PageText], ReadingProblem | None]] = {}
        self._times: dict[int, tuple[float, float]] = {}
        self._closed = False
        self._change = Condition()

    def take(self) -> Share | None:
        """The next share, as soon as there is one; None when there will be no more."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or not self._underway or self._closed)
            if self._closed or not self._waiting:
                return None
            share = heappop(self._waiting)
            self._underway += 1
            now = time.monotonic()
            self._times.setdefault(share.file, (now, now))
            return share

    def done(self, share: Share, pages: Sequence[PageText], problem: ReadingProblem | None) -> None:
        """Keep what was read; after a problem the pages behind it are not read."""
        with self._change:
            self._underway -= 1
            self._left[share.file] -= 1
            self._read[share] = pages, problem
            self._times[share.file] = self._times[share.file][0], time.monotonic()
            if problem is not None:
                self._leave_out_behind(share)
            elif share.first == 1 and pages:
                self._share_out(share.file, pages[0].pages)
            self._change.notify_all()

    def close(self) -> None:
        """Nobody takes a share any more, and nobody waits."""
        with self._change:
            self._closed = True
            self._change.notify_all()

    def wait_for(self, file: int) -> FileRead | None:
        """What came of a file when all of it is read; None where that was broken off."""
        with self._change:
            self._change.wait_for(lambda: self._closed or not self._left[file])
            return None if self._closed else self._told(file)

    def _share_out(self, file: int, pages: int) -> None:
        size = max(1, -(-(pages - 1) // (_SHARES_EACH * self._workers)))
        for first in range(2, pages + 1, size):
            heappush(self._waiting, Share(file, first, min(first + size - 1, pages)))
            self._left[file] += 1

    def _leave_out_behind(self, failed: Share) -> None:
        kept = [share for share in self._waiting if share.file != failed.file or share < failed]
        self._left[failed.file] -= len(self._waiting) - len(kept)
        heapify(kept)
        self._waiting = kept

    def _told(self, file: int) -> FileRead:
        begun, ended = self._times[file]
        pages, stopped = list[PageText](), None
        for share in sorted(share for share in self._read if share.file == file):
            read, problem = self._read.pop(share)
            if stopped is None:
                pages += read
                stopped = problem
        return FileRead(tuple(pages), stopped, round((ended - begun) * 1000))
