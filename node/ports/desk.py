"""Port to sessions, log-in tries and the quarantine."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from node.ports.rows import QuarantineRow, SessionRow


class Desk(Protocol):
    """Sessions, log-in tries and what was set aside."""

    def open_session(self, row: SessionRow) -> None:
        """Remember a session."""
        ...

    def session(self, token_hash: str, now_ms: int) -> SessionRow | None:
        """A session that has not expired."""
        ...

    def close_session(self, token_hash: str) -> None:
        """Forget it."""
        ...

    def tries(self, login: str, since_ms: int) -> int:
        """Failed log-ins since the instant."""
        ...

    def note_try(self, login: str, at_ms: int, ok: bool) -> None:
        """Record a try; a good one clears the failed ones."""
        ...

    def set_aside(self, what: str, code: str, reason_vi: str, data: bytes, at_ms: int) -> None:
        """Quarantine: keep the bytes and the reason."""
        ...

    def held(self, code: str) -> Sequence[tuple[int, str, bytes]]:
        """(number, what, bytes) of everything set aside for this reason, oldest first."""
        ...

    def about(self, beginning: str) -> Sequence[tuple[int, str, str]]:
        """(number, what, code) of the rows whose `what` begins like this, oldest first."""
        ...

    def bytes_of(self, number: int) -> bytes:
        """What was set aside under this number, b"" when nothing is."""
        ...

    def release(self, numbers: Iterable[int]) -> None:
        """The reason is gone: these are no longer set aside."""
        ...

    def aside(self, limit: int) -> Sequence[QuarantineRow]:
        """What was set aside, newest first."""
        ...
