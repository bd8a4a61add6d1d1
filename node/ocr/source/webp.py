"""The size that a WebP claims, from its header alone (RFC 9649, 2.5 to 2.7): a decoder makes room for all of it at
once, so that it is asked before one is begun."""

from __future__ import annotations

from pathlib import Path

_HEADER = 30
_LOSSY_START, _LOSSLESS_START = b"\x9d\x01\x2a", 0x2F
_SIDE = 0x3FFF  # 14 bits


def webp_size(path: Path) -> tuple[int, int] | None:
    """Width and height; None for what is no WebP, or whose header makes no sense to a decoder either."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L" and head[20] == _LOSSLESS_START:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & _SIDE), 1 + (bits >> 14 & _SIDE)
    if kind == b"VP8 " and head[23:26] == _LOSSY_START:
        return int.from_bytes(head[26:28], "little") & _SIDE, int.from_bytes(head[28:30], "little") & _SIDE
    return None
