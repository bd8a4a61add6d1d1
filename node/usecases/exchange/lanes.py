"""What may go now: facts and results always, scans in their window or when a person asks; and how fast the line is."""

from dataclasses import dataclass

from dossier.local_time import local
from node.ports import Tables
from node.usecases.record.enact import open_document, state_of
from node.usecases.record.projecting import blobs_of
from node.usecases.workplace import Workplace, unknown_dossier
from plumbing.problem import Problem

USUAL_SPEED = 16_000  # bytes a second, 128 kbit/s: what a valley has before anything was measured
_NEW_WEIGHT = 0.3
_WORTH_MEASURING = 4_096


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the local day between which scans go by themselves; may lie over midnight."""

    start: int
    end: int

    def is_open(self, minute: int) -> bool:
        """Whether `minute` of the day lies within."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def parse_window(text: str) -> Window | None:
    """ "22:00-05:00" as a window; None for "", which means always. Raises Problem(SCAN_WINDOW_INVALID)."""
    if not text:
        return None
    try:
        start, end = (_minute(part) for part in text.split("-"))
    except ValueError as error:
        hint = "scan_window phải có dạng 22:00-05:00; hãy sửa trong node.toml."
        raise Problem("SCAN_WINDOW_INVALID", hint, "operator", text[:20]) from error
    return Window(start, end)


class Lanes:
    """Asked by the roads before they move scans, and by people who cannot wait."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.window = parse_window(place.config.scan_window)

    def window_open(self) -> bool:
        """Whether scans go by themselves at this moment."""
        now = local(self._place.clock.now_ms())
        return self.window is None or self.window.is_open(now.hour * 60 + now.minute)

    def scans_may_go(self, tables: Tables) -> bool:
        """Whether all scans may go now: the window is open, or somebody said so while some were waiting."""
        return self.window_open() or bool(tables.meta.number("scans_now"))

    def send_scans_now(self, officer: str) -> None:
        """A person does not wait for the night; holds until all that waits has gone."""
        with self._place.store.writing() as tables:
            tables.meta.put("scans_now", 1)
            tables.audit.add(self._place.clock.now_ms(), officer, "scans sent now", "")

    def all_gone(self) -> None:
        """Nothing waits any more: the next scans wait for their window again."""
        with self._place.store.writing() as tables:
            if tables.meta.number("scans_now") and not tables.blobs.totals()[0]:
                tables.meta.put("scans_now", 0)

    def ask_for_scan(self, dossier: str, blob: str, officer: str) -> None:
        """Fetch one scan of the dossier now: its owner is told through the hub. Raises Problem DOSSIER_UNKNOWN,
        PAGE_UNKNOWN."""
        place = self._place
        with place.store.writing() as tables:
            document = open_document(place, tables, dossier)
            if not document.heads():
                raise unknown_dossier(dossier)
            if blob not in {sha256 for sha256, _, _ in blobs_of(state_of(place, document, dossier))}:
                raise Problem("PAGE_UNKNOWN", "Hồ sơ không có trang này; hãy tải lại trang hồ sơ.")
            now = place.clock.now_ms()
            tables.blobs.want(blob)
            tables.scan_lane.hurry(blob, False, now)
            tables.audit.add(now, officer, "scan asked for", dossier)

    def note_speed(self, size: int, seconds: float) -> None:
        """A contact moved `size` bytes in that time: an exponentially weighted mean, so that one good minute does not
        promise a good day."""
        if size < _WORTH_MEASURING or seconds <= 0:
            return
        with self._place.store.writing() as tables:
            before, seen = tables.meta.number("line_speed"), size / seconds
            mean = seen if not before else before + _NEW_WEIGHT * (seen - before)
            tables.meta.put("line_speed", max(1, round(mean)))


def _minute(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60):
        raise ValueError(text)
    return hours * 60 + minutes


def speed_of(tables: Tables) -> tuple[int, bool]:
    """(bytes a second, whether it was measured)."""
    measured = tables.meta.number("line_speed")
    return (measured or USUAL_SPEED, bool(measured))
