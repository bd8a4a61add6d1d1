"""The log: one JSON object a line on standard error, without personal data.

The rule is that nobody logs personal data; the mask is for the day when somebody forgets. It hides runs of
9 and 12 digits (old and new identity numbers, also written in groups of three) and everything under a key that
names personal data. Hexadecimal names of blobs stay readable.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

PERSONAL_KEYS = frozenset(
    {"address", "applicant", "birth", "cccd", "cmnd", "email", "full_name", "id_number", "name", "note",
     "password", "person", "phone", "query", "secret", "text", "token", "words"}
)  # fmt: skip
_MASK = "•••"
_NUMBERS = re.compile(r"(?<![0-9a-f])(?<!\d[.-])\d{3}([ .-]?)\d{3}\1\d{3}(?:\1\d{3})?(?![0-9a-f])(?![.-]\d)")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def setup_log(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every logger's records to `stream` (default standard error), and nowhere else."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "apscheduler"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)  # its lines carry what people searched for
    logging.getLogger("httpx").setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One record as one line; what is passed in `extra` becomes members."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked_text(record.getMessage()),
        }
        line |= masked({key: value for key, value in vars(record).items() if key not in _OWN})
        if record.exc_info:
            line["exception"] = masked_text(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=lambda value: masked_text(str(value)))


def masked(value: Any) -> Any:
    """The value without personal data, as far as keys and digits tell."""
    if isinstance(value, Mapping):
        return {
            str(key): _MASK if str(key).lower() in PERSONAL_KEYS else masked(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(inner) for inner in value]
    if isinstance(value, str) or (type(value) is int and len(str(abs(value))) in {9, 12}):
        return masked_text(str(value))
    return value


def masked_text(text: str) -> str:
    """The text with identity numbers hidden."""
    return _NUMBERS.sub(_MASK, text)
