"""Look at what was taken into the tray: is a page blank, a cover sheet, scanned before, and what does it look like.

The rows are the queue: a file that was stored and not looked at yet is found again after whatever stopped the node.
One worker process goes from file to file, behind the counter; a file that kills it costs that file only.
"""

import logging
from collections.abc import Callable

from dossier.cover import parse_cover
from node.ports import Tables
from node.ports.tray import Arrivals, PageLook, Stacks, TrayFile, TrayPage
from node.usecases.scans.same_print import SAME_PRINT, KnownPrints
from node.usecases.scans.same_sheet import is_same_sheet
from node.usecases.scans.tray_intake import DONE, UNREADABLE, reason_vi
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

_log = logging.getLogger(__name__)
_MOST_LOOKS, _MOST_FILES = 3, 10_000
_COMPARED, _COMPARED_CLOSELY = 2_000, 8


class TrayLooks:
    """Looks at files of the tray, the oldest first."""

    def __init__(
        self,
        place: Workplace,
        folder: Arrivals,
        stacks: Stacks,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_ending` tells between two files whether the node wants to stop."""
        self._place, self._folder, self._stacks, self._is_ending = place, folder, stacks, is_ending

    def look(self) -> int:
        """Look at every file that waits for it; gives how many need no other look."""
        with self._place.store.reading() as tables:
            waiting = tables.tray.files_to_look_at(_MOST_FILES)
            prints = KnownPrints(tables.tray.prints(_COMPARED) if waiting else (), _COMPARED)
        if not waiting:
            return 0
        with self._stacks.many() as stacks:
            return sum(self._look_safely(file, stacks, prints) for file in waiting if not self._is_ending())

    def _look_safely(self, file: TrayFile, stacks: Stacks, prints: KnownPrints) -> bool:
        try:
            self._look(file, stacks, prints)
        except Problem as problem:
            _log.warning("scan not looked at yet", extra={"code": problem.code})
            return False
        return True

    def _look(self, file: TrayFile, stacks: Stacks, prints: KnownPrints) -> None:
        """Look at the pages. A file that kills the looker three times is unreadable."""
        place = self._place
        with place.store.writing() as tables:
            tables.tray.begin_look(file.sha256)
        try:
            looks = stacks.look(place.blobs.path(file.sha256))
        except Problem as problem:
            if problem.retry == "operator" or (problem.retry == "later" and file.looks + 1 < _MOST_LOOKS):
                raise
            self._unreadable(file, problem)
            return
        with place.store.reading() as tables:
            pages = [_page(file.sha256, look, _twin(tables, look, prints)) for look in looks]
        with place.store.writing() as tables:
            tables.tray.looked(file.sha256, pages)
            tables.tray.keep_fine([(file.sha256, one.page, one.fine_bits) for one in looks if one.fine_bits])
        prints.add((page.sha256, page.page, page.print_bits) for page in pages if page.state == "waiting")

    def _unreadable(self, file: TrayFile, problem: Problem) -> None:
        """The row first: what it says of the file is what the clerk is shown."""
        with self._place.store.writing() as tables:
            tables.tray.unreadable(file.sha256, problem.code, problem.hint_vi)
        self._folder.move_on(file.source, DONE, UNREADABLE, reason_vi(problem.code, problem.hint_vi))


def _twin(tables: Tables, look: PageLook, prints: KnownPrints) -> str:
    """The page ("sha256:page") that seems to be of the same sheet of paper, "" for none. One that was looked at before
    there were fine cells is known by the places of its ink alone, if it is known."""
    for apart, name in prints.nearest(look.print_bits, _COMPARED_CLOSELY):
        sha256, _, page = name.partition(":")
        fine = tables.tray.fine(sha256, int(page))
        if is_same_sheet(look.fine_bits, fine) or (not fine and apart < SAME_PRINT):
            return name
    return ""


def _page(sha256: str, look: PageLook, twin: str) -> TrayPage:
    cover = next((code for code in look.codes if parse_cover(code) is not None), "")
    state = "cover" if cover else "blank" if look.is_blank else "waiting"
    told = twin if state == "waiting" else ""
    return TrayPage(
        sha256, look.page, look.pages, state, cover, look.print_bits, told, look.is_sealed, look.picture
    )
