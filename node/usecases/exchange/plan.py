"""What would go at the next contact, in bytes and minutes, and in words that a clerk can plan her day by."""

from dataclasses import dataclass

from node.ports import Tables
from node.usecases.exchange.lanes import Lanes, speed_of
from node.usecases.exchange.line import LANE_VI
from node.usecases.record.enact import LANE_FACTS, LANE_RESULTS, LANE_SCANS
from node.usecases.workplace import Workplace

_PACKED = 0.35  # of the bytes of a change in the outbox, what is left of it on the road (docs/benchmarks.md)
_LETTER_BYTES = 400  # envelope, seal and request around them
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class LanePlan:
    """One lane: what it holds, how much of it goes now, and how long that takes at the speed measured."""

    lane: int
    name_vi: str
    count: int
    bytes: int
    now_bytes: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The next contact. `speed` in bytes a second (`measured` False = assumed); `window` "" = scans always go."""

    lanes: tuple[LanePlan, ...]
    dossiers: int
    now_bytes: int
    later_bytes: int
    seconds: int
    speed: int
    measured: bool
    window: str
    window_open: bool
    hurried: int
    message_vi: str


def plan(place: Workplace, tables: Tables, lanes: Lanes) -> Plan:
    """Looked up, not remembered: what has no receipt, at the speed of the last contacts."""
    speed, measured = speed_of(tables)
    totals = {lane: (count, size) for lane, count, size, _ in tables.outbox.totals()}
    facts, results = totals.get(LANE_FACTS, (0, 0)), totals.get(LANE_RESULTS, (0, 0))
    previews = tables.scan_lane.untold(_MOST)
    scans, scan_bytes = tables.blobs.totals()
    hurried = [row for name in tables.scan_lane.hurried(True) if (row := tables.blobs.get(name))]
    free = lanes.scans_may_go(tables)
    scans_now = scan_bytes if free else sum(row.size - row.sent for row in hurried)
    lane1, lane2 = _on_the_road(*facts), _on_the_road(*results) + sum(len(p) for _, p in previews)
    rows = (
        _lane(LANE_FACTS, facts[0], lane1, lane1, speed),
        _lane(LANE_RESULTS, results[0] + len(previews), lane2, lane2, speed),
        _lane(LANE_SCANS, scans, scan_bytes, scans_now, speed),
    )
    now, later = sum(row.now_bytes for row in rows), scan_bytes - scans_now
    dossiers = len(tables.outbox.by_dossier(_MOST))
    seconds = sum(row.seconds for row in rows)
    return Plan(
        lanes=rows,
        dossiers=dossiers,
        now_bytes=now,
        later_bytes=later,
        seconds=seconds,
        speed=speed,
        measured=measured,
        window=place.config.scan_window,
        window_open=lanes.window_open(),
        hurried=len(hurried),
        message_vi=_words(dossiers, now, later, seconds),
    )


def _on_the_road(count: int, size: int) -> int:
    return round(size * _PACKED) + _LETTER_BYTES if count else 0


def _lane(lane: int, count: int, size: int, now: int, speed: int) -> LanePlan:
    return LanePlan(lane, LANE_VI[lane], count, size, now, -(-now // speed))


def _words(dossiers: int, now: int, later: int, seconds: int) -> str:
    """ "14 hồ sơ, 0,4 MB ngay; 212 MB bản quét chờ đêm; khoảng 6 phút"."""
    if not (now or later):
        return "Không còn gì chờ gửi."
    parts = [f"{dossiers} hồ sơ, {_mb(now)} ngay"]
    if later:
        parts.append(f"{_mb(later)} bản quét chờ đêm")
    parts.append(_time(seconds))
    return "; ".join(parts)


def _mb(size: int) -> str:
    if size < 100_000:
        return f"{-(-size // 1000)} kB"
    return (f"{size / 1e6:.1f}" if size < 10_000_000 else f"{size / 1e6:.0f}").replace(".", ",") + " MB"


def _time(seconds: int) -> str:
    if seconds < 60:
        return "chưa đến 1 phút"
    minutes = -(-seconds // 60)
    return f"khoảng {minutes} phút" if minutes < 120 else f"khoảng {minutes // 60} giờ"
