"""Folders on a disk: what was renamed or removed in them survives a power cut."""

import errno
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Put the folder's own list of names on the disk (fsync of the directory). Some network shares have no such
    thing for folders: there nothing more can be done. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
