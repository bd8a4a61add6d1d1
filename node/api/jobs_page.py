"""Durable work in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from node.ports import JobRow

_KIND_VI: Mapping[str, str] = {
    "read": "Đọc bản quét",
    "sync": "Liên lạc với tỉnh",
    "sign": "Ký số",
    "timestamp": "Xin dấu thời gian",
    "drill": "Thử khôi phục bản sao lưu",
}
_STATE: Mapping[str, tuple[str, str]] = {
    "queued": ("chờ đến lượt", "plain"),
    "running": ("đang làm", "info"),
    "done": ("xong", "good"),
    "failed": ("lỗi, sẽ thử lại", "warn"),
    "aside": ("cần người xem", "bad"),
}


@dataclass(frozen=True, slots=True)
class JobLine:
    """One piece of work as it is shown."""

    id: int
    name: str
    dossier: str
    state: str
    state_vi: str
    tone: str
    hint_vi: str
    code: str
    progress: int
    tries: int
    due_ms: int


def job_lines(rows: Iterable[JobRow]) -> tuple[JobLine, ...]:
    """Each job once, what needs a person first."""
    unique = {row.id: _line(row) for row in rows}
    return tuple(sorted(unique.values(), key=lambda line: (line.state != "aside", line.id)))


def _line(row: JobRow) -> JobLine:
    state_vi, tone = _STATE.get(row.state, (row.state, "plain"))
    return JobLine(
        id=row.id,
        name=_KIND_VI.get(row.kind, row.kind),
        dossier=str(row.args.get("dossier", "")),
        state=row.state,
        state_vi=state_vi,
        tone=tone,
        hint_vi=row.hint_vi,
        code=row.code,
        progress=row.progress,
        tries=row.tries,
        due_ms=row.due_ms,
    )
