"""Port to the queue of durable work. The rows are the queue; a scheduler only rings."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from node.ports.rows import AsidePage, JobRow, Rank


class Jobs(Protocol):
    """Durable work; the scheduler only rings."""

    def add(self, kind: str, args: Mapping[str, Any], due_ms: int, rank: Rank = Rank.SMALL) -> int:
        """Queue work; gives its id. Equal unfinished work is not queued twice."""
        ...

    def claim(self, kinds: Sequence[str], now_ms: int) -> JobRow | None:
        """Take the first due job by rank and age, and mark it running."""
        ...

    def is_due(self, kinds: Sequence[str], now_ms: int) -> bool:
        """Whether there is something to claim."""
        ...

    def must_make_way(self, job: int, now_ms: int) -> bool:
        """Whether it was cancelled, or something of a better rank is due."""
        ...

    def make_way(self, job: int) -> None:
        """Back into the queue with what is done; this was no try."""
        ...

    def progress(self, job: int, done: int, pages: int, rank: Rank | None = None) -> None:
        """`done` of `pages` (0 = not known yet) are over; tries are counted anew from here. `rank` where the size
        is known better now: work that somebody waits for stays in front."""
        ...

    def finish(self, job: int, result: Mapping[str, Any]) -> None:
        """Done."""
        ...

    def fail(self, job: int, code: str, hint_vi: str, due_ms: int) -> None:
        """Failed; tried again at `due_ms`, or set aside for a person when 0. Cancelled work stays cancelled."""
        ...

    def retry(self, job: int, due_ms: int) -> None:
        """A person asks to try again what was set aside or cancelled."""
        ...

    def cancel(self, job: int, code: str, hint_vi: str) -> bool:
        """A person wants it no more; running work ends after its page. False when it was over before."""
        ...

    def bring_forward(self, dossier: str) -> None:
        """Somebody has this dossier open: its work goes before all other."""
        ...

    def recover(self, page_wise: Sequence[str] = ()) -> int:
        """At start: work that was running when the process died is due again, or set aside when it was started
        three times without progress (kinds that set aside a page instead excepted); gives how many are due
        again."""
        ...

    def list(self, state: str) -> Sequence[JobRow]:
        """Jobs of one state ("" = all unfinished), in the order of their turn; at most 500."""
        ...

    def of_dossier(self, dossier: str) -> Sequence[JobRow]:
        """Unfinished jobs of one dossier."""
        ...

    def totals(self) -> Mapping[str, tuple[int, int]]:
        """State → (jobs, pages still to do: of `PAGE_JOBS`; a file whose pages nobody has counted is one page)."""
        ...

    def set_page_aside(self, page: AsidePage) -> None:
        """This page cannot be read now."""
        ...

    def page_read(self, dossier: str, page_key: str, page: int) -> None:
        """It was read after all."""
        ...

    def pages_aside(self, dossier: str = "") -> Sequence[AsidePage]:
        """Pages that stand aside, of one dossier or of all; at most 500."""
        ...
