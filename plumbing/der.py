"""The distinguished encoding (X.690 DER): whether bytes are written in it, and putting a part into what is.

A library that re-encodes CMS does the same, but in time that doubles with every level, and a signature with a
timestamp is deep: tens of seconds were measured.
"""

from __future__ import annotations

_CONSTRUCTED, _LONG_TAG = 0x20, 0x1F
_BOOLEAN, _INTEGER, _NULL, _ENUMERATED = 0x01, 0x02, 0x05, 0x0A
SEQUENCE, SET = 0x30, 0x31
"""Tags of constructed lists."""


def der_length(data: bytes) -> int:
    """How many bytes the DER value at the start of `data` takes, all its parts being DER. Raises ValueError."""
    start, end = _header(data, 0, len(data))
    _check(data, 0, start, end)
    return end


def der_start(data: bytes) -> int:
    """Where the contents of the value at the start of `data` begin. Raises ValueError."""
    return _header(data, 0, len(data))[0]


def wrap(tag: int, contents: bytes) -> bytes:
    """A value of one byte's tag."""
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + contents


def append_inside(der: bytes, depth: int, extra: bytes) -> bytes:
    """`der` with `extra` at the end of the value that is reached by going `depth` times into the last part; every other
    byte of contents stays. Raises ValueError."""
    start, end = _header(der, 0, len(der))
    if depth == 0:
        return wrap(der[0], der[start:end] + extra)
    last = at = start
    while at < end:
        last, (_, at) = at, _header(der, at, end)
    return wrap(der[0], der[start:last] + append_inside(der[last:end], depth - 1, extra))


def _header(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """(start, end) of the contents of the value at `at`."""
    if at + 2 > limit or data[at] & _LONG_TAG == _LONG_TAG:
        raise ValueError("no tag")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        start += count
        if not 1 <= count <= 4 or start > limit:
            raise ValueError("no definite length")
        length = int.from_bytes(data[at + 2 : start], "big")
        if length < 0x80 or length < 1 << 8 * (count - 1):
            raise ValueError("a length that is longer than it needs to be")
    if start + length > limit:
        raise ValueError("longer than what is there")
    return start, start + length


def _check(data: bytes, at: int, start: int, end: int) -> None:
    tag = data[at]
    if tag in (SEQUENCE & ~_CONSTRUCTED, SET & ~_CONSTRUCTED):
        raise ValueError("a list that is not constructed")
    if tag & _CONSTRUCTED:
        if tag < 0x40 and tag not in (SEQUENCE, SET):
            raise ValueError("a plain value in pieces")
        while start < end:
            inner, after = _header(data, start, end)
            _check(data, start, inner, after)
            start = after
    elif not _is_plain(tag, data[start:end]):
        raise ValueError("a plain value written another way")


def _is_plain(tag: int, value: bytes) -> bool:
    if tag == _BOOLEAN:
        return value in (b"\x00", b"\xff")
    if tag == _NULL:
        return value == b""
    if tag in (_INTEGER, _ENUMERATED):
        return len(value) == 1 or (len(value) > 1 and (value[0], value[1] >> 7) not in ((0, 0), (0xFF, 1)))
    return True
