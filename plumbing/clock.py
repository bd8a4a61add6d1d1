"""The wall clock. Kernel and use cases get instants as milliseconds since 1970 UTC; this is where they come from."""

import time
from datetime import date
from pathlib import Path
from typing import Protocol

from dossier.local_time import local


class Clock(Protocol):
    """Tells the time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    def today(self) -> date:
        """The day in Asia/Ho_Chi_Minh."""
        ...


class SystemClock:
    """The device's own clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def today(self) -> date:
        """The day in Asia/Ho_Chi_Minh."""
        return local(self.now_ms()).date()


class OffsetClock:
    """A clock that a demonstration can move: the file holds an offset in seconds and is read at each look.
    A missing or unreadable file counts as no offset, so that a demonstration never stops on its clock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._device = SystemClock()

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC, moved by the offset."""
        return self._device.now_ms() + self._offset_ms()

    def today(self) -> date:
        """The moved day in Asia/Ho_Chi_Minh."""
        return local(self.now_ms()).date()

    def _offset_ms(self) -> int:
        try:
            return int(self._path.read_text(encoding="ascii").strip()) * 1000
        except (OSError, ValueError):
            return 0
