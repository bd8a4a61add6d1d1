"""A page that was scanned for the wrong paper goes to the right one of its dossier: a new fact in the old one's place.

The picture is the same, so what was read of it goes along; nothing is read twice.
"""

from dataclasses import replace

from dossier.decide import Command
from dossier.errors import Refuse
from dossier.facts import FactKind
from dossier.state import DossierState, Page
from node.ports import Rank, Tables
from node.usecases.record.enact import attempt, enact, known_state
from node.usecases.scans.queue import READ_JOB
from node.usecases.workplace import Workplace


def move_page(
    place: Workplace, dossier: str, key: str, component: str, officer: str
) -> DossierState | Refuse:
    """See `Scans.move_page`."""
    return attempt(place, lambda tables: _moved(place, tables, dossier, key, component, officer))


def _moved(
    place: Workplace, tables: Tables, dossier: str, key: str, component: str, officer: str
) -> DossierState | Refuse:
    before = known_state(place, tables, dossier)
    page = next((one for one in before.pages if one.key == key), None)
    refused = _refused(before, page, component)
    if page is None or refused is not None:
        return refused or before
    command = Command(FactKind.PAGE_SCANNED, _values(before, page, component), (key,))
    after = enact(place, tables, dossier, [command], officer)
    if isinstance(after, Refuse):
        return after
    known = {one.key for one in before.pages}
    for new in after.pages:
        if new.key not in known:
            _bring_reading(place, tables, dossier, page, new)
    return after


def _refused(state: DossierState, page: Page | None, component: str) -> Refuse | None:
    if page is None:
        return Refuse("PAGE_MOVED", "Trang này không còn ở chỗ cũ; hãy tải lại trang hồ sơ.")
    if not component or component == page.component:
        return Refuse("PAGE_NOT_MOVED", "Trang đã ở giấy tờ này; hãy chọn giấy tờ khác.")
    if any(document.component == page.component for document in state.documents):
        hint = "Giấy này đã được ký số cùng trang đó, nên trang không chuyển được; hãy quét lại trang vào giấy đúng."
        return Refuse("PAGE_SIGNED", hint)
    return None


def _values(state: DossierState, page: Page, component: str) -> dict[str, object]:
    last = max((one.number for one in state.pages if one.component == component), default=0)
    return {
        "component": component,
        "blob": page.blob,
        "media_type": page.media_type,
        "size": page.size,
        "number": last + 1,
    }


def _bring_reading(place: Workplace, tables: Tables, dossier: str, old: Page, new: Page) -> None:
    rows = [row for row in tables.reading.of(dossier) if row.page_key == old.key]
    tables.reading.put([replace(row, page_key=new.key) for row in rows])
    for kind in tables.learning.kinds(dossier):
        if kind.page_key == old.key:
            tables.learning.put_kind(replace(kind, page_key=new.key))
    if not rows:
        args = {"dossier": dossier, "page": new.key, "blob": new.blob}
        tables.jobs.add(READ_JOB, args, place.clock.now_ms(), Rank.SMALL)
