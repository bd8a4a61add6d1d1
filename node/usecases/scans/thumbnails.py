"""Previews of own scans, a few kilobytes each, so that the competent commune can look before the scan arrives."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from dossier.exchange.parcels import MOST_PREVIEW_BYTES
from node.ports import BlobRow
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch

_AT_ONCE = 12


class Pictures(Protocol):
    """Draws small."""

    def thumbnail(self, path: Path, target: Path) -> None:
        """Write a small grey JPEG of the first page of a scan to `target`. Raises Problem."""
        ...


class Easel(Protocol):
    """Where pictures are drawn one after another."""

    def drawing(self) -> AbstractContextManager[Pictures]:
        """One worker for all that is drawn meanwhile: to start one takes longer than to draw."""
        ...


class Thumbnails:
    """Makes those that are missing, a few at a time."""

    def __init__(self, place: Workplace, easel: Easel) -> None:
        self._place, self._easel = place, easel

    def make(self) -> int:
        """Draw previews of scans that have not left yet; gives how many. What cannot be drawn goes without."""
        with self._place.store.reading() as tables:
            rows = tables.scan_lane.unpictured(_AT_ONCE)
        return self._make(rows) if rows else 0

    def _make(self, rows: Sequence[BlobRow]) -> int:
        made = 0
        with self._easel.drawing() as pictures:
            for row in rows:
                picture = self._draw(row.sha256, pictures)
                with self._place.store.writing() as tables:
                    tables.scan_lane.keep_preview(row.sha256, picture, False)
                made += bool(picture)
        return made

    def _draw(self, sha256: str, pictures: Pictures) -> bytes:
        with Scratch() as folder:
            target = folder / "small.jpg"
            try:
                pictures.thumbnail(self._place.blobs.path(sha256), target)
                picture = target.read_bytes()
            except (Problem, OSError):
                return b""
        return picture if len(picture) <= MOST_PREVIEW_BYTES else b""
