"""Previews of own scans, a few kilobytes each, so that the competent commune can look before the scan arrives."""

from pathlib import Path
from typing import Protocol

from dossier.exchange.parcels import MOST_PREVIEW_BYTES
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch

_AT_ONCE = 12


class Pictures(Protocol):
    """Draws small."""

    def thumbnail(self, path: Path, target: Path) -> None:
        """Write a small grey JPEG of the first page of a scan to `target`. Raises Problem."""
        ...


class Thumbnails:
    """Makes those that are missing, a few at a time."""

    def __init__(self, place: Workplace, pictures: Pictures) -> None:
        self._place, self._pictures = place, pictures

    def make(self) -> int:
        """Draw previews of scans that have not left yet; gives how many. What cannot be drawn goes without."""
        place = self._place
        with place.store.reading() as tables:
            rows = tables.scan_lane.unpictured(_AT_ONCE)
        made = 0
        for row in rows:
            picture = self._draw(row.sha256)
            with place.store.writing() as tables:
                tables.scan_lane.keep_preview(row.sha256, picture, False)
            made += bool(picture)
        return made

    def _draw(self, sha256: str) -> bytes:
        with Scratch() as folder:
            target = folder / "small.jpg"
            try:
                self._pictures.thumbnail(self._place.blobs.path(sha256), target)
                picture = target.read_bytes()
            except (Problem, OSError):
                return b""
        return picture if len(picture) <= MOST_PREVIEW_BYTES else b""
