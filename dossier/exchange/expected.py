"""What a reader knows before it reads: tokens of a fact that follow from where it stands are sent as nothing.

Writer and reader keep the same books, so that whatever one leaves out, the other puts back; a token that is not as
expected is sent as it is. A NUL-free token of JSON is never empty, so "" can stand for "as expected".
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from dossier.authors import ACTOR_BYTES, author_of
from dossier.local_time import DAY_MS, HOUR_MS

_LOCAL_MS = 7 * HOUR_MS  # days of facts are those of Asia/Ho_Chi_Minh
_EPOCH = date(1970, 1, 1).toordinal()
AFTER = ("after", "after,")
_EXPECTED = frozenset({"dossier", "node", "device", "day", *AFTER})


class Expected:
    """The books of one dossier in one letter."""

    def __init__(self, dossier: str) -> None:
        self._dossier = f'"{dossier}"'
        self._last = ""

    def shorten(self, key: str, author: str, names: Sequence[str], tokens: Sequence[str]) -> list[str]:
        """The tokens to send, of a fact that `speaks` our way."""
        known = self._known(author, names, tokens)
        sent = list(tokens)
        for place, name in _places(tuple(names)):
            if name in AFTER:
                sent[place] = self._near(key, tokens[place])
            elif tokens[place] == known.get(name):
                sent[place] = ""
        self._last = key
        return sent

    def restore(self, key: str, author: str, names: Sequence[str], tokens: Sequence[str]) -> list[str]:
        """The tokens as they stood in the text."""
        known = self._known(author, names, tokens)
        full = list(tokens)
        for place, name in _places(tuple(names)):
            if name in AFTER:
                if tokens[place][:1] != '"':
                    full[place] = self._far(key, tokens[place])
            elif not tokens[place] and name in known:
                full[place] = known[name]
        self._last = key
        return full

    def _known(self, author: str, names: Sequence[str], tokens: Sequence[str]) -> dict[str, str]:
        known = {"dossier": self._dossier, "node": f'"{author}"'}
        if "hlc" in names:
            instant = tokens[names.index("hlc")]
            known |= {"device": instant, "day": _day(instant)}
        return known

    def _near(self, key: str, token: str) -> str:
        """A key that an act follows: "" = the fact before in this letter, a number = so many before itself."""
        if token == f'"{self._last}"':
            return ""
        prefix, _, count = key.rpartition("-")
        mine, _, other = token[1:-1].rpartition("-")
        if mine == prefix and _is_count(count) and _is_count(other) and int(other) < int(count):
            return str(int(count) - int(other))
        return token

    def _far(self, key: str, token: str) -> str:
        if not token:
            return f'"{self._last}"'
        prefix, _, count = key.rpartition("-")
        if not (_is_count(token) and _is_count(count)):
            return token
        return f'"{prefix}-{int(count) - int(token)}"'


def speaks(names: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether no token could be taken for something shortened: what an act follows is always a string."""
    return all(tokens[place][0] == '"' for place, name in _places(tuple(names)) if name in AFTER)


@lru_cache(maxsize=1024)
def _places(names: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Places and names of the tokens that may be expected."""
    return tuple((place, name) for place, name in enumerate(names) if name in _EXPECTED)


@lru_cache(maxsize=256)
def author_name(actor: bytes) -> str:
    """Node id of an actor, "" for one that is nobody's."""
    return author_of(actor) if len(actor) == ACTOR_BYTES else ""


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18 and (text == "0" or text[0] != "0")


def _day(instant: str) -> str:
    return (
        _day_text((int(instant) + _LOCAL_MS) // DAY_MS) if _is_count(instant) and len(instant) < 15 else "?"
    )


@lru_cache(maxsize=64)
def _day_text(day: int) -> str:
    return f'"{date.fromordinal(_EPOCH + day).isoformat()}"'
