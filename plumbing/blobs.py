"""Scans, signed papers and results: bytes named by their own SHA-256, so that they can never be mixed up.

`FolderBlobs` keeps them as files, two levels of folders deep. A blob is seen under its name only when all its
bytes are on the disk and match it: temporary file, fsync, rename, fsync of the folder. Uploads that break off
go on where they stopped. What does not match its name when read is moved aside, never shown, never deleted.
"""

import fcntl
import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from plumbing.blob_rules import check_name, check_piece, corrupt, not_here, too_large, wrong_offset
from plumbing.disk import disk_errors
from plumbing.folders import sync_folder
from plumbing.problem import Problem

MAX_BLOB_BYTES = 512 * 1024 * 1024
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Name (SHA-256, 64 hexadecimal digits) and size in bytes."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """Keeps blobs. Raises Problem: BLOB_NAME_INVALID, BLOB_TOO_LARGE, DISK_FULL (what was there stays intact)."""

    def put(self, content: bytes | BinaryIO) -> BlobRef:
        """Keep the bytes durably; putting them twice is the same as once."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether the whole blob is here."""
        ...

    def size(self, sha256: str) -> int:
        """Its size in bytes. Raises Problem(BLOB_NOT_HERE)."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Its bytes, seekable, checked against the name beforehand. Raises Problem: BLOB_NOT_HERE, BLOB_CORRUPT."""
        ...

    def received(self, sha256: str) -> int:
        """How many bytes of it have arrived durably, all of them when it is whole."""
        ...

    def append(self, sha256: str, offset: int, data: bytes, size: int) -> int:
        """Add a piece of an upload of `size` bytes in all; returns how many have arrived now. The last piece is
        checked against the name. A whole blob takes no more and says its size. Raises Problem: BLOB_OFFSET
        (go on from `received`), BLOB_BUSY (another upload of it is running), BLOB_CORRUPT (start again)."""
        ...

    def drop(self, sha256: str) -> None:
        """Forget the blob for good, whole or in part; harmless for one that is not here."""
        ...


class BlobFiles(BlobStore, Protocol):
    """A store whose blobs are files that other programs can read."""

    def path(self, sha256: str) -> Path:
        """The file of a blob, checked beforehand; read only. Raises as `open`."""
        ...


class FolderBlobs:
    """Blobs as files under `root`: `ab/cd/abcd…`, uploads in `partial/`, damaged ones in `damaged/`."""

    def __init__(self, root: Path, max_bytes: int = MAX_BLOB_BYTES) -> None:
        self._root = root
        self._max_bytes = max_bytes
        self._partial = root / "partial"
        self._damaged = root / "damaged"
        for folder in (self._partial, self._damaged):
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes | BinaryIO) -> BlobRef:
        """See `BlobStore.put`. The stream is read in pieces, never as a whole."""
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        with disk_errors():
            handle, name = tempfile.mkstemp(dir=self._partial, suffix=".tmp")
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    ref = self._copy(stream, file)
                    _flush(file)
                self._publish(temporary, ref.sha256)
            finally:
                temporary.unlink(missing_ok=True)
        return ref

    def has(self, sha256: str) -> bool:
        """See `BlobStore.has`."""
        return self._place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """See `BlobStore.size`."""
        try:
            return self._place(sha256).stat().st_size
        except FileNotFoundError as error:
            raise not_here(sha256) from error

    def open(self, sha256: str) -> BinaryIO:
        """See `BlobStore.open`."""
        try:
            file = self._place(sha256).open("rb")
        except FileNotFoundError as error:
            raise not_here(sha256) from error
        try:
            with disk_errors():
                whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
                file.seek(0)
            if not whole:
                self._set_aside(sha256)
                raise corrupt(sha256)
        except BaseException:
            file.close()
            raise
        return file

    def path(self, sha256: str) -> Path:
        """See `BlobFiles.path`."""
        self.open(sha256).close()
        return self._place(sha256)

    def received(self, sha256: str) -> int:
        """See `BlobStore.received`."""
        for file in (self._place(sha256), self._part(sha256)):
            try:
                return file.stat().st_size
            except FileNotFoundError:
                continue
        return 0

    def append(self, sha256: str, offset: int, data: bytes, size: int) -> int:
        """See `BlobStore.append`."""
        check_piece(sha256, offset, data, size, self._max_bytes)
        part = self._part(sha256)
        with disk_errors(), part.open("ab") as file:
            _lock(file, sha256)
            if self.has(sha256):
                part.unlink(missing_ok=True)
                return self.size(sha256)
            if offset != os.fstat(file.fileno()).st_size:
                raise wrong_offset(sha256, os.fstat(file.fileno()).st_size)
            _extend(file, offset, data)
            if offset + len(data) == size:
                self._finish(part, sha256)
        return offset + len(data)

    def sweep(self, before_ms: int) -> int:
        """Remove temporary files of broken-off `put`s last written before that instant; returns how many.
        Uploads stay: they can be gone on with."""
        stale = [file for file in self._partial.glob("*.tmp") if file.stat().st_mtime * 1000 < before_ms]
        for file in stale:
            file.unlink(missing_ok=True)
        return len(stale)

    def drop(self, sha256: str) -> None:
        """See `BlobStore.drop`."""
        self._place(sha256).unlink(missing_ok=True)
        self._part(sha256).unlink(missing_ok=True)

    def _copy(self, stream: BinaryIO, file: BinaryIO) -> BlobRef:
        digest, size = hashlib.sha256(), 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > self._max_bytes:
                raise too_large(self._max_bytes)
            digest.update(piece)
            file.write(piece)
        return BlobRef(digest.hexdigest(), size)

    def _finish(self, part: Path, sha256: str) -> None:
        with part.open("rb") as whole:
            matches = hashlib.file_digest(whole, "sha256").hexdigest() == sha256
        if not matches:
            part.unlink()
            raise corrupt(sha256)
        self._publish(part, sha256)

    def _publish(self, file: Path, sha256: str) -> None:
        place = self._place(sha256)
        for folder in (place.parent.parent, place.parent):
            if not folder.exists():
                folder.mkdir(parents=True, exist_ok=True)
                sync_folder(folder.parent)
        file.replace(place)
        sync_folder(place.parent)

    def _set_aside(self, sha256: str) -> None:
        self._place(sha256).replace(self._damaged / sha256)

    def _place(self, sha256: str) -> Path:
        check_name(sha256)
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _part(self, sha256: str) -> Path:
        check_name(sha256)
        return self._partial / f"{sha256}.part"


def _extend(file: BinaryIO, offset: int, data: bytes) -> None:
    try:
        file.write(data)
        _flush(file)
    except OSError:
        os.ftruncate(file.fileno(), offset)
        raise


def _lock(file: BinaryIO, sha256: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        hint = "Tệp này đang được tải lên từ nơi khác; máy sẽ tự thử lại."
        raise Problem("BLOB_BUSY", hint, "later", sha256) from error


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
