"""Ports to the roads. A letter road answers at once (HTTPS, LAN); the courier goes by files instead."""

from typing import Protocol


class LetterRoad(Protocol):
    """Carries sealed envelopes to one peer and brings its answer back."""

    name: str

    def exchange(self, envelope: bytes) -> bytes:
        """Send one envelope; gives the peer's envelope, b"" when it has nothing to say. Raises Problem LINE_DOWN
        (retry later) when nothing
        came back, or the peer's own Problem when it refused. Sending the same envelope twice is harmless."""
        ...


class BlobRoad(Protocol):
    """Carries blobs to and from one peer in resumable pieces."""

    def sent(self, sha256: str) -> int:
        """How many bytes of the blob the peer has (its size when complete, 0 when none). Raises LINE_DOWN."""
        ...

    def push(self, sha256: str, size: int, offset: int, piece: bytes) -> int:
        """Give the next piece; gives the new offset at the peer. Raises LINE_DOWN, BLOB_OFFSET."""
        ...

    def pull(self, sha256: str, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; b"" at the end. Raises LINE_DOWN, BLOB_NOT_HERE."""
        ...
