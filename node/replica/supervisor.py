"""Keeps one Litestream running beside the node, and ends it when it would do harm.

One thread owns the child. It starts it in a clean environment, starts it again with growing pauses when it
ends, keeps the marker that decides between continuing and a new generation (`marker`), and cuts it off when
the write-ahead log grows past the limit because the copy does not keep up: the counter goes on serving.
"""

import json
import logging
import os
import shutil
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from node.replica.control import Control, Synced
from node.replica.litestream import clean_environment, configuration, reset
from node.replica.marker import Marker, may_continue, observe, read_marker, write_marker
from node.replica.target import Generation, Target
from plumbing.problem import Problem
from plumbing.programs import dies_with_parent, litestream_binary
from plumbing.sqlite import WAL_LIMIT, connect, wal_bytes, writer_checkpoint

_log = logging.getLogger(__name__)
_TICK_SECONDS = 1.0
_PAUSES = (0.5, 1, 2, 5, 15, 60)
_STOP_SECONDS = 8
_LONGEST_ROOM = 107 - len("/motcua-12345678/ls.sock")  # Linux: the path of a socket has 107 bytes at most


@dataclass(frozen=True, slots=True)
class Watched:
    """What is copied and where to. `database` must be opened by `plumbing.sqlite.connect` only.
    `wal_limit` is in bytes."""

    database: Path
    node: str
    incarnation: int
    target: Target
    wal_limit: int = WAL_LIMIT

    @property
    def marker(self) -> Path:
        """File that remembers how the database stood when the copy was last in step."""
        return self.database.with_name(self.database.name + "-replica.json")


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """For the page's line of state. `state`: replicating | starting | down. `trouble` is the code of the last
    problem, "" when all is well. `wal_bytes` is the size of the write-ahead log."""

    state: str
    generation: int
    restarts: int
    wal_bytes: int
    trouble: str


class Supervisor:
    """The running copy. `start` before the first write; `stop` after the last connection is closed."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._runtime = _runtime_folder()
        self._control = Control(self._runtime / "ls.sock", watched.database)
        self._stopping = threading.Event()
        self._first = threading.Event()
        self._distrusted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="litestream", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._generation = 0
        self._restarts = -1
        self._trouble = ""

    def start(self, seconds: float = 5.0) -> None:
        """Begin; returns when the copy answers, or after `seconds` (it goes on trying by itself)."""
        self._thread.start()
        self._first.wait(seconds)

    def stop(self) -> None:
        """Copy what is left, end the child and remember how the files stand. Safe to call twice."""
        if self._stopping.is_set():
            return
        with suppress(Problem):
            self._control.sync(3)
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS + 2)
        shutil.rmtree(self._runtime, ignore_errors=True)

    def sync(self, seconds: float = 2.0) -> Synced:
        """Wait until everything committed so far is in the copy. Raises Problem(BACKUP_SILENT/_BEHIND)."""
        return self._control.sync(seconds)

    def renew(self) -> None:
        """Begin a new generation: the present one was found wanting."""
        self._distrusted.set()

    @property
    def generation(self) -> Generation:
        """The generation that is being written (number 0 before the start)."""
        return Generation(self._watched.incarnation, self._generation)

    def status(self) -> BackupStatus:
        """How the copy is doing now."""
        alive = self._child is not None and self._child.poll() is None
        state = "down" if not alive else "replicating" if self._first.is_set() else "starting"
        return BackupStatus(
            state, self._generation, max(0, self._restarts), wal_bytes(self._watched.database), self._trouble
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._restarts += 1
            try:
                self._attend(self._spawn())
            except Problem as problem:
                self._note(problem.code)
            except OSError as error:
                self._note("BACKUP_FOLDER", type(error).__name__)
            self._end_child()
            self._relieve()
            if not self._stopping.is_set():
                self._stopping.wait(_PAUSES[min(self._restarts, len(_PAUSES) - 1)])

    def _spawn(self) -> subprocess.Popen[bytes]:
        watched = self._watched
        self._generation = self._choose_generation()
        replica = watched.target.replica(watched.node, self.generation)
        settings = self._runtime / "litestream.json"
        socket = self._runtime / "ls.sock"
        settings.write_text(json.dumps(configuration(watched.database, replica, socket)), encoding="utf-8")
        command = [*dies_with_parent(), str(litestream_binary()), "replicate", "-config", str(settings)]
        with (self._runtime / "litestream.log").open("ab") as log:
            self._child = subprocess.Popen(
                command, env=clean_environment(watched.target), stdout=log, stderr=log, cwd=self._runtime
            )
        return self._child

    def _choose_generation(self) -> int:
        watched = self._watched
        last = read_marker(watched.marker)
        distrusted = self._distrusted.is_set()
        self._distrusted.clear()
        same_life = last is not None and last.incarnation == watched.incarnation
        number = last.generation if last is not None and same_life else 0
        now = observe(watched.database, watched.incarnation, number)
        if number and not distrusted and may_continue(last, now):
            return number
        reset(watched.database)
        fresh = Marker(watched.incarnation, number + 1, "?", 0, 0)  # matches nothing until in step
        write_marker(watched.marker, fresh)
        return number + 1

    def _attend(self, child: subprocess.Popen[bytes]) -> None:
        while not self._stopping.wait(0.05 if not self._first.is_set() else _TICK_SECONDS):
            seen = observe(self._watched.database, self._watched.incarnation, self._generation)
            if child.poll() is not None:
                raise Problem("BACKUP_ENDED", "Chương trình sao lưu dừng; máy tự chạy lại.", "later")
            if self._distrusted.is_set():
                raise Problem("BACKUP_DISTRUSTED", "Máy mở thế hệ sao lưu mới.", "later")
            if self._in_step():
                write_marker(self._watched.marker, seen)
            elif wal_bytes(self._watched.database) > self._watched.wal_limit:
                hint = "Bản sao lưu không theo kịp; máy mở thế hệ sao lưu mới."
                raise Problem("BACKUP_BEHIND", hint, "later")

    def _in_step(self) -> bool:
        try:
            self._control.sync(2)
        except Problem as problem:
            if self._first.is_set():
                self._note(problem.code)
            return False
        self._first.set()
        self._trouble = ""
        return True

    def _relieve(self) -> None:
        """Without Litestream nobody empties the log: past the limit do it here, into a new generation."""
        if wal_bytes(self._watched.database) <= self._watched.wal_limit:
            return
        watched = self._watched
        write_marker(watched.marker, Marker(watched.incarnation, self._generation, "?", 0, 0))
        connection = connect(watched.database)
        try:
            writer_checkpoint(connection)
        finally:
            connection.close()

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.terminate()
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._remember_rest(child.returncode)

    def _remember_rest(self, returncode: int) -> None:
        """After a clean stop the log may be gone; remember the database as it rests."""
        if self._stopping.is_set() and returncode == 0 and not self._trouble and self._first.is_set():
            watched = self._watched
            write_marker(watched.marker, observe(watched.database, watched.incarnation, self._generation))

    def _note(self, code: str, detail: str = "") -> None:
        if code != self._trouble:
            _log.warning("backup trouble %s %s", code, detail)
        self._trouble = code


def _runtime_folder() -> Path:
    """A folder of its own for the child, whose path is short enough for a socket: with a TMPDIR deep in other folders
    the copy could never answer."""
    usual = tempfile.gettempdir()
    room = usual if len(os.fsencode(usual)) <= _LONGEST_ROOM else "/tmp"  # noqa: S108 - mkdtemp makes it private
    return Path(tempfile.mkdtemp(prefix="motcua-", dir=room))
