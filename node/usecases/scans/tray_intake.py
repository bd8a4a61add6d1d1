"""Take in what a scanner drops into its folder: store first, look afterwards (`tray_looks`).

Each step is durable before the next begins, and each can be done again: the bytes go to the blob store, the rows of a
handful of files tell that they came, and only then do those files leave the folder. A power cut anywhere costs nothing
but doing that handful again. What is no paper at all is kept beside a note that says why.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from node.ports import Tables
from node.ports.tray import Arrivals, TrayFile
from node.usecases.scans.tray_refused import Refused, note_refused
from node.usecases.scans.uploads import media_type_of
from node.usecases.workplace import Workplace
from plumbing.blobs import BlobRef
from plumbing.drop_folder import Dropped
from plumbing.file_kinds import HEAD
from plumbing.problem import Problem

DONE, UNREADABLE, TWINS = "da-nhan", "khong-doc-duoc", "trung-lap"
_log = logging.getLogger(__name__)
_HANDFUL = 25  # files that share a transaction: the counter waits for no more than that


@dataclass(frozen=True, slots=True)
class _Kept:
    """An arrival whose bytes are in the blob store."""

    arrival: Dropped
    ref: BlobRef
    media_type: str


class TrayIntake:
    """Empties the scanner's folder into the tray."""

    def __init__(self, place: Workplace, folder: Arrivals) -> None:
        self._place, self._folder = place, folder

    def take(self) -> int:
        """Take everything that is ready; gives how many files left the folder. Problems of the folder itself and of the
        disk are remembered for the page; those of one file do not stop the others."""
        left = 0
        try:
            arrivals = self._folder.ready()
            for first in range(0, len(arrivals), _HANDFUL):
                left += self._take(arrivals[first : first + _HANDFUL])
        except Problem as problem:
            _log.warning("scans not taken yet", extra={"code": problem.code})
            self._remember(problem.hint_vi)
        else:
            self._remember("")
        return left

    def _remember(self, trouble_vi: str) -> None:
        with self._place.store.reading() as tables:
            unchanged = tables.meta.text("scan_folder_trouble") == trouble_vi
        if not unchanged:
            with self._place.store.writing() as tables:
                tables.meta.put("scan_folder_trouble", trouble_vi)

    def _take(self, arrivals: Sequence[Dropped]) -> int:
        """A handful. Raises Problem DISK_FULL."""
        kept, refused = list[_Kept](), 0
        for arrival in arrivals:
            try:
                kept.append(self._kept(arrival))
            except Problem as problem:
                if problem.code == "DISK_FULL":
                    raise
                refused += self._refused(arrival, problem)
            except OSError as error:
                _log.warning("scan not taken yet", extra={"code": type(error).__name__})
        return refused + self._noted_and_gone(kept)

    def _kept(self, arrival: Dropped) -> _Kept:
        """Its bytes in the blob store, after a look at the size and the first of them. Raises Problem, OSError."""
        most = self._place.config.upload_bytes
        if arrival.size > most:
            hint = f"Tệp lớn hơn {most // 1_000_000} MB. Hãy quét ở 300 dpi hoặc tách thành nhiều tệp."
            raise Problem("FILE_TOO_LARGE", hint)
        with self._folder.open(arrival) as stream:
            media_type = media_type_of(stream.read(HEAD))
            stream.seek(0)
            return _Kept(arrival, self._place.blobs.put(stream), media_type)

    def _refused(self, arrival: Dropped, problem: Problem) -> int:
        """What can never be read leaves the folder with the reason; the rest waits for the next round."""
        if problem.retry != "never":
            _log.warning("scan not taken yet", extra={"code": problem.code})
            return 0
        place, refused = self._place, (arrival.name, problem.code, problem.hint_vi)
        with place.store.writing() as tables:
            note_refused(tables, Refused(*refused, place.clock.now_ms()))
        self._folder.put_away([arrival], UNREADABLE, reason_vi(problem.code, problem.hint_vi))
        return 1

    def _noted_and_gone(self, kept: Sequence[_Kept]) -> int:
        with self._place.store.writing() as tables:
            noted = [(one.arrival, *self._noted(tables, one)) for one in kept]
        self._folder.put_away([arrival for arrival, _, is_twin in noted if not is_twin], DONE)
        for arrival, file, is_twin in noted:
            if is_twin:
                self._folder.put_away([arrival], TWINS, _twin_vi(file))
        return len(kept)

    def _noted(self, tables: Tables, kept: _Kept) -> tuple[TrayFile, bool]:
        """The row of these bytes, and whether they came before by another way."""
        arrival, ref = kept.arrival, kept.ref
        known = tables.tray.file(ref.sha256)
        if known is not None and known.source == arrival.source:
            return known, False  # an earlier round was cut off before the file left the folder
        if known is not None:
            tables.tray.again(ref.sha256)
            return known, True
        now = self._place.clock.now_ms()
        fresh = TrayFile(ref.sha256, arrival.name, arrival.source, ref.size, kept.media_type, now)
        tables.tray.add_file(fresh)
        return fresh, False


def reason_vi(code: str, hint_vi: str) -> str:
    """What the note beside a file says."""
    return f"{hint_vi} [{code}]"


def _twin_vi(file: TrayFile) -> str:
    return (
        f"Tệp này trùng từng byte với tệp «{file.name}» đã nhận trước đó, nên không nhận lần nữa. "
        "Nếu là giấy khác, hãy quét lại."
    )
