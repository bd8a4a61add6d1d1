"""The tray of pages that wait for a dossier: seen, sorted by their cover sheets, placed by a clerk, never lost.

The tray's file stays in the blob store as it came. What goes into a dossier is that file, or, where only some of its
pages belong there, those pages as a file of their own: a dossier must not hold another person's papers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dossier.errors import Refuse
from dossier.state import DossierState
from node.ports import Tables
from node.ports.tray import Stacks, TrayFile, TrayPage
from node.usecases.models import BlobFile
from node.usecases.record.enact import attempt, open_document, state_of
from node.usecases.scans.pages import record_scan
from node.usecases.scans.stack import Entry, SortedStack, sort_stack
from node.usecases.scans.tray_refused import Refused, newly_refused
from node.usecases.scans.tray_targets import Target, found_targets, lacking_targets, target_of
from node.usecases.scans.withdrawals import note_placed
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.scratch import Scratch

_MOST_PAGES, _MOST_FILES = 20_000, 50
_OPEN = ("waiting", "blank", "cover")

PageRef = tuple[str, int]  # sha256 and page


@dataclass(frozen=True, slots=True)
class TrayView:
    """What waits, as a clerk sees it; `targets` are the dossiers that sheets name, `back_from` tells of pages that were
    taken out of a dossier its code; `to_look_at` files are stored and were not looked at yet; `refused` fell into the
    folder and were no papers."""

    stack: SortedStack
    targets: Mapping[str, Target]
    unreadable: tuple[TrayFile, ...]
    trouble_vi: str
    back_from: Mapping[PageRef, str]
    to_look_at: int
    refused: tuple[Refused, ...]

    @property
    def count(self) -> int:
        """Pages that wait for a decision."""
        return len(self.stack.loose) + sum(len(group.pages) for group in self.stack.groups)


@dataclass(frozen=True, slots=True)
class TrayCounts:
    """Pages that wait for a decision, and files that are stored and were not looked at yet."""

    waiting: int
    to_look_at: int


class Tray:
    """Shows and empties the tray."""

    def __init__(self, place: Workplace, stacks: Stacks) -> None:
        self._place, self._stacks = place, stacks

    def view(self) -> TrayView:
        """Everything that waits."""
        place = self._place
        with place.store.reading() as tables:
            entries = tables.tray.open_pages(_MOST_PAGES)
            stack = sort_stack(
                entries, lambda dossier: tables.projections.get(dossier) is not None, place.identity.short
            )
            named = dict.fromkeys(group.dossier for group in stack.groups)
            targets = {dossier: target_of(place, tables, dossier, stack.groups) for dossier in named}
            unreadable = tuple(tables.tray.files("unreadable", _MOST_FILES))
            trouble_vi = tables.meta.text("scan_folder_trouble")
            back_from = _back_from(tables, entries)
            left, refused = tables.tray.to_look_at(), newly_refused(tables, place.clock.now_ms())
            return TrayView(stack, targets, unreadable, trouble_vi, back_from, left, refused)

    def counts(self) -> TrayCounts:
        """What an open page asks for again and again."""
        with self._place.store.reading() as tables:
            return TrayCounts(tables.tray.waiting(), tables.tray.to_look_at())

    def twins(self, pages: Iterable[TrayPage]) -> Mapping[str, str]:
        """What each page that one of these seems to be another scan of is known by: its dossier, or its file."""
        names = dict.fromkeys(page.twin for page in pages if page.twin)
        with self._place.store.reading() as tables:
            return {name: _known_by(tables, name) for name in names}

    def targets(self, words: str) -> tuple[Target, ...]:
        """The dossiers that a clerk may mean by these words; without words those taken in last that lack a paper."""
        with self._place.store.reading() as tables:
            if words:
                return found_targets(self._place, tables, words)
            return lacking_targets(self._place, tables)

    def place_pages(
        self, refs: Sequence[PageRef], dossier: str, component: str, officer: str
    ) -> DossierState | Refuse:
        """Make these pages scans of one paper, in this order, in one transaction. Raises Problem."""
        if not refs or not component:
            return Refuse("TRAY_NOTHING_CHOSEN", "Chưa chọn trang hoặc chưa chọn thành phần hồ sơ.")
        runs = [(sha256, [page for _, page in run]) for sha256, run in groupby(refs, key=lambda ref: ref[0])]
        ready: list[tuple[list[PageRef], dict[str, Any]]] = []
        for sha256, pages in runs:
            scan = self._scan(sha256, pages, component)
            if isinstance(scan, Refuse):
                return scan
            ready.append(([(sha256, page) for page in pages], scan))
        return attempt(self._place, lambda tables: self._placed(tables, ready, dossier, officer))

    def place_group(self, dossier: str, component: str, officer: str) -> DossierState | Refuse:
        """Place what the sheets of this paper sort into it, as `view` shows it."""
        group = next(
            (g for g in self.view().stack.groups if (g.dossier, g.component) == (dossier, component)), None
        )
        if group is None:
            return Refuse("TRAY_CHANGED", "Khay giấy đã thay đổi; hãy tải lại trang rồi xếp lại.")
        refs = [(page.sha256, page.page) for page in group.pages]
        state = self.place_pages(refs, dossier, component, officer)
        if not isinstance(state, Refuse):
            self.set_aside([(sheet.sha256, sheet.page) for sheet in group.sheets], officer)
        return state

    def set_aside(self, refs: Sequence[PageRef], officer: str) -> None:
        """Take pages out of the tray without a dossier (a sheet, a blank page, a misfeed). They stay in their files.
        Raises Problem TRAY_PAGE_UNKNOWN, and then does nothing."""
        self._move(refs, "dropped", officer)

    def set_blank_aside(self, until_ms: int, officer: str) -> int:
        """The same for all blank pages of files that came by then, which is what the officer saw; gives how many."""
        place = self._place
        with place.store.writing() as tables:
            dropped = tables.tray.drop_blank(until_ms)
            tables.audit.add(place.clock.now_ms(), officer, f"tray {dropped} blank dropped", "")
        return dropped

    def put_back(self, refs: Sequence[PageRef], officer: str) -> None:
        """Pages that were taken for blank, a sheet or nothing are pages after all. Raises as `set_aside`."""
        self._move(refs, "waiting", officer)

    def picture(self, ref: PageRef) -> bytes:
        """The small picture of a page. Raises Problem TRAY_PAGE_UNKNOWN."""
        with self._place.store.reading() as tables:
            picture = tables.tray.picture(*ref)
        if not picture:
            raise _unknown()
        return picture

    def original(self, sha256: str, officer: str) -> BlobFile:
        """The file as it came; the look is audited. Raises Problem TRAY_PAGE_UNKNOWN, BLOB_CORRUPT."""
        place = self._place
        with place.store.writing() as tables:
            file = tables.tray.file(sha256)
            if file is None:
                raise _unknown()
            tables.audit.add(place.clock.now_ms(), officer, f"blob {sha256[:16]}", "")
        return BlobFile(place.blobs.path(sha256), file.media_type, file.size)

    def _scan(self, sha256: str, pages: list[int], component: str) -> dict[str, Any] | Refuse:
        """The stored file of these pages as values of a fact: the whole file, or a part of it."""
        place = self._place
        with place.store.reading() as tables:
            file, known = tables.tray.file(sha256), tables.tray.pages(sha256)
        if file is None or not set(pages) <= {page.page for page in known}:
            raise _unknown()
        whole = pages == [page.page for page in known]
        if not whole and any(page.sealed for page in known):
            hint = "Tệp PDF này có chữ ký số nên không tách trang; hãy xếp cả tệp vào một thành phần."
            return Refuse("FILE_SIGNED_WHOLE", hint)
        ref_sha, size = (file.sha256, file.size) if whole else self._part(sha256, pages)
        return {"component": component, "blob": ref_sha, "media_type": file.media_type, "size": size}

    def _part(self, sha256: str, pages: Sequence[int]) -> tuple[str, int]:
        place = self._place
        with Scratch(place.config.data) as folder:
            target = folder / "part"
            self._stacks.part(place.blobs.path(sha256), pages, target)
            with target.open("rb") as part:
                ref = place.blobs.put(part)
        return ref.sha256, ref.size

    def _placed(
        self,
        tables: Tables,
        scans: Sequence[tuple[Sequence[PageRef], dict[str, Any]]],
        dossier: str,
        officer: str,
    ) -> DossierState | Refuse:
        state = before = state_of(self._place, open_document(self._place, tables, dossier), dossier)
        for refs, values in scans:
            if not self._closed(tables, refs, dossier, str(values["component"])):
                return Refuse("TRAY_CHANGED", "Khay giấy đã thay đổi; hãy tải lại trang rồi xếp lại.")
            outcome = record_scan(self._place, tables, dossier, values, officer)
            if isinstance(outcome, Refuse):
                return outcome
            tables.returned.placed(dossier, str(values["blob"]), str(values["component"]), refs)
            state = outcome
        note_placed(tables, dossier, before, state, officer)
        return state

    def _closed(self, tables: Tables, refs: Sequence[PageRef], dossier: str, component: str) -> bool:
        """Take pages out of the tray; False when one of them is no longer in it."""
        states = _states(tables, refs)
        for sha256, page in refs:
            if states.get((sha256, page), "") not in _OPEN:
                return False
            tables.tray.move(sha256, page, "placed", dossier, component)
        return True

    def _move(self, refs: Sequence[PageRef], state: str, officer: str) -> None:
        place = self._place
        with place.store.writing() as tables:
            states = _states(tables, refs)
            for ref in refs:
                if states.get(ref, "placed") == "placed":
                    raise _unknown()
                tables.tray.move(*ref, state)
                tables.audit.add(place.clock.now_ms(), officer, f"tray {state}", "")


def _states(tables: Tables, refs: Sequence[PageRef]) -> dict[PageRef, str]:
    """Where the pages of their files stand."""
    files = dict.fromkeys(sha256 for sha256, _ in refs)
    return {(page.sha256, page.page): page.state for sha256 in files for page in tables.tray.pages(sha256)}


def _back_from(tables: Tables, entries: Sequence[Entry]) -> dict[PageRef, str]:
    """The code of the dossier that each page was taken out of, of those that were."""
    back = tables.returned.back()
    found: dict[PageRef, str] = {}
    for _, page in entries if back else ():
        dossier = back.get((page.sha256, page.page)) or back.get((page.sha256, 0))
        if dossier:
            row = tables.projections.get(dossier)
            found[page.sha256, page.page] = row.code if row and row.code else dossier
    return found


def _known_by(tables: Tables, name: str) -> str:
    sha256, _, number = name.partition(":")
    file = tables.tray.file(sha256)
    page = next((one for one in tables.tray.pages(sha256) if str(one.page) == number), None)
    row = tables.projections.get(page.dossier) if page and page.dossier else None
    if row is not None:
        return f"trang đã xếp vào hồ sơ {row.code or row.dossier}"
    return f"{file.name if file else 'tệp khác'}, trang {number}"


def _unknown() -> Problem:
    return Problem("TRAY_PAGE_UNKNOWN", "Không có trang này trong khay; hãy tải lại trang.")
