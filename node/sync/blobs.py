"""Scans and signed papers, after everything else: pushed and pulled in pieces, resumed where they stopped."""

from collections.abc import Callable
from dataclasses import dataclass

from node.ports import BlobRoad, BlobRow
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

    def move(self, most_bytes: int) -> Moved:
        """Push and pull until done, or about `most_bytes` have gone, or the line breaks. Never raises for it. A
        blob that one side refuses is passed over."""
        pushed = pulled = 0
        try:
            for row in self._rows(unsent=True):
                if most_bytes <= 0:
                    break
                pushed += self._one(self._push, row)
                most_bytes -= row.size
            for row in self._rows(unsent=False):
                if most_bytes <= 0:
                    break
                pulled += self._one(self._pull, row)
                most_bytes -= row.size
        except Problem as problem:
            return Moved(pushed, pulled, problem)
        return Moved(pushed, pulled)

    def _rows(self, *, unsent: bool) -> list[BlobRow]:
        with self._place.store.reading() as tables:
            return list(tables.blobs.unsent(_MOST) if unsent else tables.blobs.wanted(_MOST))

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
                offset = self._road.push(row.sha256, row.size, offset, file.read(PIECE))
        with self._place.store.writing() as tables:
            tables.blobs.sent(row.sha256, offset)

    def _pull(self, row: BlobRow) -> None:
        blobs = self._place.blobs
        offset = blobs.received(row.sha256)
        while offset < row.size:
            piece = self._road.pull(row.sha256, offset, PIECE)
            if not piece:
                raise Problem(
                    "BLOB_NOT_HERE",
                    "Trung tâm tỉnh chưa có tệp này; máy sẽ xin lại sau.",
                    "later",
                    row.sha256,
                )
            offset = blobs.append(row.sha256, offset, piece, row.size)
        with self._place.store.writing() as tables:
            tables.blobs.note(row.sha256, row.size, row.media_type, True)
