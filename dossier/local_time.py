"""Local time of the country: Asia/Ho_Chi_Minh, UTC+7 without summer time.

Instants are kept as milliseconds since 1970 UTC; days are always days of this zone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from dossier.errors import MalformedValue

VIETNAM: Final = timezone(timedelta(hours=7), "+07:00")
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
_EPOCH = datetime.fromtimestamp(0, VIETNAM)


def local(ms: int) -> datetime:
    """The instant as people here read it, with its offset +07:00. Exact to the millisecond."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_local(moment: datetime) -> datetime:
    """The same instant in Vietnamese time. Raises MalformedValue on a naive datetime."""
    if moment.tzinfo is None:
        raise MalformedValue("DATETIME_WITHOUT_ZONE", "Thời điểm thiếu múi giờ. Hãy ghi kèm +07:00.")
    return moment.astimezone(VIETNAM)


def instant_ms(day: date, at: time = time.min) -> int:
    """The instant of a day at a time of the clock here; without one its beginning."""
    return int(datetime.combine(day, at, VIETNAM).timestamp()) * 1000
