"""What may be uploaded: a look at the first bytes and a count of all of them, before anything is recorded.

Reading may still fail later (a child process does it); the original is kept then, and a person is told.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from plumbing import file_kinds
from plumbing.disk import disk_errors
from plumbing.problem import Problem
from plumbing.scratch import Scratch

_PIECE = 1024 * 1024
_IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed the first look; `stream` stands at its beginning."""

    stream: BinaryIO
    media_type: str
    size: int


class Drawer(Protocol):
    """What draws a page, and so knows whether a file opens; see `node.ports.Reader.preview`."""

    def preview(self, path: Path, page: int, target: Path) -> None:
        """Raises Problem PDF_ENCRYPTED where the file wants a password."""
        ...


@contextmanager
def checked_upload(stream: BinaryIO, most_bytes: int, drawer: Drawer | None = None) -> Iterator[Upload]:
    """Spool the upload to disk while counting, then look at it. An encrypted PDF that opens without a password (its
    owner only forbids changes) is as good as any; `drawer` tells, without one nobody asks. Raises Problem FILE_EMPTY,
    FILE_TOO_LARGE, UNSUPPORTED_FILE_TYPE, PDF_ENCRYPTED, DISK_FULL."""
    with disk_errors(), tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        size, locked = _spool(stream, cast(BinaryIO, spool), most_bytes)
        spool.seek(0)
        media_type = media_type_of(spool.read(file_kinds.HEAD))
        spool.seek(0)
        if media_type == "application/pdf" and locked and drawer is not None:
            _check_opens(cast(BinaryIO, spool), drawer)
        yield Upload(cast(BinaryIO, spool), media_type, size)


def _check_opens(spool: BinaryIO, drawer: Drawer) -> None:
    """Draw its first page. What else may be wrong with the file is told when it is read: the original is kept."""
    with Scratch() as folder:
        path = folder / "locked.pdf"
        with path.open("wb") as file:
            shutil.copyfileobj(spool, file)
        spool.seek(0)
        try:
            drawer.preview(path, 1, path.with_suffix(".jpg"))
        except Problem as problem:
            if problem.code == "PDF_ENCRYPTED":
                raise


def _spool(stream: BinaryIO, spool: BinaryIO, most_bytes: int) -> tuple[int, bool]:
    """Copy while counting; gives the size and whether the word of an encrypted PDF was seen."""
    size, locked, tail = 0, False, b""
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most_bytes:
            raise _too_large(most_bytes)
        locked = locked or b"/Encrypt" in tail + piece
        tail = piece[-16:]
        spool.write(piece)
    return size, locked


def media_type_of(head: bytes) -> str:
    """What the first 1024 bytes tell. Raises Problem FILE_EMPTY, UNSUPPORTED_FILE_TYPE."""
    if not head:
        raise Problem("FILE_EMPTY", "Tệp rỗng; hãy quét lại hoặc chọn tệp khác.")
    media_type = file_kinds.media_type_of(head)
    if not media_type:
        raise file_kinds.unsupported()
    return media_type


def _too_large(most_bytes: int) -> Problem:
    hint = f"Tệp lớn hơn {most_bytes // 1_000_000} MB. Hãy quét ở 300 dpi hoặc tách thành nhiều tệp."
    return Problem("FILE_TOO_LARGE", hint)
