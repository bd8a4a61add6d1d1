"""All of the backup as the node sees it: start, stop, make sure, prove, and say how it is."""

import logging
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from node.ports.tools import BackupState
from node.replica.copies import daily_copy, drop_copies, mirror_blobs
from node.replica.drill import DrillReport, drill
from node.replica.supervisor import Supervisor, Watched
from node.replica.target import FolderTarget
from plumbing.clock import Clock
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
_KEEP_GENERATIONS = 3

_HINTS = {
    "running": "",
    "stopped": "Bản sao lưu đang khởi động lại.",
    "failing": "Bản sao lưu đang lỗi: hãy kiểm tra ổ đĩa hoặc thư mục sao lưu. Quầy vẫn làm việc được.",
}


class Backup:
    """The node's backup (implements `node.ports.BackupView`). `blobs` is the folder of scans."""

    def __init__(self, watched: Watched, blobs: Path, clock: Clock) -> None:
        self._watched, self._blobs, self._clock = watched, blobs, clock
        self._supervisor = Supervisor(watched)
        self._last_ms = 0

    def start(self) -> None:
        """Begin to copy; call before the first write of this process."""
        self._supervisor.start()

    def stop(self) -> None:
        """Copy what is left and end; call after the last write."""
        self._supervisor.stop()

    def state(self) -> BackupState:
        """Never raises."""
        status = self._supervisor.status()
        state = "failing" if status.trouble else "running" if status.state == "replicating" else "stopped"
        if state == "running":
            self._last_ms = self._clock.now_ms()
        return BackupState(state, self._last_ms, _HINTS[state])

    def secure(self, seconds: float = 0.5) -> bool:
        """Whether everything committed so far is in the copy now; waits at most `seconds`. For the moment
        before a receipt is handed to a citizen (2.7 ms with a folder)."""
        try:
            done = self._supervisor.sync(seconds)
        except Problem:
            return False
        return done.replicated >= done.transaction

    def mirror(self) -> int:
        """Copy scans that the second folder lacks; gives how many. A bucket gets none: scans go to the hub."""
        target = self._watched.target
        return (
            mirror_blobs(self._blobs, target.blobs(self._watched.node))
            if isinstance(target, FolderTarget)
            else 0
        )

    def forget(self, names: Sequence[str]) -> None:
        """Drop the second copies of scans that the node has dropped."""
        target = self._watched.target
        if isinstance(target, FolderTarget):
            drop_copies(target.blobs(self._watched.node), names)

    def daily(self, day: date) -> Path:
        """Write the independent copy of the day; gives its path."""
        return daily_copy(self._watched.database, self._daily_folder(), day)

    def prove(self) -> DrillReport:
        """The restore drill. Raises Problem when the copy would not bring everything back: DRILL_DIFFERS, or
        REPLICA_UNREADABLE; a new generation is begun at once. Problem(BACKUP_BEHIND): try again later."""
        try:
            report = self._drill()
        except Problem as problem:
            if problem.code != "BACKUP_BEHIND":
                self._supervisor.renew()
            raise
        self._forget_old_generations()
        return report

    def _drill(self) -> DrillReport:
        watched, supervisor = self._watched, self._supervisor
        report = drill(
            watched.database, watched.target, watched.node, supervisor.generation, lambda: supervisor.sync(10)
        )
        if not report.equal:
            hint = "Diễn tập khôi phục thấy bản sao khác dữ liệu thật; máy đã mở bản sao mới, hãy báo tỉnh."
            raise Problem("DRILL_DIFFERS", hint, "operator", ",".join(report.differing))
        return report

    def _daily_folder(self) -> Path:
        target = self._watched.target
        beside = self._watched.database.parent / "daily"
        return target.daily(self._watched.node) if isinstance(target, FolderTarget) else beside

    def _forget_old_generations(self) -> None:
        """Only after the present one was proved, and never the last few."""
        target = self._watched.target
        if isinstance(target, FolderTarget):
            for old in target.generations(self._watched.node)[:-_KEEP_GENERATIONS]:
                shutil.rmtree(target.folder(self._watched.node, old), ignore_errors=True)
