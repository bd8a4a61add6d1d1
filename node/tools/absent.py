"""What stands in where a node has no such tool."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO

from node.ports import BackupState, BackupView
from node.ports.tray import Arrivals
from plumbing.drop_folder import Dropped


class NoBackup(BackupView):
    """No copy is configured, and the page says so."""

    def state(self) -> BackupState:
        """Always "off"."""
        return BackupState("off", 0, "Chưa cấu hình bản sao lưu; hãy đặt replica_dir trong node.toml.")


class NoFolder(Arrivals):
    """No folder of a scanner is configured: nothing arrives by it, and nothing lies in it that could be moved."""

    def ready(self) -> Sequence[Dropped]:
        """None."""
        return ()

    def open(self, arrival: Dropped) -> AbstractContextManager[BinaryIO]:
        """There is none."""
        raise FileNotFoundError(arrival.name)

    def put_away(self, arrivals: Sequence[Dropped], where: str, reason_vi: str = "") -> None:
        """Nothing to move."""

    def move_on(self, source: str, before: str, where: str, reason_vi: str) -> None:
        """Nothing to move."""
