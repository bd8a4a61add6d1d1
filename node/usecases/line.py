"""State of the line, the outbox and the work behind."""

from node.ports import AuditRow, JobRow, QuarantineRow
from node.usecases.models import LineState, OutboxItem


class Line:
    """What the head of every page shows, and the pages behind it."""

    def state(self) -> LineState:
        """The line, the lanes, the clock, the backup. Never raises."""
        raise NotImplementedError

    def outbox(self) -> tuple[OutboxItem, ...]:
        """Dossiers with facts that have no receipt, oldest first."""
        raise NotImplementedError

    def jobs(self, state: str = "") -> tuple[JobRow, ...]:
        """Durable work: unfinished ("") or of one state."""
        raise NotImplementedError

    def retry_job(self, job: int, officer: str) -> None:
        """Try work that was set aside again."""
        raise NotImplementedError

    def aside(self) -> tuple[QuarantineRow, ...]:
        """What was set aside, newest first."""
        raise NotImplementedError

    def audit(self, limit: int = 200) -> tuple[AuditRow, ...]:
        """Newest links of the audit chain."""
        raise NotImplementedError

    def hold_closed(self, closed: bool, officer: str) -> None:
        """Practice switch "giả lập mất mạng": while closed, nothing goes over HTTPS."""
        raise NotImplementedError
