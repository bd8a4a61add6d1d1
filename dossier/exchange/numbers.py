"""Whole numbers as bytes: LEB128, as Automerge and our packed letters write them."""

from collections.abc import Iterable

from dossier.exchange.cbor_guard import unreadable

_WIDEST = 63  # bits


def uleb(value: int) -> bytes:
    """An unsigned number, seven bits a byte, low ones first."""
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sleb(value: int) -> bytes:
    """A signed number (two's complement)."""
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def read_uleb(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and where the next thing begins. Raises KernelError(LETTER_UNREADABLE)."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > _WIDEST:
            raise unreadable()
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def read_sleb(data: bytes, at: int) -> tuple[int, int]:
    """A signed number and where the next thing begins. Raises KernelError(LETTER_UNREADABLE)."""
    value, after = read_uleb(data, at)
    bits = 7 * (after - at)
    return (value - (1 << bits) if data[after - 1] & 0x40 else value), after


def join_numbers(values: Iterable[int]) -> bytes:
    """Unsigned numbers, one after the other."""
    listed = list(values)
    if not listed or max(listed) < 0x80:
        return bytes(listed)
    return b"".join(map(uleb, listed))


def split_numbers(data: bytes) -> list[int]:
    """The numbers of `join_numbers`. Raises KernelError(LETTER_UNREADABLE)."""
    if data.isascii():  # no byte goes on into the next
        return list(data)
    values, at = [], 0
    while at < len(data):
        value, at = read_uleb(data, at)
        values.append(value)
    return values


def zigzag(value: int) -> int:
    """Signed to unsigned, small staying small."""
    return value << 1 if value >= 0 else -value * 2 - 1


def unzigzag(value: int) -> int:
    """Back to signed."""
    return value >> 1 if value % 2 == 0 else -(value + 1 >> 1)
