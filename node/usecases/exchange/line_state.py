"""What the head of every page and the outbox show of the line; instants are milliseconds since 1970 UTC (0 = never)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LaneCount:
    """What still has no receipt in one lane: 1 facts, 2 results, 3 scans."""

    lane: int
    name_vi: str
    count: int
    bytes: int
    oldest_ms: int = 0


@dataclass(frozen=True, slots=True)
class LineState:
    """The line and the outbox, for the head of every page. `line` is up | down | never; `clock_offset_ms` =
    our clock minus the hub's at the last contact; `clock_vi` a sentence when it is out by > 2 minutes."""

    node: str
    short: str
    incarnation: int
    unit: str
    unit_name: str
    line: str
    last_contact_ms: int
    last_try_ms: int
    last_error_code: str
    last_error_vi: str
    lanes: tuple[LaneCount, ...]
    clock_offset_ms: int
    clock_vi: str
    register_number: int
    calendar_last: date
    mailbox_cursor: int
    backup: str
    backup_ms: int
    lease_left: int
    jobs_waiting: int
    jobs_aside: int
    quarantined: int
    wal_bytes: int
    disk_free_bytes: int
    dossiers: int
    offline: bool = False  # practice switch: the line is held closed on purpose
    growth_held: int = 0  # of `growth_total` dossiers that are brought to this node (new, restored, merged)
    growth_total: int = 0
    tray_pages: int = 0  # scanned pages that wait for a dossier


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A dossier with facts that have no receipt."""

    dossier: str
    code: str
    changes: int
    bytes: int
    oldest_ms: int
    left_ms: int
    road: str
