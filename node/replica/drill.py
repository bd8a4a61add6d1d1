"""The nightly proof: restore the running copy beside the live database and compare the content.

A copy that was never restored is a hope. Writers wait only while the copy catches up (milliseconds); the
comparison runs against a read transaction of exactly that moment.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node.replica.control import Synced
from node.replica.digest import differing, digest_file, digest_of
from node.replica.litestream import restore
from node.replica.target import Generation, Target
from plumbing.problem import Problem
from plumbing.scratch import Scratch
from plumbing.sqlite import connect


@dataclass(frozen=True, slots=True)
class DrillReport:
    """What the drill found. `differing` names tables whose restored content is not the live content."""

    transaction: int
    tables: int
    differing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether the copy would have brought everything back."""
        return self.tables > 0 and not self.differing


def drill(
    database: Path,
    target: Target,
    node: str,
    generation: Generation,
    sync: Callable[[], Synced],
) -> DrillReport:
    """Restore `generation` as of now and compare it with `database`, table by table.
    Raises Problem(REPLICA_UNREADABLE) when it cannot be restored, Problem(BACKUP_BEHIND) when it lags."""
    with closing(connect(database, readonly=True)) as reader, Scratch() as room:
        synced = _same_moment(database, reader, sync)
        restored = room / "drill.db"
        restore(target, node, generation, restored, synced.replicated)
        copied, live = digest_file(restored), digest_of(reader)
        return DrillReport(synced.replicated, len(live), tuple(differing(live, copied)))


def _same_moment(database: Path, reader: Any, sync: Callable[[], Synced]) -> Synced:
    """Freeze writers, let the copy catch up, open the reader's transaction, let writers go on."""
    with closing(connect(database)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        try:
            synced = sync()
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            lock.execute("ROLLBACK")
    if synced.replicated < synced.transaction:
        hint = "Bản sao lưu còn chậm hơn dữ liệu đang dùng; hãy kiểm tra thư mục sao lưu."
        raise Problem("BACKUP_BEHIND", hint, "later")
    return synced
