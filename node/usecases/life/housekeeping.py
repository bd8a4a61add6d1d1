"""Once a day: what has left our scope and is past its days is dropped, and then the scans that nothing here names.

A machine of a commune is switched off at night, so the day counts and not the hour. Never dropped is what is unsent: a
dossier with an own change without a receipt, or a scan that the hub does not have whole.
"""

from collections.abc import Callable, Sequence

from node.usecases.exchange.scope import ScopeKeeper
from node.usecases.scans.small_pictures import forget_pictures
from node.usecases.workplace import Workplace

_DONE_DAY = "housekeeping_day"
_MOST = 500  # scans in one transaction: the counter must not wait


class Housekeeping:
    """`forget` drops the second copies of scans (the backup's)."""

    def __init__(self, place: Workplace, hub: str, forget: Callable[[Sequence[str]], None]) -> None:
        self._place, self._forget = place, forget
        self._keeper = ScopeKeeper(place, hub)

    def look(self) -> bool:
        """Do the day's work if it has not been done; whether it was."""
        today = self._place.clock.today().isoformat()
        with self._place.store.reading() as tables:
            if tables.meta.text(_DONE_DAY) == today:
                return False
        self.tidy()
        with self._place.store.writing() as tables:
            tables.meta.put(_DONE_DAY, today)
        return True

    def tidy(self) -> tuple[int, int]:
        """(dossiers, scans) that were dropped, each with a line in the audit."""
        with self._place.store.writing() as tables:
            dossiers = self._keeper.settle(tables)
        scans = 0
        while dropped := self._drop_scans():
            scans += dropped
        return dossiers, scans

    def _drop_scans(self) -> int:
        """The bytes go within the transaction: cut off in between, the rows are still there and it is done again."""
        place = self._place
        with place.store.writing() as tables:
            names = tables.scope.droppable(_MOST)
            for name in names:
                place.blobs.drop(name)
                tables.scope.dropped(name)
                tables.audit.add(place.clock.now_ms(), "", f"scan dropped {name}", "")
        forget_pictures(place.config.data, names)
        self._forget(names)
        return len(names)
