"""A disk that is full or failing, said in a sentence: what was stored before is intact, and the act did not happen."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plumbing.folders import sync_folder
from plumbing.problem import Problem

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def disk_errors() -> Iterator[None]:
    """Around reading and writing files. Raises Problem: DISK_FULL, DISK_FAILED."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            hint = "Ổ đĩa đã đầy, tệp chưa được lưu; hãy giải phóng chỗ trống rồi làm lại. Dữ liệu cũ vẫn nguyên."
            raise Problem("DISK_FULL", hint, "operator", os.strerror(error.errno)) from error
        hint = "Ổ đĩa gặp lỗi khi đọc hoặc ghi tệp; hãy báo quản trị nút kiểm tra ổ đĩa."
        raise Problem("DISK_FAILED", hint, "operator", os.strerror(error.errno or 0)) from error


def replace_file(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Give a file new contents, whole or not at all: temporary name, fsync, rename, fsync of the folder. A file of
    `mode` 0600 is readable by its owner alone from the first byte on. Raises Problem as `disk_errors`."""
    with disk_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
