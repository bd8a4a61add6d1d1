"""Pictures of scanned pages for the screen: photos are their own; pages of PDF and TIFF are drawn once and kept.

What is kept is a cache of at most `MOST` pictures beside the blobs; it may be deleted at any time.
"""

import os
import threading
from pathlib import Path
from typing import Protocol

from node.ports import Reader
from node.usecases.models import BlobFile
from node.usecases.scans.pages import Scans
from node.usecases.scans.small_pictures import SmallDrawer, SmallPictures
from node.usecases.workplace import Workplace

MOST = 200
_PICTURES = ("image/jpeg", "image/png")


class Drawer(Reader, SmallDrawer, Protocol):
    """Draws large and small."""


class Previews:
    """Draws one page at a time: two clerks who look must not start two heavy children."""

    def __init__(self, place: Workplace, scans: Scans, reader: Drawer) -> None:
        self._scans, self._reader = scans, reader
        self.small = SmallPictures(place, reader)
        self._folder = place.config.data / "previews"
        self._drawing = threading.Lock()

    def page(self, dossier: str, key: str, page: int) -> Path:
        """A JPEG or PNG of the page (1-based) of a scan. Raises Problem as `Scans.page_file` and the reader do."""
        return self.drawn(self._scans.page_file(dossier, key), page)

    def drawn(self, file: BlobFile, page: int) -> Path:
        """The same of any blob. Raises Problem as the reader does."""
        if file.media_type in _PICTURES and page == 1:
            return file.path
        kept = self._folder / f"{file.path.name}-{page}.jpg"
        with self._drawing:
            if not kept.exists():
                self._draw(file.path, page, kept)
        return kept

    def _draw(self, source: Path, page: int, kept: Path) -> None:
        self._folder.mkdir(exist_ok=True)
        fresh = kept.with_suffix(".part")
        self._reader.preview(source, page, fresh)
        os.replace(fresh, kept)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        pictures = sorted(self._folder.glob("*.jpg"), key=lambda path: path.stat().st_mtime)
        for old in pictures[:-MOST]:
            old.unlink(missing_ok=True)
