"""Pictures of scanned pages for the screen: photos are their own; pages of PDF and TIFF are drawn once and kept.

What is kept is a cache of about `MOST` pictures beside the blobs; it may be deleted at any time.
"""

import threading
from pathlib import Path
from typing import Protocol

from node.ports import Reader
from node.usecases.models import BlobFile
from node.usecases.scans.kept_pictures import KeptPictures
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
        self._pictures = KeptPictures(place.config.data / "previews", MOST)
        self._drawing = threading.Lock()

    def page(self, dossier: str, key: str, page: int) -> Path:
        """A JPEG or PNG of the page (1-based) of a scan. Raises Problem as `Scans.page_file` and the reader do."""
        return self.drawn(self._scans.page_file(dossier, key), page)

    def drawn(self, file: BlobFile, page: int) -> Path:
        """The same of any blob. Raises Problem as the reader does."""
        if file.media_type in _PICTURES and page == 1:
            return file.path
        name = f"{file.path.name}-{page}.jpg"
        with self._drawing:
            return self._pictures.get(name, lambda fresh: self._reader.preview(file.path, page, fresh))
