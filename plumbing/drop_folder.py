"""A folder that other machines write into: what is in it is taken up only when nobody writes it any more, and leaves it
by one durable rename, so that a power cut at any moment leaves each file in exactly one place.

A scanner does not say when it has finished. A file is ready when its size, its time and its identity stay the same
between two looks that are far enough apart, and nobody holds a lock on it. Hidden files, folders, links and the names
that programs use while they write are let alone.
"""

import errno
import fcntl
import glob
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from plumbing.disk import disk_errors, replace_file
from plumbing.folders import sync_folder
from plumbing.problem import Problem

SETTLED_SECONDS = 3.0
_UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart", "~")
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EBUSY, errno.ETXTBSY}

#: What systems leave in folders by themselves, again and again.
_OF_SYSTEMS = {"thumbs.db", "desktop.ini"}

Fingerprint = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that is ready. `source` stays the same as long as nobody writes the file again."""

    name: str
    source: str
    size: int
    path: Path


class DropFolder:
    """One folder; `settled` seconds must pass without a change. Not for use from several threads at once."""

    def __init__(
        self, root: Path, settled: float = SETTLED_SECONDS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._root, self._settled, self._now = root, settled, now
        self._seen: dict[str, tuple[Fingerprint, float]] = {}

    def ready(self) -> list[Dropped]:
        """Files that have not changed for a while, the oldest first. Raises Problem(SCAN_FOLDER_UNREACHABLE)."""
        now, found, ready = self._now(), {}, []
        for path, stat in self._entries():
            print_ = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
            before, since = self._seen.get(path.name, (None, now))
            found[path.name] = (print_, since if before == print_ else now)
            if before == print_ and now - since >= self._settled and not _is_held(path):
                source = f"{path.name}|{_stamp(stat)}"
                ready.append((stat.st_mtime_ns, Dropped(path.name, source, stat.st_size, path)))
        self._seen = found
        return [dropped for _, dropped in sorted(ready, key=lambda pair: (pair[0], pair[1].name))]

    @contextmanager
    def open(self, arrival: Dropped) -> Iterator[BinaryIO]:
        """Its bytes; a link that has taken its place meanwhile is not followed. Raises OSError."""
        handle = os.open(arrival.path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            yield file

    def put_away(self, arrivals: Sequence[Dropped], where: str, reason_vi: str = "") -> None:
        """Move them into the subfolder `where`, and before that write `reason_vi` beside the place of each there.
        Raises Problem DISK_FULL, DISK_FAILED. A file that is gone is no error."""
        if arrivals:
            self._move([arrival.path for arrival in arrivals], self._root, where, reason_vi)
        for arrival in arrivals:
            self._seen.pop(arrival.name, None)

    def move_on(self, source: str, before: str, where: str, reason_vi: str) -> None:
        """As `put_away`, for a file that was put into `before`, or is on its way there: found by what `Dropped.source`
        said of it, whatever its name is by now. One that is gone is no error. May be called from another thread."""
        name, stamp = source.split("|", 1)
        for folder in (self._root / before, self._root):
            same = (
                path for path in folder.glob(f"{glob.escape(Path(name).stem)}*") if _stamp_of(path) == stamp
            )
            found = next(same, None)
            if found is not None:
                self._move([found], folder, where, reason_vi)
                return

    def _move(self, paths: Sequence[Path], from_: Path, where: str, reason_vi: str) -> None:
        with disk_errors():
            folder = self._root / where
            folder.mkdir(exist_ok=True)
            for path in paths:
                target = _free_name(folder, path.name)
                if reason_vi:
                    replace_file(folder / f"{target.name}.ly-do.txt", f"{reason_vi}\n".encode())
                with suppress(FileNotFoundError):
                    path.rename(target)
            sync_folder(folder)
            sync_folder(from_)

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            with os.scandir(self._root) as listing:
                entries = list(listing)
        except OSError as error:
            hint = "Không mở được thư mục máy quét. Hãy kiểm tra đường dẫn, quyền và kết nối mạng tới thư mục đó."
            raise Problem("SCAN_FOLDER_UNREACHABLE", hint, "operator", type(error).__name__) from error
        for entry in entries:
            if is_of_a_program(entry.name):
                continue
            with suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), entry.stat(follow_symlinks=False)


def is_of_a_program(name: str) -> bool:
    """Whether nobody put it there for others: it is hidden, still being written, or a system's own."""
    small = name.lower()
    return small.startswith((".", "~")) or small.endswith(_UNFINISHED) or small in _OF_SYSTEMS


def _stamp(stat: os.stat_result) -> str:
    """What stays the same when a file is renamed, and does not when it is written again."""
    return f"{stat.st_mtime_ns}|{stat.st_ino}|{stat.st_size}"


def _stamp_of(path: Path) -> str:
    try:
        return _stamp(path.stat(follow_symlinks=False))
    except OSError:
        return ""


def _is_held(path: Path) -> bool:
    """Whether somebody has locked the file, or it cannot be opened just now."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _BUSY or isinstance(error, FileNotFoundError)
    return False


def _free_name(folder: Path, name: str) -> Path:
    target, count = folder / name, 1
    while target.exists():
        count += 1
        target = folder / f"{Path(name).stem}-{count}{Path(name).suffix}"
    return target
