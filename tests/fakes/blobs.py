"""A blob store in memory; judged by tests/conformance/test_blob_store.py like the real one."""

import hashlib
import io
from typing import BinaryIO

from plumbing.blob_rules import check_name, check_piece, corrupt, not_here, too_large, wrong_offset
from plumbing.blobs import MAX_BLOB_BYTES, BlobRef


class MemoryBlobs:
    """See `plumbing.blobs.BlobStore`."""

    def __init__(self, max_bytes: int = MAX_BLOB_BYTES) -> None:
        self.whole: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self._max_bytes = max_bytes

    def put(self, content: bytes | BinaryIO) -> BlobRef:
        data = content if isinstance(content, bytes) else content.read()
        if len(data) > self._max_bytes:
            raise too_large(self._max_bytes)
        ref = BlobRef(hashlib.sha256(data).hexdigest(), len(data))
        self.whole[ref.sha256] = data
        return ref

    def has(self, sha256: str) -> bool:
        check_name(sha256)
        return sha256 in self.whole

    def size(self, sha256: str) -> int:
        if not self.has(sha256):
            raise not_here(sha256)
        return len(self.whole[sha256])

    def open(self, sha256: str) -> BinaryIO:
        if not self.has(sha256):
            raise not_here(sha256)
        return io.BytesIO(self.whole[sha256])

    def received(self, sha256: str) -> int:
        return len(self.whole[sha256]) if self.has(sha256) else len(self.parts.get(sha256, b""))

    def drop(self, sha256: str) -> None:
        check_name(sha256)
        self.whole.pop(sha256, None)
        self.parts.pop(sha256, None)

    def append(self, sha256: str, offset: int, data: bytes, size: int) -> int:
        check_piece(sha256, offset, data, size, self._max_bytes)
        if self.has(sha256):
            return self.size(sha256)
        if offset != len(self.parts.get(sha256, b"")):
            raise wrong_offset(sha256, len(self.parts.get(sha256, b"")))
        self.parts[sha256] = self.parts.get(sha256, b"") + data
        if offset + len(data) == size:
            content = self.parts.pop(sha256)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise corrupt(sha256)
            self.whole[sha256] = content
        return offset + len(data)
