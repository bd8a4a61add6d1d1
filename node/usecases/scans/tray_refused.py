"""What fell into the scanner's folder and is no paper: told on the page for a day, not only in a note beside the file.

Nothing of such a file is stored; it stays in the folder's own subfolder until somebody takes it away.
"""

import json
from dataclasses import asdict, dataclass

from node.ports import Tables

_MOST, _SHOWN_MS = 50, 24 * 3600 * 1000
_META = "scan_folder_refused"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file by its name, why it was not taken, and when."""

    name: str
    code: str
    hint_vi: str
    at_ms: int


def note_refused(tables: Tables, refused: Refused) -> None:
    """Keep it with the newest others, once also where it could not leave the folder yet."""
    others = (one for one in _all(tables) if (one.name, one.code) != (refused.name, refused.code))
    kept = [refused, *others][:_MOST]
    tables.meta.put(_META, json.dumps([asdict(one) for one in kept], ensure_ascii=False))


def newly_refused(tables: Tables, now_ms: int) -> tuple[Refused, ...]:
    """Those of the last day, the newest first; at most 50."""
    return tuple(one for one in _all(tables) if now_ms - one.at_ms < _SHOWN_MS)


def _all(tables: Tables) -> list[Refused]:
    return [Refused(**one) for one in json.loads(tables.meta.text(_META) or "[]")]
