"""Taking pages out of a dossier they do not belong to, and undoing it. What follows is in `record.returning`."""

import json
from collections.abc import Sequence

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState, Page
from node.ports import Tables
from node.usecases.record.enact import attempt, enact, known_state
from node.usecases.workplace import Workplace

MISPLACED = "nham_ho_so"
_LAST = "placed_last:"  # of an officer: the dossier and the pages that she put into it last


class Withdrawals:
    """Pages out of a dossier and back."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def withdraw(self, dossier: str, keys: Sequence[str], reason: str, officer: str) -> DossierState | Refuse:
        """Take these pages out, all or none, and into the tray of this device, or of the one that scanned them where
        they are another unit's or not here. `reason`: a code of `dossier.withdrawals.REASONS_VI`."""
        return attempt(self._place, lambda tables: self._withdrawn(tables, dossier, keys, reason, officer))

    def restore(self, dossier: str, withdrawal: str, officer: str) -> DossierState | Refuse:
        """The page is in the dossier again with all that hung on it, as if it had never been out."""
        return attempt(self._place, lambda tables: self._restored(tables, dossier, withdrawal, officer))

    def undo_placing(self, officer: str) -> DossierState | Refuse:
        """What this officer put into a dossier last goes back into the tray."""
        return attempt(self._place, lambda tables: self._undone(tables, officer))

    def can_undo(self, officer: str) -> bool:
        """Whether there is something for `undo_placing`."""
        with self._place.store.reading() as tables:
            return bool(tables.meta.text(_LAST + officer))

    def _withdrawn(
        self, tables: Tables, dossier: str, keys: Sequence[str], reason: str, officer: str
    ) -> DossierState | Refuse:
        state = known_state(self._place, tables, dossier)
        if not keys:
            return Refuse("PAGE_MOVED", "Trang này không còn ở chỗ cũ; hãy tải lại trang hồ sơ.")
        pages = {page.key: page for page in state.pages}
        commands = [
            Command(
                FactKind.PAGE_WITHDRAWN, {"page": key, "reason": reason, "tray": self._tray(pages.get(key))}
            )
            for key in keys
        ]
        return enact(self._place, tables, dossier, commands, officer)

    def _tray(self, page: Page | None) -> str:
        """The device in whose tray the page goes on waiting."""
        place = self._place
        if page is None:
            return ""
        here = place.serves(page.unit, place.clock.today()) and place.blobs.has(page.blob)
        return place.identity.node if here else page.scanned_by

    def _restored(self, tables: Tables, dossier: str, withdrawal: str, officer: str) -> DossierState | Refuse:
        state = known_state(self._place, tables, dossier)
        blob = next((one.blob for one in state.withdrawn if one.key == withdrawal), "")
        if any(page.state == "gone_on" for page in tables.returned.of(dossier, blob)):
            hint = "Trang đã được xếp vào hồ sơ khác; hãy rút trang ở hồ sơ đó trước."
            return Refuse("PAGE_PLACED_ELSEWHERE", hint)
        keys = [one.key for one in state.withdrawn if blob and one.blob == blob] or [withdrawal]
        commands = [Command(FactKind.PAGE_RESTORED, {"withdrawal": key}) for key in keys]
        return enact(self._place, tables, dossier, commands, officer)

    def _undone(self, tables: Tables, officer: str) -> DossierState | Refuse:
        name = _LAST + officer
        last = json.loads(tables.meta.text(name) or "{}")
        if not last:
            return Refuse("NOTHING_TO_UNDO", "Không còn việc xếp trang nào để hoàn tác.")
        tables.meta.put(name, "")
        return self._withdrawn(tables, last["dossier"], last["pages"], MISPLACED, officer)


def note_placed(
    tables: Tables, dossier: str, before: DossierState, after: DossierState, officer: str
) -> None:
    """Remember what an officer has just put into a dossier, so that she can take it back."""
    known = {page.key for page in before.pages}
    fresh = [page.key for page in after.pages if page.key not in known]
    tables.meta.put(_LAST + officer, json.dumps({"dossier": dossier, "pages": fresh}))
