"""The head of every page in words: the line, what waits, the clock, the backup."""

from dataclasses import dataclass

from node.api.words import size_vi, when_vi
from node.usecases.exchange.line_state import LineState

_FACTS, _RESULTS, _SCANS = 1, 2, 3
_LOW_DISK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """Sentences for the strip under the bar; "" = nothing to say. `road_state` is up | down | never."""

    road_state: str
    road_vi: str
    outbox_vi: str
    clock_vi: str
    alarm_vi: str
    backup_vi: str


def head_of(line: LineState) -> Head:
    """The head for this state of the line."""
    return Head(line.line, _road(line), _outbox(line), line.clock_vi, _alarm(line), _backup(line))


def _road(line: LineState) -> str:
    if line.offline:
        return "Đang tập mất mạng – không gửi gì đi"
    if line.line == "up":
        return f"Đang nối với tỉnh – liên lạc lúc {when_vi(line.last_contact_ms)}{_growth(line)}"
    if line.line == "never":
        return "Chưa từng liên lạc với tỉnh – vẫn làm việc được"
    return f"Mất mạng từ {when_vi(line.last_contact_ms)} – vẫn làm việc được{_growth(line)}"


def _growth(line: LineState) -> str:
    """How far the older dossiers have come; work goes on meanwhile."""
    if line.growth_held >= line.growth_total:
        return ""
    held, total = (f"{number:,}".replace(",", ".") for number in (line.growth_held, line.growth_total))
    return f"; đã nhận {held}/{total} hồ sơ trước đây"


def _outbox(line: LineState) -> str:
    lanes = {lane.lane: lane for lane in line.lanes}
    facts = [lanes[n] for n in (_FACTS, _RESULTS) if n in lanes and lanes[n].count]
    parts = []
    if facts:
        count, size = sum(lane.count for lane in facts), sum(lane.bytes for lane in facts)
        parts.append(f"{count} mục chưa có biên nhận ({size_vi(size)})")
    scans = lanes.get(_SCANS)
    if scans and scans.count:
        parts.append(f"{scans.count} bản quét chờ ({size_vi(scans.bytes)})")
    return "; ".join(parts) or "Tỉnh đã nhận đủ"


def _alarm(line: LineState) -> str:
    alarms = []
    if line.disk_free_bytes and line.disk_free_bytes < _LOW_DISK:
        alarms.append(f"Ổ đĩa chỉ còn {size_vi(line.disk_free_bytes)}")
    if line.jobs_aside:
        alarms.append(f"{line.jobs_aside} việc máy cần người xem")
    if line.quarantined:
        alarms.append(f"{line.quarantined} tệp bị tách riêng")
    return "; ".join(alarms)


def _backup(line: LineState) -> str:
    if line.backup == "running":
        return f"Sao lưu lúc {when_vi(line.backup_ms)}" if line.backup_ms else "Sao lưu đang chạy"
    return {
        "off": "Sao lưu chưa bật",
        "stopped": "Sao lưu đang dừng – báo quản trị",
        "failing": "Sao lưu lỗi – báo quản trị",
    }.get(line.backup, line.backup)
