"""Small pictures of scans for the dossier's page: a hundredth of the bytes of the scan, for a weak PC or a slow line.

A page that came by the tray has one already. Of others it is drawn once, behind the counter and one at a time, and kept
beside the blobs; what is kept is a cache of about `MOST` pictures. It goes when the scan's own bytes go, and is shown
only while a dossier that the officer may see names the scan.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dossier.state import Page
from node.ports import Tables
from node.usecases.record.enact import known_state
from node.usecases.scans.kept_pictures import KeptPictures
from node.usecases.workplace import Workplace
from plumbing.blob_rules import not_here
from plumbing.problem import Problem

MOST = 3_000


class SmallDrawer(Protocol):
    """Draws small."""

    def small(self, path: Path, target: Path) -> None:
        """Write a small JPEG of the first page of a scan to `target`. Raises Problem."""
        ...


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A JPEG; `name` stays the same as long as the picture does."""

    jpeg: bytes
    name: str


class SmallPictures:
    """Of the pages of dossiers."""

    def __init__(self, place: Workplace, drawer: SmallDrawer) -> None:
        self._place, self._drawer = place, drawer
        self._pictures = KeptPictures(_folder(place.config.data), MOST)
        self._drawing = threading.Lock()

    def of(self, dossier: str, key: str) -> SmallPicture:
        """That of a page that stands in the dossier. Raises Problem DOSSIER_UNKNOWN, PAGE_UNKNOWN, BLOB_NOT_HERE, and
        what drawing raises."""
        place = self._place
        with place.store.reading() as tables:
            blob = _blob(known_state(place, tables, dossier).pages, key)
            seen = _by_tray(tables, dossier, blob)
        if not place.blobs.has(blob):
            raise not_here(blob)
        return SmallPicture(seen or self._kept(blob), blob[:32])

    def _kept(self, blob: str) -> bytes:
        with self._drawing:
            source = self._place.blobs.path(blob)
            return self._pictures.get(
                f"{blob}.jpg", lambda fresh: self._drawer.small(source, fresh)
            ).read_bytes()


def forget_pictures(data: Path, blobs: Iterable[str]) -> None:
    """The scans themselves are gone: nothing of them stays, small or large."""
    for blob in blobs:
        (_folder(data) / f"{blob}.jpg").unlink(missing_ok=True)
        for large in (data / "previews").glob(f"{blob}-*.jpg"):
            large.unlink(missing_ok=True)


def _folder(data: Path) -> Path:
    return data / "previews" / "small"


def _blob(pages: Iterable[Page], key: str) -> str:
    blob = next((page.blob for page in pages if page.key == key), "")
    if not blob:
        raise Problem("PAGE_UNKNOWN", "Hồ sơ không có trang này; hãy tải lại trang hồ sơ.")
    return blob


def _by_tray(tables: Tables, dossier: str, scan: str) -> bytes:
    """The picture that the tray made of its first page; b"" for none."""
    for page in tables.returned.of(dossier, scan):
        picture = tables.tray.picture(page.sha256, page.page or 1)
        if picture:
            return picture
    return b""
