"""State of the line, the outbox and the work behind."""

import shutil

from node.ports import AuditRow, BackupView, JobRow, QuarantineRow, Tables
from node.usecases.counter.leases import numbers_left
from node.usecases.exchange.line_state import LaneCount, LineState, OutboxItem
from node.usecases.exchange.receipted import AT_HUB
from node.usecases.exchange.second_try import RETRY_JOB
from node.usecases.record.enact import LANE_FACTS, LANE_RESULTS, LANE_SCANS
from node.usecases.workplace import Workplace
from plumbing.problem import Problem
from plumbing.sqlite import wal_bytes

LANE_VI = {LANE_FACTS: "Dữ kiện", LANE_RESULTS: "Kết quả và bản ký", LANE_SCANS: "Bản quét"}
_CLOCK_WORTH_SAYING_MS = 2 * 60 * 1000
_MOST = 500


class Line:
    """What the head of every page shows, and the pages behind it."""

    def __init__(self, place: Workplace, backup: BackupView) -> None:
        self._place, self._backup = place, backup

    def state(self) -> LineState:
        """The line, the lanes, the clock, the backup."""
        place, day, backup = self._place, self._place.clock.today(), self._backup.state()
        with place.store.reading() as tables:
            meta, jobs = tables.meta, tables.jobs.totals()
            offset = meta.number("clock_offset_ms")
            unit = place.our_unit(day)
            return LineState(
                node=place.identity.node,
                short=place.identity.short,
                incarnation=place.identity.incarnation,
                unit=unit,
                unit_name=place.register.unit_name(unit, day),
                line=_line(tables),
                last_contact_ms=meta.number("last_contact_ms"),
                last_try_ms=meta.number("last_try_ms"),
                last_error_code=meta.text("last_error_code"),
                last_error_vi=meta.text("last_error_vi"),
                lanes=_lanes(tables),
                clock_offset_ms=offset,
                clock_vi=_clock_vi(offset),
                register_number=place.register.number,
                calendar_last=place.register.calendar.last,
                mailbox_cursor=meta.number("mailbox"),
                backup=backup.state,
                backup_ms=backup.last_ms,
                lease_left=numbers_left(tables, day),
                jobs_waiting=sum(jobs.get(state, (0, 0))[0] for state in ("queued", "running")),
                jobs_aside=jobs.get("aside", (0, 0))[0],
                quarantined=len(tables.desk.aside(_MOST)),
                wal_bytes=wal_bytes(place.config.data / "node.db"),
                disk_free_bytes=shutil.disk_usage(place.config.data).free,
                dossiers=tables.projections.count({}),
                offline=bool(meta.number("held_closed")),
                growth_held=meta.number("growth_upto"),
                growth_total=meta.number("growth_total"),
                tray_pages=tables.tray.waiting(),
            )

    def outbox(self) -> tuple[OutboxItem, ...]:
        """Dossiers with facts that have no receipt, oldest first."""
        with self._place.store.reading() as tables:
            items = []
            for dossier, changes, size, oldest, left, road in tables.outbox.by_dossier(_MOST):
                row = tables.projections.get(dossier)
                items.append(OutboxItem(dossier, row.code if row else "", changes, size, oldest, left, road))
            return tuple(items)

    def jobs(self, state: str = "") -> tuple[JobRow, ...]:
        """Durable work: unfinished ("") or of one state."""
        with self._place.store.reading() as tables:
            return tuple(tables.jobs.list(state))

    def aside(self) -> tuple[QuarantineRow, ...]:
        """What was set aside, newest first."""
        with self._place.store.reading() as tables:
            return tuple(tables.desk.aside(_MOST))

    def retry_aside(self, officer: str) -> None:
        """Queue a second try of what was set aside."""
        now = self._place.clock.now_ms()
        with self._place.store.writing() as tables:
            tables.jobs.add(RETRY_JOB, {}, now)
            tables.audit.add(now, officer, "retry what was set aside", "")

    def dismiss_aside(self, number: int, officer: str) -> None:
        """Somebody has seen to what the province set aside: say no more of it. Raises Problem(ASIDE_KEPT) for anything
        of which bytes are kept here."""
        with self._place.store.writing() as tables:
            told = {row[0]: row[1] for row in tables.desk.about(AT_HUB)}
            if number not in told:
                hint = "Mục này giữ dữ liệu để thử lại nên không bỏ được; hãy bấm Thử lại ngay."
                raise Problem("ASIDE_KEPT", hint, "never", str(number))
            tables.desk.release([number])
            dossier = told[number].removeprefix(AT_HUB)
            tables.audit.add(self._place.clock.now_ms(), officer, "dismissed what the hub set aside", dossier)

    def audit(self, limit: int = 200) -> tuple[AuditRow, ...]:
        """Newest links of the audit chain."""
        with self._place.store.reading() as tables:
            return tuple(tables.audit.list(limit))

    def audit_broken_at(self) -> int:
        """Number of the first broken link of the audit chain, 0 when it holds."""
        with self._place.store.reading() as tables:
            return tables.audit.broken_at()

    def hold_closed(self, closed: bool, officer: str) -> None:
        """Practice switch "giả lập mất mạng": while closed, nothing goes over HTTPS."""
        with self._place.store.writing() as tables:
            tables.meta.put("held_closed", int(closed))
            action = "line held closed" if closed else "line opened"
            tables.audit.add(self._place.clock.now_ms(), officer, action, "")


def _line(tables: Tables) -> str:
    if not tables.meta.number("last_contact_ms"):
        return "never"
    return "down" if tables.meta.text("last_error_code") or tables.meta.number("held_closed") else "up"


def _lanes(tables: Tables) -> tuple[LaneCount, ...]:
    counted = {lane: (count, size, oldest) for lane, count, size, oldest in tables.outbox.totals()}
    counted[LANE_SCANS] = (*tables.blobs.totals(), 0)
    return tuple(
        LaneCount(lane, name, *counted.get(lane, (0, 0, 0))) for lane, name in sorted(LANE_VI.items())
    )


def _clock_vi(offset_ms: int) -> str:
    if abs(offset_ms) < _CLOCK_WORTH_SAYING_MS:
        return ""
    word = "nhanh" if offset_ms > 0 else "chậm"
    minutes = abs(offset_ms) // 60_000
    return f"Đồng hồ máy {word} {minutes} phút so với trung tâm tỉnh; hãy chỉnh lại giờ của máy."
