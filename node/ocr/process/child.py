"""Read and digitise in a child process of its own for each call, or one for a run of calls: what goes wrong there never
hurts the node.

Imports nothing heavy: an idle node stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from node.ocr.glance import Glance, glance_from_json
from node.ocr.limits import Limits
from node.ocr.model import PageText, page_from_json
from node.ocr.process.seats import Seats
from node.ocr.process.worker_process import LOW_PRIORITY, Hear, WorkerProcess

OnPage = Callable[[PageText], None]


@dataclass(frozen=True, slots=True)
class ChildReader:
    """Reads pages and makes searchable PDF/A, one child process a call. Safe to use from several threads."""

    limits: Limits = field(default_factory=Limits)
    priority: int = LOW_PRIORITY

    @contextmanager
    def kept(self) -> Iterator[ChildReader]:
        """The same with one child that goes from call to call, for one thread; a child that failed is replaced."""
        lasting = self.lasting()
        try:
            yield lasting
        finally:
            lasting.rest()

    def lasting(self) -> LastingReader:
        """The same with children that go from call to call until `rest`, for several threads."""
        return LastingReader(self.limits, self.priority, seats=Seats(self.limits, self.priority))

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
        with WorkerProcess(self.limits.memory_bytes, self.priority) as worker:
            return worker.ask({**request, "limits": asdict(self.limits)}, self.limits.page_seconds, hear)


@dataclass(frozen=True, slots=True)
class LastingReader(ChildReader):
    """Asks whoever sits on its seats."""

    seats: Seats = field(kw_only=True)

    def rest(self) -> None:
        """There is nothing more to do just now: children that are not asked anything end."""
        self.seats.leave()

    def _run(self, request: dict[str, Any], hear: Hear | None = None) -> dict[str, Any]:
        return self.seats.ask(request, hear)


def _pages_to(on_page: OnPage) -> Hear:
    return lambda message: on_page(page_from_json(message["page"]))
