"""Scans and signed papers, after everything else: pushed and pulled in pieces, resumed where they stopped.

Outside their window only those move that somebody waits for. The speed of the line is measured on the way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from node.ports import BlobRoad, BlobRow
from node.usecases.exchange.lanes import Lanes
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

PIECE = 256 * 1024
_MOST = 50
_LINE = frozenset({"LINE_DOWN", "HUB_CA_MISSING", "CLOCK_AHEAD", "REQUEST_TOO_OLD"})


@dataclass(frozen=True, slots=True)
class Moved:
    """Blobs that are complete at the other end or here now; `problem` None = the line held."""

    pushed: int
    pulled: int
    problem: Problem | None = None


class BlobTraffic:
    """Moves blobs between this node's store and the hub's."""

    def __init__(self, place: Workplace, road: BlobRoad) -> None:
        self._place, self._road = place, road
        self._lanes = Lanes(place)
        self._bytes, self._seconds = 0, 0.0

    def move(self, most_bytes: int) -> Moved:
        """Push and pull until done, or about `most_bytes` have gone, or the line breaks. Never raises for it. A
        blob that one side refuses is passed over."""
        pushed = pulled = 0
        self._bytes, self._seconds = 0, 0.0
        try:
            for row in self._rows(out=True):
                if most_bytes <= 0:
                    break
                pushed += self._one(self._push, row)
                most_bytes -= row.size
            for row in self._rows(out=False):
                if most_bytes <= 0:
                    break
                pulled += self._one(self._pull, row)
                most_bytes -= row.size
        except Problem as problem:
            return Moved(pushed, pulled, problem)
        finally:
            self._lanes.note_speed(self._bytes, self._seconds)
        if pushed:
            self._lanes.all_gone()
        return Moved(pushed, pulled)

    def _rows(self, *, out: bool) -> list[BlobRow]:
        """Those that somebody waits for, then, in their window, the others."""
        with self._place.store.reading() as tables:
            named = (tables.blobs.get(name) for name in tables.scan_lane.hurried(out))
            rows = {row.sha256: row for row in named if row is not None}
            if self._lanes.scans_may_go(tables):
                others = tables.blobs.unsent(_MOST) if out else tables.blobs.wanted(_MOST)
                rows = rows | {row.sha256: row for row in others if row.sha256 not in rows}
            return list(rows.values())

    def _one(self, move: Callable[[BlobRow], None], row: BlobRow) -> int:
        """1 when the blob was moved, 0 when this one cannot be; a broken line is raised."""
        try:
            move(row)
        except Problem as problem:
            if problem.code in _LINE:
                raise
            return 0
        return 1

    def _push(self, row: BlobRow) -> None:
        offset = self._road.sent(row.sha256)
        with self._place.blobs.open(row.sha256) as file:
            while offset < row.size:
                file.seek(offset)
                piece = file.read(PIECE)
                began, before = time.monotonic(), offset
                offset = self._road.push(row.sha256, row.size, before, piece)
                self._measured(len(piece), time.monotonic() - began)
        with self._place.store.writing() as tables:
            tables.blobs.sent(row.sha256, offset)

    def _pull(self, row: BlobRow) -> None:
        blobs = self._place.blobs
        offset = blobs.received(row.sha256)
        while offset < row.size:
            began = time.monotonic()
            piece = self._road.pull(row.sha256, offset, PIECE)
            if not piece:
                raise Problem(
                    "BLOB_NOT_HERE",
                    "Trung tâm tỉnh chưa có tệp này; máy sẽ xin lại sau.",
                    "later",
                    row.sha256,
                )
            self._measured(len(piece), time.monotonic() - began)
            offset = blobs.append(row.sha256, offset, piece, row.size)
        with self._place.store.writing() as tables:
            tables.blobs.note(row.sha256, row.size, row.media_type, True)

    def _measured(self, size: int, seconds: float) -> None:
        """Count the piece, and rest as long as the budget asks."""
        self._bytes, self._seconds = self._bytes + size, self._seconds + seconds
        if self._place.config.scan_kbps:
            time.sleep(max(0.0, size / (self._place.config.scan_kbps * 1000) - seconds))
