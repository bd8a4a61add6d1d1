"""Folders for what only passes through, such as pictures of papers that are being read: they end with whoever works in
them, by kill -9 too.

A folder is held by a lock on itself (flock(2)), which the kernel lets go of when its holder dies. Whoever comes to the
same room next clears away what nobody holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType

_PREFIX = "motcua-scratch-"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are private
#: Two sheets of A3 in colour at 600 dpi; a container has 64 MB, if nobody asked for more.
_ROOMY_BYTES = 1 << 29


class Scratch:
    """An empty private folder in `room` (without one: where temporary files go); gone after `close`, or by the next who
    works in that room."""

    def __init__(self, room: Path | None = None) -> None:
        room = room or Path(tempfile.gettempdir())
        clear(room)
        self.path, self._lock = _held(room)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the folder away with all that is in it; a second time does nothing."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1


def memory_room() -> Path:
    """Where files live in memory if there is such a place with room left, else where temporary files go."""
    return _SHARED_MEMORY if _has_room(_SHARED_MEMORY) else Path(tempfile.gettempdir())


def _has_room(folder: Path) -> bool:
    try:
        return os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free >= _ROOMY_BYTES
    except OSError:
        return False


@cache
def clear(room: Path) -> None:
    """Take away the folders in `room` that nobody holds; once in the life of this process."""
    for folder in room.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # held, another user's, or just taken away
            lock = _locked(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _held(room: Path) -> tuple[Path, int]:
    """A new folder and the lock on it. Whoever clears may have been faster, before it was held."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=room))
        with suppress(BlockingIOError, FileNotFoundError):
            lock = _locked(folder)
            if folder.is_dir():
                return folder, lock
            os.close(lock)


def _locked(folder: Path) -> int:
    """Raises OSError where somebody else holds it."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock
