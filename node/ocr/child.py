"""Read and digitise in a child process that may crash, hang or eat memory without hurting the node.

Imports nothing heavy: an idle node stays small. The child gets a memory limit and the lowest priority; if it
says nothing for too long, it and the Tesseract it started are killed.
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
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from node.ocr.glance import Glance, glance_from_json
from node.ocr.limits import Limits
from node.ocr.model import PageText, page_from_json
from node.ocr.problems import CODES, ReadingProblem

OnPage = Callable[[PageText], None]
Hear = Callable[[dict[str, Any]], None]

# A page is read at most twice and its turn asked for once; each has `page_seconds`.
_SILENCE_FACTOR = 3
_START_SECONDS = 30.0
_LOW_PRIORITY = 10
LOWEST = 19  # for work that nobody waits for
_IDLE_DISK = 3  # class of ionice: the disk when nobody else wants it
_CHUNK = 1 << 16
# Large arrays go back to the system as soon as they are free: a page of A3 at 600 dpi takes a fifth less at its peak.
_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_TRIM_THRESHOLD_": "1048576"}
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", **_MALLOC}


@dataclass(frozen=True, slots=True)
class ChildReader:
    """Reads pages and makes searchable PDF/A, one child process a call. Safe to use from several threads."""

    limits: Limits = field(default_factory=Limits)
    priority: int = _LOW_PRIORITY

    def read_pages(self, path: Path, media_type: str, on_page: OnPage, first_page: int = 1) -> None:
        """Read `path` from `first_page` (1-based) on and call `on_page` for each page as it is done.

        `media_type` is only a hint: the bytes decide. Raises `ReadingProblem` (see `node.ocr.problems`);
        pages that were handed to `on_page` before that stay valid, so a later call may go on after them.
        """
        request = {"op": "read", "path": str(path), "media_type": media_type, "first_page": first_page}
        self._run(request, _pages_to(on_page))

    def digitise(self, paths: list[Path], out: Path, title: str, on_page: OnPage) -> tuple[str, ...]:
        """Images or PDFs, in order, become one searchable PDF/A-2b at `out`; words come page by page. Gives how each
        page is coded: bilevel | mixed | grey | colour.

        `out` appears whole or not at all. Raises `ReadingProblem`.
        """
        request = {"op": "digitise", "paths": [str(p) for p in paths], "out": str(out), "title": title}
        return tuple(self._run(request, _pages_to(on_page))["codings"])

    def archive(self, drawn: Path, out: Path) -> None:
        """A PDF that this program drew (a result, a form) becomes PDF/A-2b at `out`. Raises `ReadingProblem`."""
        self._run({"op": "archive", "path": str(drawn), "out": str(out)})

    def preview(self, path: Path, page: int, out: Path) -> None:
        """A JPEG of one page (1-based) for the screen at `out`. Raises `ReadingProblem`."""
        self._run({"op": "preview", "path": str(path), "page": page, "out": str(out)})

    def codes(self, path: Path) -> tuple[str, ...]:
        """The texts of the bar codes on a photo or scan of a card. Raises `ReadingProblem`."""
        return tuple(code["text"] for code in self._run({"op": "codes", "path": str(path)})["codes"])

    def look(self, path: Path, on_glance: Callable[[Glance], None]) -> None:
        """One look at each page, without reading (see `Glance`). Raises `ReadingProblem`."""
        self._run(
            {"op": "look", "path": str(path)},
            lambda message: on_glance(glance_from_json(message["glance"])),
        )

    def part(self, path: Path, pages: list[int], out: Path) -> None:
        """Some pages (1-based) of a PDF or TIFF as a file of their own at `out`. Raises `ReadingProblem`."""
        self._run({"op": "part", "path": str(path), "pages": pages, "out": str(out)})

    def _run(self, request: dict[str, Any], hear: Hear | None = None) -> dict[str, Any]:
        """Tell `hear` of each message; gives the worker's last one."""
        with _worker(self.limits.memory_bytes, self.priority) as (process, complaints):
            _send(process, {**request, "limits": asdict(self.limits)})
            silence = _START_SECONDS + _SILENCE_FACTOR * self.limits.page_seconds
            for message in _messages(process.stdout, silence):
                if message["event"] == "done":
                    return message
                if message["event"] == "problem":
                    raise _problem(message)
                if hear is not None:
                    hear(message)
            raise _death(process, complaints)


def _pages_to(on_page: OnPage) -> Hear:
    return lambda message: on_page(page_from_json(message["page"]))


@contextmanager
def _worker(memory_bytes: int, priority: int) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A worker in a process group of its own, limited and nice; the whole group is gone afterwards."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "node.ocr.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
            env={**os.environ, **_ENVIRONMENT},
            cwd=Path(__file__).parents[2],
        )
        try:
            # The child waits for its request, so the limits are in force before any work begins.
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory_bytes, memory_bytes))
            os.setpriority(os.PRIO_PROCESS, process.pid, priority)
            if priority == LOWEST:
                _leave_the_disk_to_others(process.pid)
            yield process, complaints
        finally:
            _end(process)


def _leave_the_disk_to_others(pid: int) -> None:
    """What it starts inherits this. A machine without ionice reads as before."""
    with suppress(OSError):
        subprocess.run(["ionice", "-c", str(_IDLE_DISK), "-p", str(pid)], check=False, capture_output=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker and what it started, and leave no zombie and no open pipe."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


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
        "OCR_OUT_OF_MEMORY" if starved else "OCR_CRASHED", f"status {status}: {last_words}"[:300]
    )
