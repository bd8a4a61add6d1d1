"""Columns: the values that many facts have at one place, laid side by side so that they compress well.

A token is a scalar of JSON as it stands in the text (strings with their quotes), or something shorter that the
reader can expect; never with a NUL inside. A column is [form, …] in the first form that fits:

    0 CONSTANT   [0, token]           every token is this one
    1 NUMBERS    [1, zigzag]          canonical integers, each as its difference to the one before
    2 TABLE      [2, tokens, places]  few different ones
    3 HEX        [3, digits]          strings of so many hexadecimal digits, as bytes in the tail
    4 WIDE       [4, width, bytes]    strings of equal width: all first bytes, all second bytes …
    5 STRINGS    [5, bytes]           strings without their quotes, joined by NUL
    6 TOKENS     [6, bytes]           anything, joined by NUL
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from typing import Any

from dossier.exchange.cbor_guard import unreadable
from dossier.exchange.numbers import join_numbers, split_numbers, unzigzag, zigzag

_CONSTANT, _NUMBERS, _TABLE, _HEX, _WIDE, _STRINGS, _TOKENS = range(7)
_HEX_DIGITS = frozenset("0123456789abcdef")
_LEAST_HEX, _MOST_WIDE, _MOST_TABLE = 16, 64, 128
_LARGEST = 1 << 62
_NUL = "\0"


class Tail:
    """Bytes that no compression makes smaller: they travel behind the compressed part, in the order of use."""

    def __init__(self, data: bytes = b"") -> None:
        self._data, self._at = bytearray(data), 0

    def put(self, data: bytes) -> None:
        """Append."""
        self._data += data

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises KernelError(LETTER_UNREADABLE)."""
        if not 0 <= size <= len(self._data) - self._at:
            raise unreadable()
        self._at += size
        return bytes(self._data[self._at - size : self._at])

    def rest(self) -> bytes:
        """What was not taken yet."""
        return self.take(len(self._data) - self._at)


def pack_column(tokens: Sequence[str], tail: Tail) -> list[Any]:
    """A column of at least one token."""
    different = set(tokens)
    if len(different) == 1:
        return [_CONSTANT, tokens[0]]
    numbers = _numbers(tokens)
    if numbers is not None:
        return [_NUMBERS, join_numbers(zigzag(b - a) for a, b in pairwise([0, *numbers]))]
    if len(different) <= _MOST_TABLE and len(different) * 3 <= len(tokens):
        table = {token: place for place, token in enumerate(dict.fromkeys(tokens))}
        return [_TABLE, _NUL.join(table), bytes(map(table.__getitem__, tokens))]
    if not all(len(token) > 1 and token[0] == token[-1] == '"' for token in different):
        return [_TOKENS, _NUL.join(tokens).encode()]
    return _pack_strings(tokens, tail)


def unpack_column(packed: Any, tail: Tail) -> Iterator[str]:
    """The tokens; a constant never ends. Raises KernelError(LETTER_UNREADABLE)."""
    try:
        return _unpack(packed, tail)
    except (TypeError, ValueError, IndexError) as error:
        raise unreadable() from error


def _unpack(packed: Any, tail: Tail) -> Iterator[str]:
    match packed:
        case [0, str(token)]:
            return repeat(token)
        case [1, bytes(data)]:
            return map(str, accumulate(map(unzigzag, split_numbers(data))))
        case [2, str(joined), bytes(places)]:
            table = joined.split(_NUL)
            return iter([table[place] for place in places])
        case [3, int(digits), int(count)] if 0 < digits <= LARGEST_TAIL and 0 < count <= LARGEST_TAIL:
            joined = tail.take(digits * count // 2).hex()
            return iter([f'"{joined[at : at + digits]}"' for at in range(0, len(joined), digits)])
        case [4, int(width), bytes(data)] if 0 < width <= _MOST_WIDE:
            count = len(data) // width
            rows = (data[at::count].decode() for at in range(count))
            return iter([f'"{row}"' for row in rows])
        case [5, bytes(data)]:
            return iter([f'"{text}"' for text in data.decode().split(_NUL)])
        case [6, bytes(data)]:
            return iter(data.decode().split(_NUL))
    raise unreadable()


LARGEST_TAIL = 1 << 26


def _pack_strings(tokens: Sequence[str], tail: Tail) -> list[Any]:
    widths = {len(token) for token in tokens}
    if len(widths) > 1:
        return [_STRINGS, _NUL.join([token[1:-1] for token in tokens]).encode()]
    joined = "".join([token[1:-1] for token in tokens])
    width = widths.pop() - 2
    if width >= _LEAST_HEX and width % 2 == 0 and _HEX_DIGITS.issuperset(joined):
        tail.put(bytes.fromhex(joined))
        return [_HEX, width, len(tokens)]
    if 0 < width <= _MOST_WIDE and joined.isascii():
        data = joined.encode()
        return [_WIDE, width, b"".join([data[at::width] for at in range(width)])]
    return [_STRINGS, _NUL.join([token[1:-1] for token in tokens]).encode()]


def _numbers(tokens: Sequence[str]) -> list[int] | None:
    if not (tokens[0][-1:].isdigit() and tokens[-1][-1:].isdigit()):
        return None
    try:
        numbers = list(map(int, tokens))
    except ValueError:
        return None
    fits = min(numbers) > -_LARGEST and max(numbers) < _LARGEST
    return numbers if fits and list(map(str, numbers)) == list(tokens) else None
