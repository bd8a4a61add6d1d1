"""A scan that was withdrawn from a dossier goes back into the tray of the device that the withdrawal names.

Follows from the facts alone, whether the withdrawal was made here or came in a letter, and again when it is undone.
Another commune that was shown the page keeps nothing of it: its copy of the bytes is let go. Whoever scanned it, and
the province, keep theirs.
"""

from dossier.state import DossierState, WithdrawnPage
from node.ports import Tables
from node.ports.returned import PlacedPage
from node.ports.tray import TrayFile
from node.usecases.workplace import Workplace

_OPEN = ("waiting", "blank", "cover", "dropped")


def settle_withdrawn(
    place: Workplace, tables: Tables, state: DossierState, back: frozenset[tuple[str, str]]
) -> None:
    """Make the tray agree with the dossier; `back`: (dossier, scan) of all that came back into it so far."""
    for one in state.withdrawn:
        if one.tray == place.identity.node:
            if (state.dossier, one.blob) not in back:
                _to_tray(place, tables, state, one)
        elif not place.serves(one.scanned_for, place.clock.today()):
            for blob in (one.blob, *one.copies):
                tables.scope.let_go(blob)
    gone = {one.blob for one in state.withdrawn}
    for page in state.pages:
        if (state.dossier, page.blob) in back and page.blob not in gone:
            _out_of_tray(tables, state.dossier, page.blob)


def _to_tray(place: Workplace, tables: Tables, state: DossierState, one: WithdrawnPage) -> None:
    """What came by the tray is in it again as it was; another file comes into it now, to be looked at."""
    placed = tables.returned.of(state.dossier, one.blob)
    for page in placed:
        if page.state == "placed":
            _into_sight(tables, page)
    if any(page.state == "placed" for page in placed):
        tables.returned.returned(state.dossier, one.blob, "back")
    elif not placed:
        tables.returned.whole_file(state.dossier, one.blob, one.component)
        if tables.tray.file(one.blob) is None:
            tables.tray.add_file(_file(place, state, one))


def _into_sight(tables: Tables, page: PlacedPage) -> None:
    numbers = _numbers(tables, page)
    for number in numbers:
        tables.tray.move(page.sha256, number, "waiting")
    if not numbers:
        tables.tray.look_again(page.sha256)


def _numbers(tables: Tables, page: PlacedPage) -> list[int]:
    """The pages of the tray that it stands for; none while nobody has looked at its file."""
    return [page.page] if page.page else [one.page for one in tables.tray.pages(page.sha256)]


def _file(place: Workplace, state: DossierState, one: WithdrawnPage) -> TrayFile:
    name = f"Rút từ {state.code or state.dossier}, tờ {one.number}"
    source = f"rut|{state.dossier}:{one.key}"
    return TrayFile(one.blob, name, source, one.size, one.media_type, place.clock.now_ms())


def _out_of_tray(tables: Tables, dossier: str, scan: str) -> None:
    """The page stands in the dossier again."""
    for page in tables.returned.of(dossier, scan):
        known = {one.page: one.state for one in tables.tray.pages(page.sha256)}
        for number in _numbers(tables, page):
            if known[number] in _OPEN:
                tables.tray.move(page.sha256, number, "placed", dossier, page.component)
        if not known:
            tables.tray.looked(page.sha256, ())
    tables.returned.returned(dossier, scan, "placed")
