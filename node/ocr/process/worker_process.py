"""A worker process (`node.ocr.process.worker`) that may crash, hang or eat memory without hurting whoever started it.

It gets a memory limit and a low priority; if it says nothing for too long, it and the Tesseract it started are killed.
Both end with whoever started them, also by kill -9. It stays in its parent's session: with `sched_autogroup_enabled`,
as Debian has it, priorities count inside a session alone, and a reader in a session of its own would get half of the
machine while a citizen waits at the counter.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from node.ocr.problems import CODES, ReadingProblem
from plumbing.scratch import Scratch, memory_room

Hear = Callable[[dict[str, Any]], None]

LOW_PRIORITY = 10
LOWEST = 19  # for work that nobody waits for
# A page is read at most twice and its turn asked for once; each has `page_seconds`.
_SILENCE_FACTOR = 3
_START_SECONDS = 30.0
_IDLE_DISK = 3  # class of ionice: the disk when nobody else wants it
_CHUNK = 1 << 16
# Arrays of an A4 page are used again (asking the system for each anew costs a fifth of the time), those of a page of A3
# at 600 dpi go back at once: its peak is 310 MB.
_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", **_MALLOC}


class WorkerProcess:
    """A worker in a process group of its own, limited and nice; the whole group is gone after `end`.

    It answers one request after another. After a problem that is not the input's fault nobody should ask it again.
    """

    def __init__(self, memory_bytes: int, priority: int) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        # Killed, it could not clear away the pictures of people's papers itself.
        self._scratch = Scratch(memory_room())
        try:
            self._process, self._lifeline = _started(self._complaints, self._scratch.path)
        except OSError:
            self._scratch.close()
            raise
        try:
            # The child waits for its first request, so the limits are in force before any work begins.
            _limit(self._process.pid, memory_bytes, priority)
        except OSError:
            self.end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def ask(self, request: dict[str, Any], page_seconds: float, hear: Hear | None = None) -> dict[str, Any]:
        """Tell `hear` of each message; gives the worker's last one. Raises `ReadingProblem`."""
        _send(self._process, request)
        silence = _START_SECONDS + _SILENCE_FACTOR * page_seconds
        for message in _messages(self._process.stdout, silence):
            if message["event"] == "done":
                return message
            if message["event"] == "problem":
                raise _problem(message)
            if hear is not None:
                hear(message)
        raise _death(self._process, self._complaints)

    def end(self) -> None:
        """Kill the worker and what it started, and leave no zombie and no open pipe."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._complaints.close()
        self._lifeline.close()
        self._scratch.close()

    def kill(self) -> None:
        """From any thread: whoever waits in `ask` gets a problem at once. `end` must still be called."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _started(complaints: IO[bytes], scratch: Path) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """The worker, and our end of its lifeline."""
    theirs, ours = os.pipe()
    lifeline = os.fdopen(ours, "wb", buffering=0)
    try:
        worker = subprocess.Popen(
            [sys.executable, "-m", "node.ocr.process.worker", str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            process_group=0,
            pass_fds=(theirs,),
            env={**os.environ, **_ENVIRONMENT, "TMPDIR": str(scratch)},
            cwd=Path(__file__).parents[3],
        )
    except OSError:
        lifeline.close()
        raise
    finally:
        os.close(theirs)
    return worker, lifeline


def _limit(pid: int, memory_bytes: int, priority: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # Whoever runs under `nice` already may not be made less nice, unless they are root.
    os.setpriority(os.PRIO_PROCESS, pid, max(priority, os.getpriority(os.PRIO_PROCESS, pid)))
    if priority == LOWEST:
        # Whatever the counter does is done first; a low `nice` value would still wait for its turn to end.
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        _leave_the_disk_to_others(pid)


def _leave_the_disk_to_others(pid: int) -> None:
    """What it starts inherits this. A machine without ionice reads as before."""
    with suppress(OSError):
        subprocess.run(["ionice", "-c", str(_IDLE_DISK), "-p", str(pid)], check=False, capture_output=True)


def _send(process: subprocess.Popen[bytes], request: dict[str, Any]) -> None:
    if process.stdin is None:
        raise ReadingProblem("OCR_CRASHED", "no pipe to the worker")
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        raise ReadingProblem("OCR_CRASHED", "the worker did not start") from None


def _messages(pipe: IO[bytes] | None, silence: float) -> Iterator[dict[str, Any]]:
    """JSON lines from the worker until it closes its pipe; OCR_TIMEOUT after `silence` seconds without one."""
    if pipe is None:
        return
    waiting, deadline = b"", time.monotonic() + silence
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise ReadingProblem("OCR_TIMEOUT", f"no answer for {silence:.0f} s")
        chunk = os.read(pipe.fileno(), _CHUNK)
        if not chunk:
            return
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            deadline = time.monotonic() + silence
            yield json.loads(line)


def _problem(message: dict[str, Any]) -> ReadingProblem:
    code = message["code"] if message["code"] in CODES else "OCR_CRASHED"
    return ReadingProblem(code, message["detail"])


def _death(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> ReadingProblem:
    """The worker ended without a last word: a crash in native code, or the kernel's out-of-memory killer."""
    status = process.wait()
    complaints.seek(0)
    last_words = complaints.read()[-300:].decode("utf-8", "replace").strip()
    starved = status == -signal.SIGKILL or "MemoryError" in last_words or "bad_alloc" in last_words
    return ReadingProblem(
        "OCR_OUT_OF_MEMORY" if starved else "OCR_CRASHED", f"status {status} {last_words}".strip()[:300]
    )
