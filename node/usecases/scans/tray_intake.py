"""Take in what a scanner drops into its folder: store first, look afterwards, move the file away last.

Each step is durable before the next begins, and each can be done again: the bytes go to the blob store, the row tells
that they came, the look at the pages is recorded in one transaction, and only then does the file leave the folder. A
power cut anywhere costs at most one look. What cannot be read is kept all the same, beside a note that says why.
"""

import logging
from collections.abc import Sequence

from dossier.cover import parse_cover
from node.ports.tray import Arrivals, PageLook, Stacks, TrayFile, TrayPage
from node.usecases.scans.uploads import media_type_of
from node.usecases.workplace import Workplace
from plumbing.drop_folder import Dropped
from plumbing.problem import Problem

DONE, UNREADABLE, TWINS = "da-nhan", "khong-doc-duoc", "trung-lap"
_log = logging.getLogger(__name__)
_MOST_LOOKS = 3
_COMPARED = 2_000
_SAME_PRINT = 0.04  # of the cells with ink; another person on the same form differs by 0.07 and more
_HEAD = 1024


class TrayIntake:
    """Empties the scanner's folder into the tray."""

    def __init__(self, place: Workplace, folder: Arrivals, stacks: Stacks) -> None:
        self._place, self._folder, self._stacks = place, folder, stacks

    def take(self) -> int:
        """Take everything that is ready; gives how many files left the folder. Problems of the folder itself are
        remembered for the page; those of one file do not stop the others."""
        try:
            arrivals = self._folder.ready()
        except Problem as problem:
            self._remember(problem.hint_vi)
            return 0
        self._remember("")
        return sum(self._take_safely(arrival) for arrival in arrivals)

    def _remember(self, trouble_vi: str) -> None:
        with self._place.store.reading() as tables:
            unchanged = tables.meta.text("scan_folder_trouble") == trouble_vi
        if not unchanged:
            with self._place.store.writing() as tables:
                tables.meta.put("scan_folder_trouble", trouble_vi)

    def _take_safely(self, arrival: Dropped) -> bool:
        try:
            return self._take(arrival)
        except Problem as problem:
            _log.warning("scan not taken yet", extra={"code": problem.code})
        except OSError as error:
            _log.warning("scan not taken yet", extra={"code": type(error).__name__})
        return False

    def _take(self, arrival: Dropped) -> bool:
        try:
            media_type = self._checked(arrival)
        except Problem as problem:
            if problem.retry != "never":
                raise
            self._folder.put_away(arrival, UNREADABLE, f"{problem.hint_vi} [{problem.code}]")
            return True
        with self._folder.open(arrival) as stream:
            ref = self._place.blobs.put(stream)
        file, is_twin = self._noted(arrival, ref.sha256, ref.size, media_type)
        if is_twin:
            self._folder.put_away(arrival, TWINS, self._twin_vi(file))
            return True
        if file.state == "new":
            file = self._looked(file)
        if file.state == "new":
            return False
        if file.state == "unreadable":
            self._folder.put_away(arrival, UNREADABLE, f"{file.hint_vi} [{file.code}]")
        else:
            self._folder.put_away(arrival, DONE)
        return True

    def _checked(self, arrival: Dropped) -> str:
        """A look at the size and the first bytes. Raises Problem."""
        most = self._place.config.upload_bytes
        if arrival.size > most:
            hint = f"Tệp lớn hơn {most // 1_000_000} MB. Hãy quét ở 300 dpi hoặc tách thành nhiều tệp."
            raise Problem("FILE_TOO_LARGE", hint)
        with self._folder.open(arrival) as stream:
            return media_type_of(stream.read(_HEAD))

    def _noted(self, arrival: Dropped, sha256: str, size: int, media_type: str) -> tuple[TrayFile, bool]:
        """The row of these bytes, and whether they came before by another way."""
        place = self._place
        with place.store.writing() as tables:
            known = tables.tray.file(sha256)
            if known is not None and known.source == arrival.source:
                return known, False  # an earlier round was cut off before the file left the folder
            if known is not None:
                tables.tray.again(sha256)
                return known, True
            fresh = TrayFile(sha256, arrival.name, arrival.source, size, media_type, place.clock.now_ms())
            tables.tray.add_file(fresh)
            return fresh, False

    def _twin_vi(self, file: TrayFile) -> str:
        return (
            f"Tệp này trùng từng byte với tệp «{file.name}» đã nhận trước đó, nên không nhận lần nữa. "
            "Nếu là giấy khác, hãy quét lại."
        )

    def _looked(self, file: TrayFile) -> TrayFile:
        """Look at the pages; the row afterwards. A file that kills the looker three times is unreadable."""
        place = self._place
        with place.store.writing() as tables:
            tables.tray.begin_look(file.sha256)
        try:
            looks = self._stacks.look(place.blobs.path(file.sha256))
        except Problem as problem:
            if problem.retry == "later" and file.looks + 1 < _MOST_LOOKS:
                raise
            if problem.retry == "operator":
                raise
            with place.store.writing() as tables:
                tables.tray.unreadable(file.sha256, problem.code, problem.hint_vi)
        else:
            with place.store.writing() as tables:
                prints = tables.tray.prints(_COMPARED)
                tables.tray.looked(file.sha256, _pages(file.sha256, looks, prints))
        with place.store.reading() as tables:
            return tables.tray.file(file.sha256) or file


def _pages(sha256: str, looks: Sequence[PageLook], prints: Sequence[tuple[str, int, str]]) -> list[TrayPage]:
    known = [(f"{other}:{page}", int(bits, 16)) for other, page, bits in prints if other != sha256]
    return [_page(sha256, look, known) for look in looks]


def _page(sha256: str, look: PageLook, known: Sequence[tuple[str, int]]) -> TrayPage:
    cover = next((code for code in look.codes if parse_cover(code) is not None), "")
    state = "cover" if cover else "blank" if look.is_blank else "waiting"
    twin = _same_print(look.print_bits, known) if state == "waiting" else ""
    return TrayPage(
        sha256, look.page, look.pages, state, cover, look.print_bits, twin, look.is_sealed, look.picture
    )


def _same_print(bits: str, known: Sequence[tuple[str, int]]) -> str:
    """The page whose ink stands at the same places, also when one of them went in upside down; "" for none."""
    if not bits:
        return ""
    ways = (int(bits, 16), int(f"{int(bits, 16):0{4 * len(bits)}b}"[::-1], 2))
    for name, other in known:
        for mine in ways:
            if (mine ^ other).bit_count() < _SAME_PRINT * (mine | other).bit_count():
                return name
    return ""
