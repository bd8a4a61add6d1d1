"""A clock that tests turn by hand; starts on Friday 20/11/2026, 08:00 in Thanh Hóa."""

from datetime import UTC, date, datetime, timedelta

from dossier.local_time import local

START = datetime(2026, 11, 20, 1, tzinfo=UTC)


class HandClock:
    """Each look at it moves it on by `tick_ms`."""

    def __init__(self, tick_ms: int = 0) -> None:
        self.ms = int(START.timestamp() * 1000)
        self._tick_ms = tick_ms

    def now_ms(self) -> int:
        self.ms += self._tick_ms
        return self.ms

    def today(self) -> date:
        return local(self.ms).date()

    def pass_time(self, **span: float) -> None:
        self.ms += int(timedelta(**span).total_seconds() * 1000)

    def set_day(self, day: date) -> None:
        self.ms = int(datetime(day.year, day.month, day.day, 1, tzinfo=UTC).timestamp() * 1000)
