"""Durable work in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossier.local_time import HOUR_MS
from node.ports import PAGE_JOBS, Rank
from node.usecases.scans.queue import QueueView, Work

_KIND_VI: Mapping[str, str] = {
    "read": "Đọc bản quét",
    "backfile": "Số hóa giấy tờ cũ",
    "refold": "Tính lại hồ sơ theo danh bạ mới",
    "retry_aside": "Thử lại những gì bị tách riêng",
    "timestamp": "Xin dấu thời gian cho chữ ký",
}
_STATE: Mapping[str, tuple[str, str]] = {
    "queued": ("chờ đến lượt", "plain"),
    "running": ("đang làm", "info"),
    "aside": ("cần người xem", "bad"),
    "cancelled": ("đã dừng", "warn"),
}
_RANK_VI: Mapping[Rank, str] = {
    Rank.OPEN: "hồ sơ đang mở",
    Rank.SMALL: "việc nhỏ",
    Rank.BULK: "tệp nhiều trang",
    Rank.BACKFILE: "hồ sơ cũ",
}
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class JobLine:
    """One piece of work as it is shown. `percent` -1 = nobody has counted its pages yet, or it has none."""

    id: int
    kind: str
    name: str
    dossier: str
    state: str
    state_vi: str
    tone: str
    rank_vi: str
    hint_vi: str
    code: str
    done_vi: str
    percent: int
    left_vi: str
    tries: int
    due_ms: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole queue in one line."""

    working: int
    waiting: int
    aside: int
    workers: int
    pages_left: int
    ms_left: int
    left_vi: str
    page_ms: int


def job_lines(work: Iterable[Work]) -> tuple[JobLine, ...]:
    """What needs a person first, then in the order of its turn."""
    lines = [_line(one) for one in work]
    return tuple(sorted(lines, key=lambda line: line.state not in ("aside", "cancelled")))


def progress_of(view: QueueView) -> Progress:
    """How far it all is."""
    return Progress(
        view.running,
        view.waiting,
        view.aside,
        view.workers,
        view.pages_left,
        view.ms_left,
        left_vi(view.ms_left),
        view.page_ms,
    )


def left_vi(ms: int) -> str:
    """Time left in words; "" when nobody can say."""
    if ms < 0:
        return ""
    if ms < _MINUTE_MS:
        return "chưa đến 1 phút"
    if ms < HOUR_MS:
        return f"khoảng {-(-ms // _MINUTE_MS)} phút"
    return f"khoảng {ms // HOUR_MS} giờ {ms % HOUR_MS // _MINUTE_MS} phút"


def _line(work: Work) -> JobLine:
    row = work.row
    state_vi, tone = _STATE.get(row.state, (row.state, "plain"))
    uncounted = "chưa đếm trang" if row.kind in PAGE_JOBS else "—"
    done_vi = f"trang {row.progress}/{row.pages}" if row.pages else uncounted
    return JobLine(
        id=row.id,
        kind=row.kind,
        name=_KIND_VI.get(row.kind, row.kind),
        dossier=str(row.args.get("dossier", "")),
        state=row.state,
        state_vi=state_vi,
        tone=tone,
        rank_vi=_RANK_VI.get(row.rank, "") if row.kind in PAGE_JOBS else "",
        hint_vi=row.hint_vi,
        code=row.code,
        done_vi=done_vi,
        percent=100 * row.progress // row.pages if row.pages else -1,
        left_vi=left_vi(work.ms_left),
        tries=row.tries,
        due_ms=row.due_ms,
    )
