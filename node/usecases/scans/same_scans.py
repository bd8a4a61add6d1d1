"""Is a sheet in its dossier already? Looked at after it was read, behind everything else, whichever way it came: two
uploads of one paper have no byte in common, and who takes a photo again forgets the first one.

It is told beside the page and decides nothing: forms of a kind are like each other.
"""

import logging
from collections.abc import Sequence
from threading import Lock

from node.ports.prints import ScanPrint, Sheet
from node.ports.tray import PageLook, Stacks
from node.usecases.record.enact import known_state
from node.usecases.scans.same_print import KnownPrints
from node.usecases.scans.same_sheet import is_same_sheet
from node.usecases.workplace import Workplace
from plumbing.problem import Problem

#: A file of more sheets is a bundle; nobody scans that twice for one dossier, and looking would hold up the queue.
MOST_SHEETS = 40
_COMPARED_CLOSELY = 8

_log = logging.getLogger(__name__)


class SameScans:
    """Compares the sheets of a scan with the others of its dossier."""

    def __init__(self, place: Workplace, stacks: Stacks) -> None:
        self._place, self._stacks = place, stacks
        self._comparing = Lock()  # two that are read at once must see each other

    def note(self, dossier: str, scan: str, sheets: int) -> None:
        """Remember which sheets of the scan seem to be there already. May be done again; what cannot be looked at goes
        without."""
        if sheets > MOST_SHEETS:
            return
        place = self._place
        try:
            looks = self._stacks.look(place.blobs.path(scan))
        except Problem as problem:
            _log.warning("scan not compared", extra={"code": problem.code})
            return
        with self._comparing:
            with place.store.reading() as tables:
                present = {page.blob for page in known_state(place, tables, dossier).pages} - {scan}
                others = [one for one in tables.prints.of(dossier) if one.scan in present]
            found = compared(scan, looks, others)
            with place.store.writing() as tables:
                tables.prints.keep(dossier, found)


def compared(scan: str, looks: Sequence[PageLook], others: Sequence[ScanPrint]) -> list[ScanPrint]:
    """The sheets of a scan, each with the one of `others`, or before it in the scan, that it seems to be once more."""
    known = {f"{one.scan}:{one.sheet}": one for one in others}
    found = list[ScanPrint]()
    for look in looks:
        prints = KnownPrints(
            [(one.scan, one.sheet, one.print_bits) for one in known.values() if one.print_bits], len(known)
        )
        near = (known[name] for _, name in prints.nearest(look.print_bits, _COMPARED_CLOSELY))
        same: Sheet | None = next(
            ((one.scan, one.sheet) for one in near if is_same_sheet(look.fine_bits, one.fine_bits)), None
        )
        found.append(ScanPrint(scan, look.page, look.print_bits, look.fine_bits, same))
        known[f"{scan}:{look.page}"] = found[-1]
    return found
