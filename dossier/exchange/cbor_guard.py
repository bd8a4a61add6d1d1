"""Looks over encoded values (RFC 8949) before anything is built from them.

A letter uses a narrow part of CBOR: integers, byte strings, texts, arrays, maps, booleans and null, all of
definite length, no tags and no floating-point numbers. The walk allocates nothing, so a number that an
attacker wrote is only ever compared. (Ten bytes may claim 2^63 items; a megabyte may hold a million lists.)
"""

from dossier.errors import KernelError

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_FALSE, _TRUE, _NULL = 20, 21, 22


def check_shape(data: bytes, max_items: int, max_depth: int) -> None:
    """Raises KernelError(LETTER_UNREADABLE) unless `data` is exactly one value of the narrow kind with at most
    that many items and that depth."""
    at, items = 0, 0
    open_counts = [1]
    while open_counts:
        if not open_counts[-1]:
            open_counts.pop()
            continue
        open_counts[-1] -= 1
        major, argument, at = _head(data, at)
        items += 1
        if major in {_BYTES, _TEXT}:
            at += argument
        elif major in {_ARRAY, _MAP}:
            open_counts.append(argument * (2 if major == _MAP else 1))
        elif major == _TAG or (major == _SIMPLE and argument not in {_FALSE, _TRUE, _NULL}):
            raise unreadable()
        if items > max_items or len(open_counts) > max_depth or at > len(data):
            raise unreadable()
    if at != len(data):
        raise unreadable()


def unreadable() -> KernelError:
    """The letter does not follow the protocol."""
    return KernelError("LETTER_UNREADABLE", "Thư đồng bộ không đọc được; bên gửi vẫn giữ và sẽ gửi lại.")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(data):
        raise unreadable()
    major, short = data[at] >> 5, data[at] & 31
    if short < 24:
        return major, short, at + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(short)
    end = at + 1 + (width or 0)
    if width is None or end > len(data) or major == _SIMPLE:
        raise unreadable()
    return major, int.from_bytes(data[at + 1 : end], "big"), end
